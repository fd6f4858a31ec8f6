// hydra eval repair: faulty programs through the pipeline, and hidden tests that decide about the repairs.
import { join } from "node:path";
import type { Command } from "commander";
import type { Place } from "../../app/perform.ts";
import type { Models } from "../../evals/repair/evaluate.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import {
  checkResults,
  commandLine,
  commitOf,
  countOf,
  dataFolder,
  oneOf,
  resumable,
  writeResult,
} from "../evaluations.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withLimits, withModels, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface RepairFlags extends Omit<PlaceOptions, "json">, LimitOptions {
  readonly suite: string;
  readonly models: string;
  readonly data?: string;
  readonly limit?: string;
  readonly k: string;
  readonly json?: string;
  readonly resume?: boolean;
}

export const addEvalRepair = (evalCommand: Command, edge: Edge, act: Act): void => {
  const command = evalCommand
    .command("repair")
    .description("faulty programs in, failing tests shown, hidden tests decide")
    .option("--suite <path|name>", "a suite in humanevalpack's form", "humanevalpack")
    .option(
      "--models <live|scripted>",
      "scripted: four small tasks of our own, answers written beforehand",
      "live",
    )
    .option("--data <dir>", "evaluation data; default: HYDRA_EVAL_DATA, then ../shared/data")
    .option("--limit <n>", "only the first so many tasks")
    .option("--k <n>", "candidates per task", "3")
    .option("--json <file>", "where the result goes as well")
    .option("--resume", "go on behind the last task that was finished");
  withModels(withLimits(withPlace(command))).action(async (flags: RepairFlags) =>
    act(async () => resumable(edge, async (finished) => repair(edge, { flags, finished }))),
  );
};

const repair = async (
  edge: Edge,
  { flags, finished }: { flags: RepairFlags; finished: (count: number) => void },
): Promise<ExitCode> => {
  const scripted = oneOf(flags.models, "--models", ["live", "scripted"]) === "scripted";
  const candidates = countOf(flags.k, "--k", 9);
  const limit = flags.limit === undefined ? null : countOf(flags.limit, "--limit");
  const { json, ...settingFlags } = flags;
  const { settings, homes } = await look(edge, settingFlags);
  const { openGrader } = await import("../../evals/grader/client.ts");
  const { digestOfSuite } = await import("../../evals/code/question.ts");
  const { evaluateRepairs } = await import("../../evals/repair/evaluate.ts");
  const { scriptedSuite } = await import("../../evals/repair/scripted-chat.ts");
  const { solveOne } = await import("../../app/solve-one.ts");
  const { tableOf } = await import("../../evals/figures/table.ts");
  const { resultText } = await import("../../evals/figures/result.ts");
  await checkResults(edge, json);
  const home = join(homes.home, "evals");
  const { signal } = edge;
  const places = { data: dataFolder(edge, flags.data), fetched: join(homes.data, "evals") };
  const suite = scripted ? scriptedSuite : flags.suite;
  const digest = await digestOfSuite(suite, [join(places.data, "code"), places.fetched]);
  const grader = await openGrader({
    ...places,
    suite,
    recording: null,
    mode: "run",
    cache: join(home, "grades"),
    sandbox: settings.sandbox,
    sandboxData: settings.data,
    env: edge.env,
    signal,
  });
  try {
    const place: Place = { ...homes, home, workdir: null, config: settings, models: "live" };
    const result = await withAnswers(edge, { place, scripted }, async (models) =>
      evaluateRepairs({
        grader,
        models,
        solve: solveOne,
        limit,
        candidates,
        digest,
        home: homes.home,
        resume: flags.resume === true,
        signal,
        command: commandLine(edge),
        commit: await commitOf(edge),
        onRow: (row, { at, of }) => {
          finished(at);
          const marked = row.after === null ? "nothing shipped" : row.after.right ? "right" : "wrong";
          edge.stderr.write(
            `${scripted ? "[SCRIPTED] " : ""}${at}/${of} ${row.task}: ${row.status}, ${marked}\n`,
          );
        },
      }),
    );
    await writeResult(edge, json, resultText(result));
    edge.stdout.write(`${tableOf(result)}\n`);
    return 0;
  } finally {
    await grader.close();
  }
};

/** `live`: whoever `hydra run` would ask, journaled, so that a resumed run asks nothing twice. */
const withAnswers = async <T>(
  edge: Edge,
  { place, scripted }: { place: Place; scripted: boolean },
  use: (models: Models) => Promise<T>,
): Promise<T> => {
  if (scripted) {
    const { makeScriptedRepairs } = await import("../../evals/repair/scripted-chat.ts");
    const { openSandbox } = await import("../../app/wire/sandbox.ts");
    const sandbox = await openSandbox(place.config.sandbox, place.data);
    try {
      return await use({ name: "scripted", chatFor: makeScriptedRepairs, sandbox });
    } finally {
      await sandbox.close();
    }
  }
  const { stayIn } = await import("../../app/perform.ts");
  const { wire, compileSwarm, signal, versions } = edge;
  const deps = {
    wire,
    compileSwarm,
    signal,
    versions,
    holder: "hydra eval repair",
    ask: async () => null,
    onEvent: () => undefined,
  };
  return stayIn(place, deps, async ({ wired }) => {
    const { chat, sandbox, budget } = wired.ports;
    const names = [...new Set(Object.values(chat.identity.roles))].toSorted();
    const costs = async (thread: string) => {
      const { steps, tokens } = await budget.spent(thread);
      return { calls: steps, tokens };
    };
    return use({ name: `live: ${names.join(", ")}`, chatFor: () => chat, costs, sandbox });
  });
};
