// One process at a time per home: two PGlites on one directory silently lose acknowledged rows. The lock is the
// kernel's (SQLite holds it on an empty file), so it dies with its process; a readable file beside it names the holder.
import { access, constants, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { HydraError } from "../core/errors.ts";
import { fileError } from "../core/file-errors.ts";

const Holder = z.object({
  pid: z.number().int(),
  /** What the process runs, as a person would type it. */
  command: z.string(),
  /** ISO 8601. */
  since: z.string(),
  thread: z.string().nullable(),
});
export type Holder = z.infer<typeof Holder>;

export interface HomeLock {
  release(): Promise<void>;
}

/** Takes the lock on `home`, which is created where it is missing. Throws `HOME_LOCKED`, `WORKSPACE_NOT_WRITABLE`, `DISK_FULL`. */
export const lockHome = async (
  home: string,
  by: { command: string; thread: string | null },
): Promise<HomeLock> => {
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.W_OK);
  } catch (error) {
    throw fileError(error, home);
  }
  const lock = await lockFile(home);
  const holder: Holder = { pid: process.pid, since: new Date().toISOString(), ...by };
  const file = holderFile(home);
  try {
    await writeFile(`${file}.new`, `${JSON.stringify(holder)}\n`);
    await rename(`${file}.new`, file);
  } catch (error) {
    lock.close();
    throw fileError(error, file);
  }
  return {
    release: async () => {
      // First the name, then the lock: after it the file may be somebody else's.
      await rm(file, { force: true });
      lock.close();
    },
  };
};

/** Who holds the lock, or held it when it was killed. Null where nobody says. */
export const readHolder = async (home: string): Promise<Holder | null> => {
  try {
    return Holder.parse(JSON.parse(await readFile(holderFile(home), "utf8")));
  } catch {
    return null;
  }
};

/** Whether somebody found the lock taken after `sinceMs` (milliseconds since the epoch). */
export const isHomeWanted = async (home: string, sinceMs: number): Promise<boolean> =>
  stat(wantedFile(home)).then(
    ({ mtimeMs }) => mtimeMs > sinceMs,
    () => false,
  );

const wantedFile = (home: string): string => join(home, "wanted");

const holderFile = (home: string): string => join(home, "holder.json");

const sqliteBusy = 5;

const lockFile = async (home: string): Promise<DatabaseSync> => {
  const file = join(home, "lock");
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec("PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if (!(error instanceof Error && "errcode" in error && error.errcode === sqliteBusy)) {
      throw new HydraError("WORKSPACE_NOT_WRITABLE", `Can't lock ${file}: ${String(error)}.`, {
        fix: `Remove ${file} if it is not Hydra's, or choose another folder with HYDRA_HOME.`,
        cause: error,
      });
    }
    const holder = await readHolder(home);
    // Whoever holds it for work that can wait sees this and gives way.
    await writeFile(wantedFile(home), `${process.pid}\n`).catch(() => undefined);
    throw new HydraError("HOME_LOCKED", `${home} is in use by ${describe(holder)}.`, {
      fix: "Wait until it ends or stop it, choose another folder with HYDRA_HOME, or set HYDRA_POSTGRES_URL to run several at once.",
      details: { home, holder },
    });
  }
};

const describe = (holder: Holder | null): string => {
  if (holder === null) return "another process that has not said who it is";
  const thread = holder.thread === null ? "" : `, thread ${holder.thread}`;
  return `process ${holder.pid} (${holder.command}${thread}) since ${holder.since}`;
};
