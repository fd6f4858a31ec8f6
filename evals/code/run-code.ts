// `hydra eval code`: rows of every draw, and what the result file says about how they were made. Everything that was opened is
// closed again.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HydraError } from "../../core/errors.ts";
import { shippedWeights, weightsFor, type Weights } from "../../nodes/choose/weights.ts";
import type { ResultContext } from "../figures/result.ts";
import { leftOutFor, type Recording } from "../recordings/recording.ts";
import type { Row } from "../rows.ts";
import { locateSuite } from "../suites/locate.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { makeRun } from "../controls/run.ts";
import { runControls } from "../controls/controls.ts";
import type { Finding } from "../controls/change.ts";
import { openInstrument, patience, sourceOf, suiteFolders, type CodeOptions } from "./instrument.ts";
import { openRows } from "./keep-rows.ts";
import { makeSolve } from "./pose.ts";
import { questionOf } from "./question.ts";
import { blocks } from "./source.ts";

export interface CodeRun {
  readonly rows: readonly Row[];
  readonly context: Omit<ResultContext, "command" | "commit">;
}

/** Throws `BAD_INPUT`, `NO_MODEL`, `SANDBOX_DOWN`, `GRADER_LEAKED`, `ABORTED`. */
export const runCode = async (options: CodeOptions): Promise<CodeRun> => {
  if (options.controls && options.models.kind !== "replay") throw noControls();
  const { source, recording } = await sourceOf(options);
  const instrument = await openInstrument(options);
  const { grader, sandbox } = instrument;
  try {
    const { k, seeds, limit, intake, juror, solvers, signal, places } = options;
    const weights = shippedWeights();
    const evaluation = {
      source,
      solve: makeSolve(),
      sandbox,
      grades: grader,
      intake,
      solvers,
      juror,
      signal,
      limit,
      seeds,
      tasks: grader.tasks,
      weights: (task: { id: string }) => weightsFor(task.id, weights),
      parallel: 4,
    };
    const kept = await openRows(places.home, {
      question: await questionOf(options, { grader, sandbox, models: source.name, weights }),
      // A replay gives the same rows for the same question under the same sources: what is finished is not done again.
      resume: options.resume || options.models.kind === "replay",
    });
    const { onProgress } = options;
    const { rows, leftOut } = await evaluate({ ...evaluation, kept, ...(onProgress && { onProgress }) });
    if (rows.length === 0) throw nothingToEvaluate(grader.suite, source.name);
    const { programs, agree } = await kept.addChecked(await grader.checked());
    const checked =
      programs === 0 ? "" : `; ${agree} of ${programs} recorded grades that were run again agree`;
    return {
      rows,
      context: {
        kind: "code",
        suite: grader.suite,
        models: source.name,
        k,
        intake,
        grader: `${grader.how}${checked}`,
        jurors: juror ?? "none",
        calibration: calibrationOf(weights),
        leftOut: [
          ...grader.leftOut,
          ...(recording === null ? [] : leftOutFor(recording, grader.tasks)),
          ...leftOut,
        ],
        controls:
          options.controls && recording !== null ? await controlsOf(options, evaluation, recording) : [],
        simulated: false,
      },
    };
  } finally {
    await instrument.close();
  }
};

const controlsOf = async (
  { suite, models, k, firstSeed, places, settings, env, signal }: CodeOptions,
  evaluation: Omit<EvaluateOptions, "kept">,
  recording: Recording,
): Promise<Finding[]> => {
  const folder = await mkdtemp(join(tmpdir(), "hydra-controls-"));
  const grader = {
    data: places.data,
    cache: join(places.home, "evals", "grades"),
    sandboxData: places.caches,
    sandbox: { ...settings.sandbox, ...patience },
    env,
    signal,
  };
  try {
    const from = models.kind === "replay" ? models.folder : "";
    const { path } = await locateSuite(suite, suiteFolders(places));
    const setup = { evaluation, draws: { k, firstSeed, blocks }, hostile: { folder, grader } };
    const original = { suite: path, recording: from };
    return await runControls(makeRun({ ...setup, original, recording }));
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Every task is judged by a table that saw nothing of it, where there are such tables. */
const calibrationOf = ({ provenance: tuned, calibration: { provenance, folds = [] } }: Weights): string => {
  const how = folds.length > 1 ? `cross-fitted over tasks in ${folds.length} folds` : "NOT cross-fitted";
  return `${how}; ${provenance} Weights of the rule: ${tuned}`;
};

const noControls = (): HydraError =>
  new HydraError("BAD_INPUT", "the controls change recorded draws, and no recording is replayed", {
    fix: "name one with --models replay:DIR, or leave --controls out",
  });

const nothingToEvaluate = (suite: string, models: string): HydraError =>
  new HydraError("BAD_INPUT", `${models} has no samples of any task of ${suite}`, {
    fix: "name the suite that the recording was made of with --suite",
  });
