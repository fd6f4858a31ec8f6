// `hydra memory consolidate`: tidies up while nobody needs the home, and gives it back the moment somebody does.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HydraError } from "../../core/errors.ts";
import { fileError } from "../../core/file-errors.ts";
import { isHomeWanted } from "../../memory/home-lock.ts";
import { consolidate as consolidateMemory, type Consolidated } from "../../memory/learn/consolidate.ts";
import type { Knowledge } from "../knowledge.ts";

export interface ConsolidateReport extends Consolidated {
  /** Where the skills are, to be reviewed. */
  readonly folder: string;
  /** Why it ended before its end; null: it did not. */
  readonly stopped: string | null;
}

interface ConsolidateOptions {
  readonly home: string;
  readonly signal: AbortSignal;
  readonly lookEveryMs?: number;
}

/** Throws `ABORTED` where a person stops it; a run that starts ends it in order. */
export const consolidate = async (
  { database, library }: Pick<Knowledge, "database" | "library">,
  { home, signal, lookEveryMs = 100 }: ConsolidateOptions,
): Promise<ConsolidateReport> => {
  const folder = join(home, "skills");
  const since = Date.now();
  const busy = new AbortController();
  const look = async (): Promise<void> => {
    if ((await isHomeWanted(home, since)) || (await anyRun(database))) busy.abort();
  };
  // A look that fails is none; the work itself will say what is wrong.
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  try {
    await look();
    const done = await consolidateMemory(
      { database, library, files: reviewed(folder) },
      { signal: AbortSignal.any([signal, busy.signal]) },
    );
    if (!done.finished && signal.aborted) {
      throw new HydraError("ABORTED", "consolidation was interrupted (what was done is kept)", {
        fix: "go on with `hydra memory consolidate`",
      });
    }
    return { ...done, folder, stopped: done.finished ? null : "a run has started; go on when it has ended" };
  } finally {
    clearInterval(timer);
  }
};

/** In a database that several processes share. */
const anyRun = async ({ pool }: Knowledge["database"]): Promise<boolean> => {
  const { rows } = await pool.query(
    "SELECT 1 FROM hydra.leases WHERE expires_at > clock_timestamp() LIMIT 1",
  );
  return rows.length > 0;
};

const reviewed = (folder: string) => ({
  read: async (name: string): Promise<string | null> =>
    readFile(join(folder, name), "utf8").catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw fileError(error, join(folder, name));
    }),
  write: async (name: string, content: string): Promise<void> => {
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `${name}.new`), content);
      await rename(join(folder, `${name}.new`), join(folder, name));
    } catch (error) {
      throw fileError(error, join(folder, name));
    }
  },
});
