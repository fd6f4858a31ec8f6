// hydra eval intake: how many of the examples that tasks show are read out of their texts, and how many wrongly.
import { join } from "node:path";
import type { Command } from "commander";
import { isHydraError } from "../../core/errors.ts";
import type { MeasuredResult } from "../../evals/figures/schema.ts";
import type { WrongExample } from "../../evals/intake/measure.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { checkResults, commandLine, commitOf, countOf, dataFolder, writeResult } from "../evaluations.ts";
import type { PlaceOptions } from "../options.ts";
import { withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface IntakeFlags extends Omit<PlaceOptions, "json"> {
  readonly suite: string;
  readonly counts: string;
  readonly data?: string;
  readonly limit?: string;
  readonly sandbox?: string;
  readonly json?: string;
}

export const addEvalIntake = (evalCommand: Command, edge: Edge, act: Act): void => {
  const command = evalCommand
    .command("intake")
    .description("examples read out of tasks: recall, and those that the reference solution fails")
    .option("--suite <path|name>", "whose tasks are read", "humaneval")
    .option(
      "--counts <path|name>",
      "a suite whose tasks of the same numbers say how many examples there are, for one that does not say itself",
      mirrorSuite,
    )
    .option("--data <dir>", "evaluation data; default: HYDRA_EVAL_DATA, then ../shared/data")
    .option("--limit <n>", "only the first so many tasks")
    .option("--sandbox <tier>", "auto, docker or wasm (HYDRA_SANDBOX)")
    .option("--json <file>", "where the result goes as well");
  withPlace(command).action(async (flags: IntakeFlags) => act(async () => intake(edge, flags)));
};

const mirrorSuite = "humaneval-x-js";

const intake = async (edge: Edge, flags: IntakeFlags): Promise<ExitCode> => {
  const limit = flags.limit === undefined ? undefined : countOf(flags.limit, "--limit");
  const { json, ...settingFlags } = flags;
  const { settings, homes } = await look(edge, settingFlags);
  const { openSandbox } = await import("../../app/wire/sandbox.ts");
  const { loadSuite } = await import("../../evals/suites/load.ts");
  const { locateSuite } = await import("../../evals/suites/locate.ts");
  const { measureIntake } = await import("../../evals/intake/measure.ts");
  const { measuresOf } = await import("../../evals/intake/measures.ts");
  const { countsOf } = await import("../../evals/intake/truth.ts");
  const { resultText } = await import("../../evals/figures/result.ts");
  const { resultVersion } = await import("../../evals/figures/schema.ts");
  const { tableOf } = await import("../../evals/figures/table.ts");
  const folders = [join(dataFolder(edge, flags.data), "code"), join(homes.data, "evals")];
  const { name, path } = await locateSuite(flags.suite, folders);
  const suite = await loadSuite(path);
  const tasks = suite.tasks.slice(0, limit);
  const counts = tasks.every(({ task }) => task.shown === null)
    ? await locateSuite(flags.counts, folders).catch(unlessDefault(flags.counts))
    : null;
  await checkResults(edge, json);
  const { signal } = edge;
  const sandbox = await openSandbox(settings.sandbox, settings.data);
  try {
    let done = 0;
    const { rows, leftOut } = await measureIntake({
      tasks,
      mirror: counts === null ? new Map() : countsOf((await loadSuite(counts.path)).tasks),
      sandbox,
      parallel: settings.sandbox.parallel,
      signal,
      onRow: () => {
        done += 1;
        if (done % 50 === 0) edge.stderr.write(`${done}/${tasks.length} tasks\n`);
      },
    });
    const result: MeasuredResult = {
      version: resultVersion,
      kind: "intake",
      suite: name,
      models: "none",
      tasks: rows.length,
      leftOut: [...suite.leftOut, ...leftOut],
      command: commandLine(edge),
      commit: await commitOf(edge),
      simulated: false,
      measures: rows.length === 0 ? [] : measuresOf(rows),
    };
    const wrong = rows.flatMap((row) => row.wrong);
    if (json !== undefined) {
      const whole = { ...(JSON.parse(resultText(result)) as object), wrong, rows };
      await writeResult(edge, json, `${JSON.stringify(whole, null, 2)}\n`);
    }
    edge.stdout.write(`${[tableOf(result), ...wrong.map(lineOf)].join("\n")}\n`);
    return 0;
  } finally {
    await sandbox.close();
  }
};

const lineOf = ({ task, example, reference, line, asWritten }: WrongExample): string =>
  `${task}: ${example}\n  ${asWritten ? "as written, against its reference" : "misread"}: ${line}\n  ${reference}`;

/** Counts are an extra: without the usual suite of them only tasks are counted, not examples. */
const unlessDefault =
  (named: string) =>
  (error: unknown): null => {
    if (named === mirrorSuite && isHydraError(error)) return null;
    throw error;
  };
