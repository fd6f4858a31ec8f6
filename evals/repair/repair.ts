// `hydra eval repair`: a faulty program goes through the pipeline that `hydra run` uses, as a file with a failing test file
// beside it, and hidden tests decide about what comes out.
import type { Answer } from "../../app/observe.ts";
import type { Question } from "../../app/solve-one.ts";
import type { SourceFile } from "../../core/domain.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { CodeTask, LeftOut } from "../suites/task.ts";
import { allPass, jobOf, questionOf, runShown, type Job } from "./job.ts";
import type { RepairRow } from "./rows.ts";

export interface RepairOptions {
  readonly tasks: readonly CodeTask[];
  /** The faulty programs, by task. */
  readonly bugs: ReadonlyMap<string, { readonly program: string }>;
  /** Whether the hidden tests of a task hold; the tests stay where they are. */
  readonly grade: (task: string, files: readonly SourceFile[]) => Promise<boolean>;
  readonly solve: (question: Question, task: string) => Promise<Answer>;
  /** What a thread's models cost, where they count it themselves; default: what was seen of their answers. */
  readonly costs?: (thread: string) => Promise<{ readonly calls: number; readonly tokens: number }>;
  readonly sandbox: Pick<Sandbox, "check">;
  readonly candidates: number;
  /** Stands in the threads' names. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** One row per task, in their order; a task without a faulty program, or whose program is right, is left out. */
export async function* repairAll(options: RepairOptions): AsyncGenerator<RepairRow | LeftOut> {
  for (const task of options.tasks) {
    const program = options.bugs.get(task.id)?.program;
    if (program === undefined) {
      yield { what: task.id, count: 1, why: "it hands over no program to be mended" };
      continue;
    }
    const job = await jobOf(task, program, options);
    const right = await options.grade(task.id, [job.faulty]);
    yield right
      ? { what: task.id, count: 1, why: "its faulty program passes the hidden tests" }
      : await repair(job, options);
  }
}

export const isRow = (one: RepairRow | LeftOut): one is RepairRow => "task" in one;

const repair = async (job: Job, options: RepairOptions): Promise<RepairRow> => {
  const thread = `${options.run}-${job.task.id.replaceAll(/[^\w-]+/gu, "-")}`;
  const started = performance.now();
  const question = questionOf(job, { thread, candidates: options.candidates, testBlocks: 1 });
  const { status, chance, files, spent } = await options.solve(question, job.task.id);
  const seconds = (performance.now() - started) / 1_000;
  const shown = async (repaired: readonly SourceFile[]) =>
    job.tests === null ? null : allPass(await runShown(job, repaired, options));
  return {
    task: job.task.id,
    before: { shown: job.tests === null ? null : allPass(job.outcomes) },
    status,
    chance,
    after:
      files.length === 0
        ? null
        : { shown: await shown(files), right: await options.grade(job.task.id, files) },
    calls: spent.calls,
    tokens: spent.tokens,
    ...(await options.costs?.(thread)),
    runs: spent.runs,
    seconds: Math.round(seconds * 1_000) / 1_000,
  };
};
