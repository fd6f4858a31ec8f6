// hydra eval simulate: what choosing is worth in languages without recordings, on a simulated model, and only where that
// model reproduces what was measured on a real one.
import { join } from "node:path";
import type { Command } from "commander";
import { Language } from "../../core/domain.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import {
  checkResults,
  commandLine,
  commitOf,
  countOf,
  oneOf,
  resumable,
  writeResult,
} from "../evaluations.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withLimits, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface SimulateFlags extends Omit<PlaceOptions, "json">, LimitOptions {
  readonly language: string;
  readonly tasks: string;
  readonly seeds: string;
  readonly k: string;
  readonly json?: string;
  readonly resume?: boolean;
}

export const addEvalSimulate = (evalCommand: Command, edge: Edge, act: Act): void => {
  const command = evalCommand
    .command("simulate")
    .description("simulated candidates through the real pipeline, for languages without recordings")
    .option("--language <language>", "javascript, typescript or python", "typescript")
    .option("--tasks <n>", "the first so many of our own tasks", "17")
    .option("--seeds <n>", "draws per task", "20")
    .option("--k <n>", "candidates per draw", "3")
    .option("--json <file>", "where the result goes as well")
    .option("--resume", "go on behind the last draw that was finished");
  withLimits(withPlace(command)).action(async (flags: SimulateFlags) =>
    act(async () => resumable(edge, async (finished) => runSimulation(edge, { flags, finished }))),
  );
};

const runSimulation = async (
  edge: Edge,
  { flags, finished }: { flags: SimulateFlags; finished: (count: number) => void },
): Promise<ExitCode> => {
  const language = oneOf(flags.language, "--language", Language.options);
  const [tasks, seeds, k] = [
    countOf(flags.tasks, "--tasks", 17),
    countOf(flags.seeds, "--seeds", 1_000),
    countOf(flags.k, "--k", 9),
  ];
  const { json, ...settingFlags } = flags;
  const { settings, homes } = await look(edge, settingFlags);
  const { fitSimulator, refusalOf } = await import("../../evals/simulate/fit.ts");
  const fitted = fitSimulator();
  const refusal = refusalOf(fitted);
  if (refusal !== null) {
    edge.stderr.write(`hydra: simulated: ${refusal}; nothing is measured with it\n`);
    return 1;
  }
  const { openRememberedSandbox } = await import("../../app/wire/sandbox.ts");
  const { solveOne } = await import("../../app/solve-one.ts");
  const { openRows } = await import("../../evals/code/keep-rows.ts");
  const { voteAsked } = await import("../../evals/code/vote.ts");
  const { Row } = await import("../../evals/rows.ts");
  const { simulate } = await import("../../evals/simulate/simulate.ts");
  const { measuredModel } = await import("../../evals/simulate/world.ts");
  const { resultText } = await import("../../evals/figures/result.ts");
  const { tableOf } = await import("../../evals/figures/table.ts");
  await checkResults(edge, json);
  const sandbox = await openRememberedSandbox(settings.sandbox, {
    data: settings.data,
    folder: join(homes.home, "evals", "cache"),
  });
  try {
    const { identity } = sandbox;
    const question = {
      simulated: measuredModel,
      language,
      tasks,
      k,
      sandbox: identity,
      ...(await voteAsked()),
    };
    const kept = await openRows(homes.home, { schema: Row, question, resume: flags.resume === true });
    const result = await simulate({
      language,
      tasks,
      seeds,
      k,
      sandbox,
      solve: solveOne,
      kept,
      signal: edge.signal,
      command: commandLine(edge),
      commit: await commitOf(edge),
      onProgress: ({ done, draws }) => {
        finished(done);
        if (done % 20 === 0) edge.stderr.write(`[SIMULATED] ${done}/${draws} draws\n`);
      },
    });
    await writeResult(edge, json, resultText(result));
    const fit = fitted.map(
      ({ name, value, low, high, reference }) =>
        `simulated ${name.padEnd(26)} ${value.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]${reference === null ? "" : `, measured ${reference.toFixed(1)}`}`,
    );
    edge.stdout.write(
      `${tableOf(result)}\n\nThe simulator against what was measured, in percent and points:\n${fit.join("\n")}\n`,
    );
    return 0;
  } finally {
    await sandbox.close();
  }
};
