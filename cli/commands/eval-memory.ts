// hydra eval memory: what memory adds, and costs, on the same tasks with and without it.
import type { Command } from "commander";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { checkResults, commandLine, commitOf, countOf, oneOf, writeResult } from "../evaluations.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withModels, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface Flags extends Omit<PlaceOptions, "json">, LimitOptions {
  readonly tasks?: string;
  readonly passes: string;
  readonly models: string;
  readonly tokens: string;
  readonly json?: string;
}

export const addEvalMemory = (evals: Command, edge: Edge, act: Act): void => {
  const command = evals
    .command("memory")
    .description("the same tasks with and without memory, each with the same budget of tokens")
    .option("--tasks <list>", "names of demos, in this order; default: all")
    .option("--passes <n>", "how often through the list; from the second on the tasks are known", "2")
    .option("--models <who>", "scripted, live", "scripted")
    .option("--tokens <n>", "at most so many for each task", "60000")
    .option("--sandbox <tier>", "auto, docker or wasm (HYDRA_SANDBOX)")
    .option("--json <file>", "where the result goes");
  withModels(withPlace(command)).action(async (flags: Flags) => act(async () => evalMemory(edge, flags)));
};

const evalMemory = async (edge: Edge, flags: Flags): Promise<ExitCode> => {
  const { json: file, tasks, ...typed } = flags;
  const models = oneOf(flags.models, "--models", ["scripted", "live"] as const);
  const passes = countOf(flags.passes, "--passes", 20);
  const tokens = countOf(flags.tokens, "--tokens", 999_999);
  await checkResults(edge, file);
  const { settings, homes } = await look(edge, typed);
  const { listDemos, loadDemo } = await import("../../app/demo/catalogue.ts");
  const { measureLift } = await import("../../evals/memory/lift.ts");
  const { summarise, textOf } = await import("../../evals/memory/summary.ts");
  const named =
    tasks === undefined
      ? await listDemos()
      : await Promise.all(tasks.split(",").map((name) => loadDemo(name.trim())));
  const demos = models === "scripted" ? named : named.filter(({ workspace }) => workspace === null);
  const { wire, compileSwarm, signal, versions } = edge;
  const rows = await measureLift(
    {
      demos,
      passes,
      models,
      tokens,
      cwd: edge.cwd,
      onRow: ({ arm, pass, task, verdict }) =>
        edge.stderr.write(`${arm} memory, pass ${pass + 1}, ${task}: ${verdict}\n`),
    },
    { ...homes, workdir: null, config: settings, models: "none" },
    {
      wire,
      compileSwarm,
      signal,
      versions,
      holder: "hydra eval memory",
      ask: async () => null,
      onEvent: () => undefined,
    },
  );
  const summary = summarise(rows, models);
  edge.stdout.write(`${textOf(summary)}\n`);
  const result = {
    models,
    passes,
    tokens,
    ...summary,
    rows,
    command: commandLine(edge),
    commit: await commitOf(edge),
  };
  await writeResult(edge, file, `${JSON.stringify(result, null, 2)}\n`);
  return 0;
};
