// hydra bench overhead: what orchestration adds to the time of its model calls and programs.
import { join } from "node:path";
import type { Command } from "commander";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withJson, withLimits, withPlace } from "../options.ts";
import { look } from "../settings.ts";
import { addBenchRecall } from "./bench-recall.ts";

interface BenchFlags extends PlaceOptions, LimitOptions {
  readonly demo?: string;
  readonly json?: boolean;
}

/** A model that answers in 200 ms: fast enough that overhead would show. */
const delayMs = 200;

export const addBench = (program: Command, edge: Edge, act: Act): void => {
  const benches = program.command("bench").description("measure Hydra itself on this machine");
  addBenchRecall(benches, edge, act);
  const bench = benches.command("overhead");
  bench
    .description(
      `wall time over the critical path of model calls (${delayMs} ms each, scripted) and programs`,
    )
    .option("--demo <name>", "which demo is run; default: one with a repair round", "top-words");
  withJson(withPlace(withLimits(bench))).action(async (flags: BenchFlags) =>
    act(async () => overhead(edge, flags)),
  );
};

const overhead = async (edge: Edge, flags: BenchFlags): Promise<ExitCode> => {
  const { settings, homes } = await look(edge, flags);
  const { loadDemo } = await import("../../app/demo/catalogue.ts");
  const { measureOverhead } = await import("../../evals/overhead.ts");
  const demo = await loadDemo(flags.demo ?? "top-words");
  const place = {
    ...homes,
    home: join(homes.home, "bench"),
    workdir: null,
    config: settings,
    models: "none",
  } as const;
  const { wire, compileSwarm, signal, versions } = edge;
  const deps = {
    wire,
    compileSwarm,
    signal,
    versions,
    holder: "hydra bench overhead",
    ask: async () => null,
    onEvent: () => undefined,
  };
  // The first run makes the database and the sandbox's snapshot; it is not measured.
  await measureOverhead({ demo, delayMs: 0, cwd: edge.cwd }, place, deps);
  const data = await measureOverhead({ demo, delayMs, cwd: edge.cwd }, place, deps);
  const text = [
    `ratio              ${data.ratio.toFixed(3)} (wall time over critical path; model SCRIPTED, ${delayMs} ms a call)`,
    `wall               ${data.wallMs} ms`,
    `critical path      ${data.criticalPathMs} ms of model calls and programs`,
    `bare LangGraph     ${data.bareMs} ms for as many supersteps and the same waits, in memory`,
    `supersteps         ${data.supersteps}, ${data.bytesPerSuperstep} bytes each (artifacts apart)`,
  ];
  say(edge, flags.json, { data, text: text.join("\n") });
  return 0;
};
