// Where runs lie. A home holds `runs/` and the database; demos keep a home of their own below it, so that they are found
// like any other run and never mix with one. A list of known homes lets a thread be found from any folder.
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HydraError } from "../core/errors.ts";
import { fileError } from "../core/file-errors.ts";
import { nearest } from "../core/nearest.ts";
import { makeFolder } from "./files.ts";
import type { RunRecord } from "./run-record.ts";
import { readRecord, readRecords } from "./run-record.ts";

export interface Homes {
  /** Absolute. */
  readonly home: string;
  /** Absolute. */
  readonly data: string;
  /** Whether a person named the home; then no other is looked at. */
  readonly named: boolean;
}

export interface FoundRun {
  readonly thread: string;
  readonly folder: string;
  /** The home to wire: the person's, or the one of its demos. */
  readonly home: string;
  readonly record: RunRecord;
}

export const demoHome = (home: string): string => join(home, "demo");

/** A thread's id is a folder's name. Throws `BAD_INPUT`. */
export const checkThreadId = (thread: string): string => {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/iu.test(thread) && !thread.endsWith(".")) return thread;
  throw new HydraError(
    "BAD_INPUT",
    `"${thread.slice(0, 60)}" can't be a thread's name (it becomes a folder)`,
    {
      fix: "use up to 100 letters, digits, dots, hyphens and underscores, a letter or digit first",
    },
  );
};

export const threadTaken = (thread: string) =>
  new HydraError("BAD_INPUT", `thread ${thread} already exists, with another task`, {
    fix: `choose another --thread, or go on with \`hydra resume ${thread}\``,
  });

/** Null where no home knows the thread. */
export const lookUpRun = async (thread: string, homes: Homes): Promise<FoundRun | null> => {
  checkThreadId(thread);
  const others = homes.named ? [] : await knownHomes(homes.data);
  for (const base of [homes.home, ...others]) {
    for (const home of [base, demoHome(base)]) {
      const folder = join(home, "runs", thread);
      const record = await readRecord(folder);
      if (record !== null) return { thread, folder, home, record };
    }
  }
  return null;
};

/** Throws `THREAD_UNKNOWN`. */
export const findRun = async (thread: string, homes: Homes): Promise<FoundRun> => {
  const found = await lookUpRun(thread, homes);
  if (found !== null) return found;
  const threads = (await allRuns(homes.home)).map((run) => run.thread);
  const known = nearest(thread, threads);
  throw new HydraError(
    "THREAD_UNKNOWN",
    `there is no thread ${thread} in ${homes.home}${known === null ? "" : ` (nearest: ${known})`}`,
    { fix: "`hydra runs` lists what is there; `--home DIR` looks elsewhere" },
  );
};

/** Every run of a home, its demos too, newest first. */
export const allRuns = async (base: string): Promise<FoundRun[]> => {
  const runs = await Promise.all(
    [base, demoHome(base)].map(async (home) =>
      (await readRecords(join(home, "runs"))).map(({ folder, record }) => ({
        thread: record.thread,
        folder,
        home,
        record,
      })),
    ),
  );
  return runs.flat().sort((left, right) => right.record.startedAt - left.record.startedAt);
};

/** Makes the home where it is missing, keeps it out of version control, and remembers it. */
export const makeHome = async ({ home, data }: Pick<Homes, "home" | "data">): Promise<void> => {
  try {
    await makeFolder(home);
    await writeFile(join(home, ".gitignore"), "*\n", { flag: "wx" }).catch(ignoreExisting);
    await makeFolder(data);
  } catch (error) {
    throw fileError(error, home);
  }
  // A convenience: without it threads of other folders are found by `--home` alone.
  if (!(await knownHomes(data)).includes(home)) {
    await appendFile(homesFile(data), `${home}\n`).catch(() => undefined);
  }
};

const limitHomes = 200;

const homesFile = (data: string): string => join(data, "homes");

const knownHomes = async (data: string): Promise<string[]> => {
  const text = await readFile(homesFile(data), "utf8").catch(() => "");
  const homes = text.split("\n").filter((line) => line !== "" && dirname(line) !== line);
  return [...new Set(homes)].slice(-limitHomes);
};

const ignoreExisting = (error: unknown): void => {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
};
