// What `hydra eval code` is asked for, as typed and as the evaluation takes it: what makes no sense is one clear line.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { HydraError } from "../core/errors.ts";
import type { CodeOptions, Models } from "../evals/code/instrument.ts";
import type { Edge } from "./edge.ts";
import { countOf, dataFolder, oneOf, progressTo } from "./evaluations.ts";
import type { LimitOptions, PlaceOptions } from "./options.ts";
import { look } from "./settings.ts";

export interface CodeFlags extends Omit<PlaceOptions, "json">, LimitOptions {
  readonly suite: string;
  readonly models: string;
  readonly solvers: string;
  readonly k: string;
  readonly seeds: string;
  readonly firstSeed: string;
  readonly limit?: string;
  readonly intake: string;
  readonly grader: string;
  readonly plus?: string;
  readonly jurors: string;
  readonly json?: string;
  readonly plot?: string;
  readonly record?: string;
  readonly resume?: boolean;
  readonly controls?: boolean;
  readonly calibrate?: boolean;
  readonly data?: string;
}

export interface Asked {
  readonly flags: CodeFlags;
  /** Whether an option stands in the command, by its name. */
  readonly typed: (name: string) => boolean;
  readonly finished: (draws: number) => void;
}

/** Throws `BAD_INPUT`. */
export const optionsOf = async (edge: Edge, { flags, typed, finished }: Asked): Promise<CodeOptions> => {
  const useless = flags.calibrate === true ? notCalibrating.filter(typed) : [];
  if (useless.length > 0) throw beside(useless);
  const { home, config, sandbox, baseUrl, model } = flags;
  const { settings, homes } = await look(edge, { home, config, sandbox, baseUrl, model });
  const { intakes } = await import("../evals/suites/show.ts");
  const { jurorKinds } = await import("../evals/recordings/jurors.ts");
  const { solverNames } = await import("../evals/code/solver-names.ts");
  const data = dataFolder(edge, flags.data);
  const tell = progressTo(edge);
  const kind = oneOf(flags.jurors, "--jurors", ["none", ...jurorKinds] as const);
  const juror = kind === "none" ? null : kind;
  const named = flags.solvers === "all" ? [...solverNames] : flags.solvers.split(",");
  if (juror !== null && !typed("solvers")) named.push("judge-only");
  const solvers = named.map((name) => oneOf(name, "--solvers", solverNames));
  const [first = "", ...others] = flags.models.split(",");
  if (others.length > 0 && flags.calibrate !== true) throw severalModels(flags.models, first);
  const models = modelsOf(edge, { ...flags, models: first }, data);
  if (juror !== null && models.kind !== "replay") throw noStub(juror, models.kind);
  return {
    suite: flags.suite,
    ...(flags.plus === undefined ? {} : { plus: flags.plus }),
    models,
    solvers,
    k: countOf(flags.k, "--k", 9),
    seeds: countOf(flags.seeds, "--seeds", 1_000),
    firstSeed: flags.firstSeed === "0" ? 0 : countOf(flags.firstSeed, "--first-seed"),
    limit: flags.limit === undefined ? null : countOf(flags.limit, "--limit"),
    intake: oneOf(flags.intake, "--intake", intakes),
    grader: oneOf(flags.grader, "--grader", ["auto", "run", "recorded"] as const),
    juror,
    resume: flags.resume === true,
    controls: flags.controls === true,
    places: { data, home: homes.home, caches: homes.data },
    settings,
    env: edge.env,
    signal: edge.signal,
    onProgress: (progress) => {
      finished(progress.done);
      tell(progress);
    },
  };
};

/** Throws `BAD_INPUT`. */
export const modelsOf = ({ cwd }: Edge, { models, record }: CodeFlags, data: string): Models => {
  const folder = models.startsWith("replay:") ? models.slice("replay:".length) : null;
  if (record !== undefined && models !== "live") {
    throw new HydraError(
      "BAD_INPUT",
      `--record keeps what live models answer, and the models are ${models}`,
      {
        fix: "leave --record out, or say --models live",
      },
    );
  }
  if (folder === "") {
    throw new HydraError("BAD_INPUT", "--models replay: names no recording", {
      fix: "say --models replay:DIR",
    });
  }
  if (folder !== null) {
    const named = resolve(data, "replay", folder);
    return {
      kind: "replay",
      folder: existsSync(resolve(cwd, folder)) || !existsSync(named) ? resolve(cwd, folder) : named,
    };
  }
  const kind = oneOf(models, "--models", ["live", "scripted", "replay:DIR"] as const);
  if (kind === "live") return { kind, record: record === undefined ? null : resolve(cwd, record) };
  return { kind: "scripted" };
};

const severalModels = (models: string, first: string): HydraError =>
  new HydraError(
    "BAD_INPUT",
    `--models ${models.slice(0, 80)} names several, and only --calibrate takes them`,
    {
      fix: `say --models ${first.slice(0, 80)}, or run the command once for each`,
    },
  );

const noStub = (juror: string, kind: string): HydraError =>
  new HydraError(
    "BAD_INPUT",
    `--jurors ${juror} stands in for opinions that a recording lacks, and the models are ${kind}`,
    { fix: "leave --jurors out, or say --models replay:DIR" },
  );

/** `--calibrate` runs hydra alone, with and without examples, and makes a table of what its vote saw. */
const notCalibrating = ["solvers", "intake", "plus", "jurors", "plot", "controls"] as const;

const beside = (names: readonly string[]): HydraError => {
  const flags = names.map((name) => `--${name}`).join(", ");
  return new HydraError("BAD_INPUT", `--calibrate has no use for ${flags}`, { fix: `leave ${flags} out` });
};
