// hydra eval code: how well the engine chooses, on recorded answers of real models, live ones, or a scripted stub.
import type { Command } from "commander";
import type { CodeOptions } from "../../evals/code/instrument.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { modelsOf, optionsOf, type Asked, type CodeFlags } from "../code-options.ts";
import { checkResults, commandLine, commitOf, resumable, writeResult } from "../evaluations.ts";
import { withModels, withPlace } from "../options.ts";

export const addEvalCode = (evals: Command, edge: Edge, act: Act): void => {
  const code = evals
    .command("code")
    .description("solvers on the same candidates, graded by hidden tests in a process of their own")
    .option("--suite <path|name>", "tasks: a .jsonl(.gz) file, or a name such as humaneval", "humaneval")
    .option("--models <who>", "replay:DIR (or a name below the data's replay/), live, scripted", "live")
    .option("--solvers <list>", "or `all`, with hydra's ablations; judge-only needs --jurors", defaultSolvers)
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
  const typed = (name: string) => code.getOptionValueSource(name) === "cli";
  withModels(withPlace(code.option("--sandbox <tier>", "auto, docker or wasm (HYDRA_SANDBOX)"))).action(
    async (flags: CodeFlags) =>
      act(async () => resumable(edge, async (finished) => evalCode(edge, { flags, typed, finished }))),
  );
};

const defaultSolvers = "single,random3,majority,most-tests,codet,visible,hydra,oracle";

const evalCode = async (edge: Edge, asked: Asked): Promise<ExitCode> => {
  const { flags } = asked;
  const options = await optionsOf(edge, asked);
  await checkResults(edge, flags.json, flags.plot);
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
  await writeResult(edge, flags.json, resultText(result));
  if (flags.plot !== undefined) {
    const { plotOf } = await import("../../evals/figures/plot.ts");
    await writeResult(edge, flags.plot, plotOf(result));
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
  await writeResult(edge, flags.json, text);
  return 0;
};
