// hydra eval code: how well the engine chooses, on recorded answers of real models, live ones, or a scripted stub.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { HydraError } from "../../core/errors.ts";
import type { CodeOptions, Models } from "../../evals/code/instrument.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { commandLine, commitOf, countOf, dataFolder, oneOf, progressTo } from "../evaluations.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withModels, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface CodeFlags extends Omit<PlaceOptions, "json">, LimitOptions {
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

export const addEvalCode = (evals: Command, edge: Edge, act: Act): void => {
  const code = evals
    .command("code")
    .description("solvers on the same candidates, graded by hidden tests in a process of their own")
    .option("--suite <path|name>", "tasks: a .jsonl(.gz) file, or a name such as humaneval", "humaneval")
    .option("--models <who>", "replay:DIR (or a name below the data's replay/), live, scripted", "live")
    .option("--solvers <list>", "or `all`, with hydra's ablations", defaultSolvers)
    .option("--k <n>", "candidates per draw", "3")
    .option("--seeds <n>", "draws per task", "20")
    .option("--first-seed <n>", "the seed of the first draw: other seeds are other draws", "0")
    .option("--limit <n>", "only the first so many tasks that have samples")
    .option(
      "--intake <what>",
      "docstring, none or first-assert: which examples the pipeline is shown",
      "docstring",
    )
    .option("--grader <how>", "auto (recorded grades, some run again), run, recorded", "auto")
    .option("--plus <path|name>", "a suite with more hidden tests of the same tasks (HumanEval+)")
    .option(
      "--jurors <kind>",
      "none, perfect, constant, coin, adversarial: stubs, since opinions are not recorded",
      "none",
    )
    .option("--json <file>", "where the result goes")
    .option("--plot <file>", "where its SVG goes")
    .option("--record <dir>", "keep what live models answer, to be replayed")
    .option("--resume", "go on behind the last finished draw of the same command (a replay always does)")
    .option("--controls", "run the controls as well: they tell whether the figures can be trusted")
    .option(
      "--calibrate",
      "fit the table that turns evidence into a chance (--models may name several recordings)",
    )
    .option("--data <dir>", "evaluation data; default: HYDRA_EVAL_DATA, then ../shared/data");
  withModels(withPlace(code.option("--sandbox <tier>", "auto, docker or wasm (HYDRA_SANDBOX)"))).action(
    async (flags: CodeFlags) => act(async () => evalCode(edge, flags)),
  );
};

const defaultSolvers = "single,random3,majority,most-tests,codet,visible,judge-only,hydra,oracle";

const evalCode = async (edge: Edge, flags: CodeFlags): Promise<ExitCode> => {
  const options = await optionsOf(edge, flags);
  if (flags.calibrate === true) return calibrate(edge, flags, options);
  const { runCode } = await import("../../evals/code/run-code.ts");
  const { resultOf, resultText } = await import("../../evals/figures/result.ts");
  const { tableOf } = await import("../../evals/figures/table.ts");
  const run = await runCode(options);
  const result = resultOf(run.rows, {
    ...run.context,
    command: commandLine(edge),
    commit: await commitOf(edge),
  });
  edge.stdout.write(`${tableOf(result)}\n`);
  if (flags.json !== undefined) await writeFile(resolve(edge.cwd, flags.json), resultText(result));
  if (flags.plot !== undefined) {
    const { plotOf } = await import("../../evals/figures/plot.ts");
    await writeFile(resolve(edge.cwd, flags.plot), plotOf(result));
  }
  return 0;
};

/** Several recordings, each with and without examples; the table goes where the vote's weights have it. */
const calibrate = async (edge: Edge, flags: CodeFlags, options: CodeOptions): Promise<ExitCode> => {
  const { calibrateCode } = await import("../../evals/code/calibrate-code.ts");
  const folders = flags.models
    .split(",")
    .map((models) => modelsOf(edge, { ...flags, models }, options.places.data));
  const table = await calibrateCode(folders, { ...options, command: commandLine(edge) });
  const text = `${JSON.stringify(table, null, 2)}\n`;
  edge.stdout.write(text);
  if (flags.json !== undefined) await writeFile(resolve(edge.cwd, flags.json), text);
  return 0;
};

/** Throws `BAD_INPUT`. */
const optionsOf = async (edge: Edge, flags: CodeFlags): Promise<CodeOptions> => {
  const { home, config, sandbox, baseUrl, model } = flags;
  const { settings, homes } = await look(edge, { home, config, sandbox, baseUrl, model });
  const { intakes } = await import("../../evals/suites/show.ts");
  const { jurorKinds } = await import("../../evals/recordings/jurors.ts");
  const { solverNames } = await import("../../evals/code/solver-names.ts");
  const data = dataFolder(edge, flags.data);
  const juror = oneOf(flags.jurors, "--jurors", ["none", ...jurorKinds] as const);
  const names = flags.solvers === "all" ? solverNames : flags.solvers.split(",");
  const [first = "", ...others] = flags.models.split(",");
  if (others.length > 0 && flags.calibrate !== true) throw severalModels(flags.models, first);
  const models = modelsOf(edge, { ...flags, models: first }, data);
  if (juror !== "none" && models.kind !== "replay") throw noStub(juror, models.kind);
  return {
    suite: flags.suite,
    ...(flags.plus === undefined ? {} : { plus: flags.plus }),
    models,
    solvers: names.map((name) => oneOf(name, "--solvers", solverNames)),
    k: countOf(flags.k, "--k", 9),
    seeds: countOf(flags.seeds, "--seeds", 1_000),
    firstSeed: flags.firstSeed === "0" ? 0 : countOf(flags.firstSeed, "--first-seed"),
    limit: flags.limit === undefined ? null : countOf(flags.limit, "--limit"),
    intake: oneOf(flags.intake, "--intake", intakes),
    grader: oneOf(flags.grader, "--grader", ["auto", "run", "recorded"] as const),
    juror: juror === "none" ? null : juror,
    resume: flags.resume === true,
    controls: flags.controls === true,
    places: { data, home: homes.home, caches: homes.data },
    settings,
    env: edge.env,
    signal: edge.signal,
    onProgress: progressTo(edge),
  };
};

/** Throws `BAD_INPUT`. */
const modelsOf = ({ cwd }: Edge, { models, record }: CodeFlags, data: string): Models => {
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
