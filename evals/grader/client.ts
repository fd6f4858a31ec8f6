// The grader as the rest of the evaluation sees it: tasks come out of it, programs go in, and whether they are right comes back.
// The hidden tests stay in its process.
import { join, resolve } from "node:path";
import { makeFolder } from "../../app/files.ts";
import type { HydraConfig } from "../../core/config.ts";
import type { Bug } from "../suites/form.ts";
import { locateSuite } from "../suites/locate.ts";
import type { CodeTask, LeftOut } from "../suites/task.ts";
import { startChild } from "./child.ts";
import { makeWatch } from "./marks.ts";
import { type Asked, Checked, Grade, type Mode, Opened } from "./protocol.ts";

export interface Grader {
  /** The suite's name. */
  readonly suite: string;
  readonly tasks: readonly CodeTask[];
  readonly leftOut: readonly LeftOut[];
  /** By task; none but in suites of repairs. */
  readonly bugs: ReadonlyMap<string, Bug>;
  /** Stands in every hidden test that is run: where it shows up elsewhere, tests have leaked. */
  readonly canary: string;
  /** Whether a text holds the canary or, in suites of HumanEval's form, a long line of a hidden test. */
  leaks(text: string): boolean;
  /** For people and the result file. */
  readonly how: string;
  /** `plus` is null where there is no larger set of tests. Throws `SANDBOX_DOWN`, `BAD_INPUT`, `ABORTED`. */
  grade(asked: Asked): Promise<Grade>;
  /** In mode `auto`: some of the programs graded by recording are run as well. */
  checked(): Promise<Checked>;
  close(): Promise<void>;
}

export interface GraderOptions {
  /** A file, or a name below `data`'s `code/` or `fetched`. */
  readonly suite: string;
  /** The evaluation data's folder. */
  readonly data: string;
  /** Where `hydra eval fetch` puts suites. */
  readonly fetched?: string;
  /** As `suite`: the same tasks with more tests. */
  readonly plus?: string;
  /** A replay folder with recorded grades. */
  readonly recording: string | null;
  readonly mode: Mode;
  /** Folder of the grade cache. */
  readonly cache: string;
  readonly sandbox: HydraConfig["sandbox"];
  /** The sandbox's own caches. Default: below `cache`. */
  readonly sandboxData?: string;
  /** What the process is to see of the environment: the address of a Docker engine. Default: nothing. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** How long a pending grader may say nothing before it counts as dead. Default: by the sandbox's limits. */
  readonly silenceMs?: number;
  /**
   * Hidden tests are longer than others, and a right program must not fail on a busy machine: no test gets less, and no job less
   * than three times that, the start of its engine included. Default: 10 s.
   */
  readonly leastTimeoutMs?: number;
}

/** Throws `BAD_INPUT`, `SANDBOX_DOWN`, `DISK_FULL`. */
export const openGrader = async (options: GraderOptions): Promise<Grader> => {
  const { mode, signal, leastTimeoutMs = 10_000 } = options;
  const timeoutMs = Math.max(options.sandbox.timeoutMs, leastTimeoutMs);
  const jobTimeoutMs = Math.max(options.sandbox.jobTimeoutMs, 3 * timeoutMs);
  const sandbox = { ...options.sandbox, timeoutMs, jobTimeoutMs };
  const folders = [join(options.data, "code"), ...(options.fetched === undefined ? [] : [options.fetched])];
  const suite = await locateSuite(options.suite, folders);
  const plus = options.plus === undefined ? null : (await locateSuite(options.plus, folders)).path;
  const cache = resolve(options.cache);
  await makeFolder(cache);
  const child = startChild({
    folder: cache,
    env: options.env ?? {},
    signal,
    silenceMs: options.silenceMs ?? startingMs + 4 * sandbox.jobTimeoutMs,
  });
  try {
    const opening = {
      suite: suite.path,
      plus,
      recording: options.recording === null ? null : resolve(options.recording),
      mode,
      cache,
      sandboxData: resolve(options.sandboxData ?? join(cache, "sandbox")),
      sandbox,
    };
    const opened = await child.ask({ what: "open", opening }, Opened);
    const { canary } = opened;
    const holdsMark = makeWatch(opened.marks);
    return {
      suite: suite.name,
      tasks: opened.tasks,
      leftOut: opened.leftOut,
      bugs: new Map(Object.entries(opened.bugs)),
      canary,
      leaks: (text) => text.includes(canary) || holdsMark(text),
      how: opened.how,
      grade: (asked) => child.ask({ what: "grade", asked }, Grade),
      checked: () => child.ask({ what: "check" }, Checked),
      close: child.close,
    };
  } catch (error) {
    await child.close();
    throw error;
  }
};

/** Building an image or a snapshot comes first. */
const startingMs = 300_000;
