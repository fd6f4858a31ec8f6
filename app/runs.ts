// `hydra runs`: lists runs from their folders, without a lock; removes them with all that the database keeps of them.
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { VerdictStatus } from "../core/domain.ts";
import { HydraError } from "../core/errors.ts";
import type { Settings } from "../core/settings.ts";
import type { FoundRun } from "./homes.ts";
import { allRuns } from "./homes.ts";
import type { RunRecord } from "./run-record.ts";
import { standing } from "./run-record.ts";
import type { Wire } from "./wire/types.ts";

export interface RunSummary {
  readonly thread: string;
  readonly state: RunRecord["state"];
  readonly verdict: VerdictStatus | null;
  readonly model: RunRecord["model"];
  readonly demo: string | null;
  readonly task: string;
  /** ISO 8601. */
  readonly started: string;
  readonly folder: string;
}

export const listRuns = async (home: string): Promise<RunSummary[]> =>
  (await allRuns(home)).map(({ thread, folder, record }) => ({
    thread,
    state: standing(record),
    verdict: record.verdict,
    model: record.model,
    demo: record.demo,
    task: record.request.text,
    started: new Date(record.startedAt).toISOString(),
    folder,
  }));

interface RemoveDeps {
  readonly wire: Wire;
  readonly config: Settings;
}

/** Checkpoints, artifacts and the folder. Throws `THREAD_HELD` where a process is at it. */
export const removeRuns = async (runs: readonly FoundRun[], deps: RemoveDeps): Promise<void> => {
  for (const home of new Set(runs.map((run) => run.home))) {
    const own = runs.filter((run) => run.home === home);
    if (await hasDatabase(home, deps.config)) await forgetThreads(own, home, deps);
    for (const run of own) await rm(run.folder, { recursive: true, force: true });
  }
};

/** Those that ended or stopped longer ago than this and that nobody is at. */
export const oldRuns = async (home: string, { olderThanMs, now }: { olderThanMs: number; now: number }) =>
  (await allRuns(home)).filter(
    ({ record }) => standing(record) !== "running" && record.updatedAt < now - olderThanMs,
  );

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `7d`, `12h`, `30m`, `2w`, in milliseconds. Throws `BAD_INPUT`. */
export const parseAge = (text: string): number => {
  const match = /^(\d{1,6})\s*([smhdw])$/u.exec(text.trim());
  if (match === null) {
    throw new HydraError("BAD_INPUT", `--older-than is "${text.slice(0, 40)}" (not an age)`, {
      fix: "give a number and a unit: 30m, 12h, 7d, 2w",
    });
  }
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
};

const forgetThreads = async (runs: readonly FoundRun[], home: string, { wire, config }: RemoveDeps) => {
  const wired = await wire({
    config,
    home,
    data: config.data,
    workdir: null,
    models: "none",
    sink: () => undefined,
    holder: "hydra runs",
  });
  try {
    for (const run of runs) await wired.deleteThread(run.thread);
  } finally {
    await wired.close();
  }
};

const hasDatabase = async (home: string, config: Settings): Promise<boolean> =>
  config.postgresUrl !== undefined ||
  (await stat(join(home, "db")).then(
    () => true,
    () => false,
  ));
