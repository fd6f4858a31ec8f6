// run.json: what a run was asked, under what conditions and how it stands. Enough to start it again where the database
// never heard of it, and to list runs without opening the database.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { RunResult } from "../core/contract.ts";
import { ModelIdentity, VerdictStatus } from "../core/domain.ts";
import { HydraError } from "../core/errors.ts";
import type { Workspace } from "../core/ports.ts";
import { TaskRequest } from "../core/state.ts";

export const RunRecord = z.object({
  thread: z.string(),
  request: TaskRequest.omit({ tests: true }),
  tests: z.array(z.object({ path: z.string(), content: z.string() })),
  /** Name of the demo whose script answers; null: real models. */
  demo: z.string().nullable(),
  model: ModelIdentity.shape.kind,
  workdir: z.string().nullable(),
  /** Write the files into the workspace at the end. */
  apply: z.boolean(),
  budget: z.object({
    tokens: z.number().nullable(),
    seconds: z.number().nullable(),
    steps: z.number().nullable(),
  }),
  /** As written; `standing` says what it is by now. */
  state: z.enum(["running", "finished", "interrupted"]),
  /** Why it was interrupted. */
  note: z.string().nullable(),
  verdict: VerdictStatus.nullable(),
  process: z.object({ pid: z.number().int(), host: z.string() }),
  versions: z.object({ hydra: z.string(), node: z.string() }),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  updatedAt: z.number(),
});
export type RunRecord = z.infer<typeof RunRecord>;

export const recordFile = "run.json";
export const resultFile = "result.json";
/** Content hashes of the workspace's files as they were when the run began. */
export const seenFile = "workspace.json";

export const thisProcess = () => ({ pid: process.pid, host: hostname() });

/** Null where there is no run in this folder. Throws `INTERNAL` where run.json can't be read as one. */
export const readRecord = async (folder: string): Promise<RunRecord | null> =>
  readJson(join(folder, recordFile), RunRecord);

/** Null where the run has not finished. */
export const readResult = async (folder: string): Promise<RunResult | null> =>
  readJson(join(folder, resultFile), RunResult);

const Seen = z.record(z.string(), z.string());

export const readSeen = async (folder: string): Promise<Record<string, string> | null> =>
  readJson(join(folder, seenFile), Seen);

/** Path to content hash, for every text file of the workspace. */
export const hashWorkspace = async (workspace: Workspace): Promise<Record<string, string>> => {
  const seen: Record<string, string> = {};
  for (const { path } of await workspace.list()) {
    const content = await workspace.read(path);
    if (content !== null) seen[path] = hashText(content);
  }
  return seen;
};

export const hashText = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A run whose process is gone was interrupted, whatever it wrote last. */
export const standing = (record: RunRecord): RunRecord["state"] =>
  record.state === "running" && !isAlive(record.process) ? "interrupted" : record.state;

/** Folders below `runs` that hold a run, oldest first (ids sort by time). */
export const readRecords = async (runs: string): Promise<{ folder: string; record: RunRecord }[]> => {
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(
    names
      .toSorted((left, right) => left.localeCompare(right))
      .map(async (name) => {
        const folder = join(runs, name);
        const record = await readRecord(folder).catch(() => null);
        return record === null ? [] : [{ folder, record }];
      }),
  );
  return found.flat();
};

/** Another machine's process can't be asked, so it is taken for alive. */
const isAlive = ({ pid, host }: RunRecord["process"]): boolean => {
  if (host !== hostname()) return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

const readJson = async <T>(path: string, schema: z.ZodType<T>): Promise<T | null> => {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new HydraError("INTERNAL", `${path} is not what Hydra wrote there`, {
      fix: `Remove the folder, or put back its ${path.split("/").at(-1) ?? "file"}.`,
      cause: error,
    });
  }
};
