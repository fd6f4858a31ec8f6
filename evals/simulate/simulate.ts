// `hydra eval simulate`: a simulated model's answers through the same swarm, graded by what the references return. For
// languages that nobody recorded; everything it makes says `simulated`.
import type { Answer as Solved } from "../../app/observe.ts";
import type { Question, SolveOptions } from "../../app/solve-one.ts";
import type { Language, SourceFile } from "../../core/domain.ts";
import type { Sandbox } from "../../core/ports.ts";
import { comparable } from "../../core/values.ts";
import { shippedWeights, weightsFor } from "../../nodes/choose/weights.ts";
import { evaluate, type EvaluateOptions } from "../code/evaluate.ts";
import { calibrationOf } from "../code/vote.ts";
import { resultOf } from "../figures/result.ts";
import type { ChoiceResult } from "../figures/schema.ts";
import { solvers } from "../solvers/solvers.ts";
import { idOf, loadBank, taskOf } from "./bank.ts";
import { makePool, type Pool } from "./pool.ts";
import { simulatedSource } from "./source.ts";
import { measuredModel } from "./world.ts";

export interface SimulateOptions {
  readonly language: Language;
  /** The first so many of the bank's. */
  readonly tasks: number;
  readonly seeds: number;
  readonly k: number;
  readonly solve: (question: Question, options: SolveOptions) => Promise<Solved>;
  readonly sandbox: Sandbox;
  readonly kept: EvaluateOptions["kept"];
  readonly signal: AbortSignal;
  readonly command: string;
  readonly commit: string;
  readonly onProgress?: EvaluateOptions["onProgress"];
}

export const simulate = async (options: SimulateOptions): Promise<ChoiceResult> => {
  const { language, seeds, k, solve, sandbox, kept, signal } = options;
  const bank = loadBank().slice(0, options.tasks);
  const made = await Promise.all(
    bank.map(async (task) => ({ task, pool: await makePool(task, language, { sandbox, signal }) })),
  );
  const pools = new Map(made.map(({ task, pool }) => [idOf(task, language), pool]));
  const weights = shippedWeights();
  const { rows, leftOut } = await evaluate({
    tasks: made.map(({ task, pool }) => taskOf(task, language, pool.examples)),
    source: simulatedSource(pools, measuredModel, { seeds, k }),
    grades: {
      // Hidden tests of the bank are values, compared here; no text of them exists.
      leaks: () => false,
      grade: async ({ task, files }) => ({
        base: await isRight({ pools, task, files, language }, options),
        plus: null,
      }),
    },
    solvers: [...Object.keys(solvers), "hydra"],
    weights: (task) => weightsFor(task.id, weights),
    intake: "docstring",
    juror: null,
    limit: null,
    parallel: 2,
    solve,
    sandbox,
    seeds,
    kept,
    signal,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
  return resultOf(rows, {
    kind: "simulate",
    suite: `own bank, ${language}`,
    models: "simulated",
    leftOut: [...leftOut],
    k,
    intake: "docstring",
    grader: "simulated: hidden inputs, answers of the reference",
    jurors: "none",
    calibration: calibrationOf(weights),
    controls: [],
    command: options.command,
    commit: options.commit,
    simulated: true,
  });
};

interface Asked {
  readonly pools: ReadonlyMap<string, Pool>;
  readonly task: string;
  readonly files: readonly SourceFile[];
  readonly language: Language;
}

const isRight = async (
  { pools, task, files, language }: Asked,
  { sandbox, signal }: Pick<SimulateOptions, "sandbox" | "signal">,
): Promise<boolean> => {
  const hidden = pools.get(task)?.hidden ?? [];
  const job = { language, files, tests: [], calls: hidden.map(({ call }) => call) };
  const { calls } = await sandbox.check(job, { signal });
  return hidden.length > 0 && hidden.every(({ answer }, at) => comparable(calls[at] ?? ["x"]) === answer);
};
