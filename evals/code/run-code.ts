// Puts an evaluation together: the grader in a process of its own, a sandbox that remembers, a source of answers, and the
// same swarm that `hydra run` uses. Everything that was opened is closed again.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLiveChat } from "../../app/wire/chat.ts";
import { openRememberedSandbox } from "../../app/wire/sandbox.ts";
import { HydraError } from "../../core/errors.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Settings } from "../../core/settings.ts";
import { shippedWeights, weightsFor, type Weights } from "../../nodes/choose/weights.ts";
import type { ResultContext } from "../figures/result.ts";
import { openGrader, type Grader, type GraderOptions } from "../grader/client.ts";
import type { JurorKind } from "../recordings/jurors.ts";
import { openRecorder } from "../recordings/record.ts";
import { loadRecording } from "../recordings/recording.ts";
import { makeScriptedStub } from "../recordings/scripted-chat.ts";
import type { Row } from "../rows.ts";
import type { Intake } from "../suites/show.ts";
import { evaluate, type EvaluateOptions } from "./evaluate.ts";
import { makeRun } from "../controls/run.ts";
import { runControls } from "../controls/controls.ts";
import type { Finding } from "../controls/change.ts";
import { openRows } from "./keep-rows.ts";
import { makeSolve } from "./pose.ts";
import { askedSource, blocks, replaySource, type Source } from "./source.ts";

/** Where the answers come from. */
export type Models =
  | { readonly kind: "replay"; readonly folder: string }
  | { readonly kind: "live"; readonly record: string | null }
  | { readonly kind: "scripted" };

export interface CodeOptions {
  /** A file or a name. */
  readonly suite: string;
  readonly plus?: string;
  readonly models: Models;
  readonly solvers: readonly string[];
  readonly k: number;
  readonly seeds: number;
  readonly limit: number | null;
  readonly intake: Intake;
  readonly grader: GraderOptions["mode"];
  readonly juror: JurorKind | null;
  readonly resume: boolean;
  /** Run the controls as well. */
  readonly controls: boolean;
  /** The evaluation data's folder, the project's state and the person's caches. */
  readonly places: {
    readonly data: string;
    readonly home: string;
    readonly caches: string;
  };
  readonly settings: Settings;
  /** Of which the grader's process sees where a Docker engine is, and nothing else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onProgress?: EvaluateOptions["onProgress"];
}

export interface CodeRun {
  readonly rows: readonly Row[];
  readonly context: Omit<ResultContext, "command" | "commit">;
}

/** Opened once, used for as many runs as wanted. */
interface Instrument {
  readonly grader: Grader;
  readonly sandbox: Sandbox;
  close(): Promise<void>;
}

/** A recorded program that hangs does so in each of its tests: less patience than for a person's own. */
const patience = { timeoutMs: 3_000, jobTimeoutMs: 9_000 } as const;

/** Throws `BAD_INPUT`, `SANDBOX_DOWN`. */
const openInstrument = async (options: CodeOptions): Promise<Instrument> => {
  const { places, models, settings, signal } = options;
  const limits = { ...settings.sandbox, ...patience };
  const folder = join(places.home, "evals", "cache");
  const grader = await openGrader({
    suite: options.suite,
    ...(options.plus === undefined ? {} : { plus: options.plus }),
    data: places.data,
    fetched: join(places.caches, "evals"),
    recording: models.kind === "replay" ? models.folder : null,
    mode: options.grader,
    cache: join(places.home, "evals", "grades"),
    sandboxData: places.caches,
    sandbox: limits,
    env: options.env,
    signal,
  });
  try {
    const sandbox = await openRememberedSandbox(limits, { data: places.caches, folder });
    const close = async () => {
      await sandbox.close();
      await grader.close();
    };
    return { grader, sandbox, close };
  } catch (error) {
    await grader.close();
    throw error;
  }
};

const sourceOf = async ({ models, k, seeds, settings }: CodeOptions): Promise<Source> => {
  if (models.kind === "replay") {
    return replaySource(await loadRecording(models.folder), { k, seeds, blocks });
  }
  if (models.kind === "scripted") return askedSource("scripted", { k, seeds, blocks: 1 }, makeScriptedStub);
  const chat = await openLiveChat(settings);
  const recorder = models.record === null ? null : await openRecorder(models.record);
  const names = [...new Set(Object.values(chat.identity.roles))].toSorted().join(", ");
  return askedSource(`live: ${names}`, { k, seeds, blocks }, ({ id }) => recorder?.wrap(chat, id) ?? chat);
};

/** Throws `BAD_INPUT`, `NO_MODEL`, `SANDBOX_DOWN`, `GRADER_LEAKED`, `ABORTED`. */
export const runCode = async (options: CodeOptions): Promise<CodeRun> => {
  if (options.controls && options.models.kind !== "replay") throw noControls();
  const source = await sourceOf(options);
  const { grader, sandbox, close } = await openInstrument(options);
  try {
    const { k, seeds, limit, intake, juror, solvers, signal, places } = options;
    const weights = shippedWeights();
    const question = {
      ...{ suite: grader.suite, tasks: grader.tasks, models: source.name, k, seeds, limit, intake, juror },
      ...{ solvers, grader: grader.how, sandbox: sandbox.identity, weights },
    };
    const evaluation = {
      ...{
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
      },
      tasks: grader.tasks,
      weights: (task: { id: string }) => weightsFor(task.id, weights),
      parallel: 4,
    };
    const kept = await openRows(places.home, { question, resume: options.resume });
    const { onProgress } = options;
    const { rows, leftOut } = await evaluate({ ...evaluation, kept, ...(onProgress && { onProgress }) });
    if (rows.length === 0) throw nothingToEvaluate(grader.suite, source.name);
    const { programs, agree } = await grader.checked();
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
        leftOut: [...grader.leftOut, ...leftOut],
        controls: options.controls ? await controlsOf(options, evaluation) : [],
        simulated: false,
      },
    };
  } finally {
    await close();
  }
};

const controlsOf = async (
  { models, k, places, settings, env, signal }: CodeOptions,
  evaluation: Omit<EvaluateOptions, "kept">,
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
    const recording = await loadRecording(models.kind === "replay" ? models.folder : "");
    return await runControls(makeRun({ evaluation, recording, k, blocks, hostile: { folder, grader } }));
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Every task is judged by a table that saw nothing of it. */
const calibrationOf = ({ calibration: { provenance, folds = [] } }: Weights): string =>
  `cross-fitted over tasks in ${folds.length} folds; ${provenance}`;

const noControls = (): HydraError =>
  new HydraError("BAD_INPUT", "the controls change recorded draws, and no recording is replayed", {
    fix: "name one with --models replay:DIR, or leave --controls out",
  });

const nothingToEvaluate = (suite: string, models: string): HydraError =>
  new HydraError("BAD_INPUT", `${models} has no samples of any task of ${suite}`, {
    fix: "name the suite that the recording was made of with --suite",
  });
