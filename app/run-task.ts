// `hydra run`: a task becomes a run. Everything about the request is checked before anything is opened or written.
import { access, constants, stat } from "node:fs/promises";
import type { RunResult } from "../core/contract.ts";
import type { Language, SourceFile } from "../core/domain.ts";
import { HydraError, isHydraError } from "../core/errors.ts";
import { checkThreadId, lookUpRun, threadTaken } from "./homes.ts";
import type { Place, RunDeps, Stay } from "./perform.ts";
import { stayIn } from "./perform.ts";
import { resume } from "./resume.ts";
import type { RunRecord } from "./run-record.ts";
import { thisProcess } from "./run-record.ts";
import { checkPython, checkScripts, isPython, readTestFiles } from "./test-files.ts";

export interface RunOptions {
  readonly task: string;
  /** Paths as typed, from `cwd`. */
  readonly tests: readonly string[];
  readonly cwd: string;
  readonly language: Language | null;
  readonly approve: boolean;
  readonly apply: boolean;
  /** Somebody is there to answer a question. */
  readonly interactive: boolean;
  /** Null: a new id. One that exists goes on if the task is the same. */
  readonly thread: string | null;
  readonly probe?: boolean;
  readonly testBlocks?: number;
}

const taskLimitCharacters = 400_000;

/** Throws `BAD_INPUT`, `TEST_FILE_INVALID`, `WORKSPACE_NOT_WRITABLE`, and whatever ends a run. */
export const runTask = async (options: RunOptions, place: Place, deps: RunDeps): Promise<RunResult> => {
  const task = checkTask(options.task);
  if (options.thread !== null) checkThreadId(options.thread);
  await checkWorkdir(place.workdir, options.apply);
  const tests = await readTestFiles(options.tests, { cwd: options.cwd, workdir: place.workdir });
  const existing =
    options.thread === null ? null : await lookUpRun(options.thread, { ...place, named: true });
  if (existing !== null) {
    const { request, demo } = existing.record;
    if (request.text !== task || demo !== demoOf(place)) throw threadTaken(existing.thread);
    return resume(existing, { ...place, answer: null }, deps);
  }
  await checkScripts(tests);
  return stayWithTests({ tests, place, deps }, async ({ wired, perform }) => {
    const { k, parallel } = place.config.run;
    const now = wired.ports.clock.now();
    const { language, approve, interactive } = options;
    const record: RunRecord = {
      thread: options.thread ?? wired.ports.ids.thread(),
      request: {
        text: task,
        language,
        k,
        parallel,
        approve,
        interactive,
        probe: options.probe ?? true,
        testBlocks: options.testBlocks ?? 1,
      },
      tests,
      demo: demoOf(place),
      model: wired.ports.chat.identity.kind,
      workdir: place.workdir,
      apply: options.apply,
      budget: wired.limits,
      state: "running",
      note: null,
      verdict: null,
      process: thisProcess(),
      versions: deps.versions,
      startedAt: now,
      updatedAt: now,
    };
    return perform(record);
  });
};

/** A bad test file is said even where there is no model: what a person can correct at once comes first. */
const stayWithTests = async <T>(
  { tests, place, deps }: { tests: readonly SourceFile[]; place: Place; deps: RunDeps },
  use: (stay: Stay) => Promise<T>,
): Promise<T> => {
  const check = async ({ wired }: Stay) => checkPython(tests, wired.ports.sandbox, deps.signal);
  try {
    return await stayIn(place, deps, async (stay) => {
      await check(stay);
      return use(stay);
    });
  } catch (error) {
    const noModel = isHydraError(error) && error.exitCode === 3 && error.details["thread"] === undefined;
    if (noModel && tests.some(isPython)) await stayIn({ ...place, models: "none" }, deps, check);
    throw error;
  }
};

const demoOf = ({ models }: Place): string | null => (typeof models === "object" ? models.script : null);

const checkTask = (text: string): string => {
  const task = text.trim();
  if (task === "") {
    throw new HydraError("BAD_INPUT", "the task is empty", {
      fix: 'say what is wanted: hydra run "a function slugify(text) …"',
    });
  }
  if (task.length <= taskLimitCharacters) return task;
  throw new HydraError(
    "BAD_INPUT",
    `the task has ${task.length} characters (at most ${taskLimitCharacters} are read)`,
    { fix: "put the material into files of a workspace and name them in the task" },
  );
};

const checkWorkdir = async (workdir: string | null, apply: boolean): Promise<void> => {
  if (workdir === null) {
    if (!apply) return;
    throw new HydraError("BAD_INPUT", "--apply needs a workspace to write into", {
      fix: "add --workdir DIR",
    });
  }
  const there = await stat(workdir).catch(() => null);
  if (there?.isDirectory() !== true) {
    const what = there === null ? "does not exist" : "is not a folder";
    throw new HydraError("WORKSPACE_NOT_WRITABLE", `the workspace ${workdir} ${what}`, {
      fix: there === null ? `make it: mkdir -p ${workdir}` : "name a folder with --workdir",
    });
  }
  try {
    await access(workdir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new HydraError("WORKSPACE_NOT_WRITABLE", `the workspace ${workdir} can't be written to`, {
      fix: "make it writable, or work on a copy of it",
      cause: error,
    });
  }
};
