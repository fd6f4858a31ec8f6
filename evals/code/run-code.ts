// `hydra eval code`: rows of every draw, and what the result file says about how they were made. Everything that was opened is
// closed again.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HydraError } from "../../core/errors.ts";
import { shippedWeights, weightsFor } from "../../nodes/choose/weights.ts";
import type { ResultContext } from "../figures/result.ts";
import { leftOutFor, type Recording } from "../recordings/recording.ts";
import { Row } from "../rows.ts";
import { locateSuite } from "../suites/locate.ts";
import type { CodeTask } from "../suites/task.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { makeRun } from "../controls/run.ts";
import { runControls } from "../controls/controls.ts";
import type { Finding } from "../controls/change.ts";
import { openInstrument, patience, sourceOf, suiteFolders, type CodeOptions } from "./instrument.ts";
import { openRows } from "./keep-rows.ts";
import { makeSolve } from "./pose.ts";
import { questionOf } from "./question.ts";
import { blocks, replaySource, type Source } from "./source.ts";
import { calibrationOf } from "./vote.ts";

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
      schema: Row,
      question: await questionOf(options, { grader, sandbox, models: source.name }),
      // A replay gives the same rows for the same question under the same sources: what is finished is not done again.
      resume: options.resume || options.models.kind === "replay",
    });
    const { onProgress } = options;
    const { rows, leftOut } = await evaluate({ ...evaluation, kept, ...(onProgress && { onProgress }) });
    if (rows.length === 0)
      throw nothingToEvaluate(options, { suite: grader.suite, tasks: grader.tasks, source, recording });
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
          ...(juror === null && solvers.includes("judge-only") ? [nobodyJudges] : []),
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

const nobodyJudges = {
  what: "the solver judge-only",
  count: 1,
  why: "opinions are not recorded, and --jurors names no stub",
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

const noControls = (): HydraError =>
  new HydraError("BAD_INPUT", "the controls change recorded draws, and no recording is replayed", {
    fix: "name one with --models replay:DIR, or leave --controls out",
  });

/** No samples at all, fewer than a draw takes, or fewer draws than are passed over. */
const nothingToEvaluate = (
  { k, firstSeed }: CodeOptions,
  {
    suite,
    tasks,
    source,
    recording,
  }: { suite: string; tasks: readonly CodeTask[]; source: Source; recording: Recording | null },
): HydraError => {
  const most = (count: (task: CodeTask) => number): number => Math.max(0, ...tasks.map(count));
  const samples = most((task) => source.samplesOf(task));
  if (recording === null || samples === 0) {
    return new HydraError("BAD_INPUT", `${source.name} has no samples of any task of ${suite}`, {
      fix: "name the suite that the recording was made of with --suite",
    });
  }
  if (samples < k) {
    return new HydraError(
      "BAD_INPUT",
      `${source.name} has ${samples} samples of a task at most, and --k is ${k}`,
      { fix: `say --k ${samples}, or less` },
    );
  }
  const draws = most((task) => replaySource(recording, { k, blocks, seeds: firstSeed }).turnsOf(task).length);
  return new HydraError(
    "BAD_INPUT",
    `${source.name} has ${draws} different draws of ${k} samples of a task at most, and --first-seed is ${firstSeed}`,
    { fix: `say --first-seed ${draws - 1}, or less` },
  );
};
