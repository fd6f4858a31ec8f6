// `hydra demo`: the real pipeline on a scripted model. Demos are runs like any other, in a home of their own below the
// person's, so that they are listed, shown and resumed like them and teach the memory of real runs nothing.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { RunResult } from "../core/contract.ts";
import { type Demo, expectedVerdict } from "./demo/catalogue.ts";
import { makeFolder } from "./files.ts";
import { demoHome, lookUpRun, threadTaken } from "./homes.ts";
import type { Place, RunDeps } from "./perform.ts";
import { runTask } from "./run-task.ts";
import { systemClock, threadIds } from "./wire/system.ts";

export interface DemoOptions {
  readonly demo: Demo;
  /** Null: a new id. */
  readonly thread: string | null;
  readonly cwd: string;
  /** The script takes this long for each reply. */
  readonly delayMs?: number;
}

export interface DemoRun {
  readonly name: string;
  readonly result: RunResult;
  /** The copy of its project; null where it has none. */
  readonly workdir: string | null;
  /** Whether verdict and winners are what the evidence deserves. */
  readonly asExpected: boolean;
}

/** `place` is the person's. */
export const runDemo = async (
  { demo, cwd, delayMs, ...options }: DemoOptions,
  place: Place,
  deps: RunDeps,
): Promise<DemoRun> => {
  const thread = options.thread ?? threadIds(systemClock).thread();
  const existing = await lookUpRun(thread, { ...place, named: true });
  if (existing !== null && existing.record.demo !== demo.name) throw threadTaken(thread);
  const home = demoHome(place.home);
  const workdir = await copyWorkspace(demo, join(home, "runs", thread, "workspace"));
  const own: Place = {
    ...place,
    home,
    workdir,
    models: { script: demo.name, ...(delayMs === undefined ? {} : { delayMs }) },
    config: { ...place.config, run: { ...place.config.run, k: demo.options.k } },
  };
  const { task, tests, language } = demo;
  const asked = { task, tests, language, cwd, thread, approve: false, apply: false, interactive: false };
  const result = await runTask(asked, own, deps);
  return { name: demo.name, result, workdir, asExpected: isExpected(demo, result) };
};

export const isExpected = ({ expected }: Pick<Demo, "expected">, result: RunResult): boolean =>
  result.verdict === expectedVerdict(expected, result.sandbox.tier) &&
  result.subtasks.every(({ id, winner }) => {
    const allowed = Object.hasOwn(expected.winners, id) ? expected.winners[id] : undefined;
    return allowed === undefined || (winner !== null && allowed.includes(winner));
  });

/** A demo's project is copied, so that `hydra apply` changes the copy. A resumed demo keeps the copy it has. */
const copyWorkspace = async ({ workspace }: Demo, folder: string): Promise<string | null> => {
  if (workspace === null) return null;
  await makeFolder(folder);
  await cp(workspace, folder, { recursive: true, force: false });
  return folder;
};
