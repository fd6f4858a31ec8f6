// hydra demo [NAME]: the real pipeline on a scripted model, with nothing but what npm installed.
import type { Command } from "commander";
import type { DemoRun } from "../../app/demo.ts";
import { HydraError } from "../../core/errors.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { withJson, withLimits, withPlace } from "../options.ts";
import { describeResult } from "../print-result.ts";
import { look } from "../settings.ts";
import { watch } from "../with-run.ts";

interface DemoFlags extends PlaceOptions, LimitOptions {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly thread?: string;
}

export const addDemo = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("demo")
    .description("watch it work on a scripted model; all else is real")
    .argument("[name]", "as `--list` names it; default: one short task")
    .option("--list", "name the demos")
    .option("--all", "run every demo")
    .option("--thread <id>", "name the run");
  withJson(withPlace(withLimits(command))).action(async (name: string | undefined, flags: DemoFlags) =>
    act(async () => (flags.list === true ? list(edge, flags) : runDemos(edge, name, flags))),
  );
};

const list = async (edge: Edge, { json }: DemoFlags): Promise<ExitCode> => {
  const { listDemos } = await import("../../app/demo/catalogue.ts");
  const data = (await listDemos()).map(({ name, title, about, language, expected }) => ({
    name,
    title,
    about,
    language,
    expected: expected.verdict,
  }));
  const text = data.map(({ name, language, expected, about }) =>
    `${name.padEnd(18)} ${language.padEnd(10)} ${expected.padEnd(8)}  ${about}`.trimEnd(),
  );
  say(edge, json, { data, text: text.join("\n") });
  return 0;
};

const runDemos = async (edge: Edge, name: string | undefined, flags: DemoFlags): Promise<ExitCode> => {
  if (flags.all === true && (name !== undefined || flags.thread !== undefined)) {
    throw new HydraError("BAD_INPUT", "--all runs every demo (so it takes no name and no --thread)", {
      fix: "leave out --all, or the name and --thread",
    });
  }
  const { settings, homes } = await look(edge, flags);
  const { firstDemo, listDemos, loadDemo } = await import("../../app/demo/catalogue.ts");
  const { runDemo } = await import("../../app/demo.ts");
  const demos = flags.all === true ? await listDemos() : [await loadDemo(name ?? firstDemo)];
  const place = { ...homes, workdir: null, config: settings, models: "none" } as const;
  const runs: DemoRun[] = [];
  for (const demo of demos) {
    const watched = { settings, json: flags.json, stdinUsed: true, name: `hydra demo ${demo.name}` };
    if (flags.json !== true) edge.stdout.write(`\n[SCRIPTED] demo ${demo.name}: ${demo.about}\n`);
    const thread = flags.thread ?? null;
    const run = await watch(edge, watched, async (deps) =>
      runDemo({ demo, thread, cwd: edge.cwd }, place, deps),
    );
    if (flags.json !== true) edge.stdout.write(`${describeResult(run.result, run.workdir)}\n`);
    runs.push(run);
  }
  const failed = runs.filter((run) => !run.asExpected);
  const summary = `\n[SCRIPTED] ${runs.length - failed.length} of ${runs.length} demos have the verdict that their evidence deserves${failed.length === 0 ? "" : `; not: ${failed.map((run) => run.name).join(", ")}`}`;
  const data = runs.map(({ name, asExpected, result }) => ({ name, asExpected, ...result }));
  say(edge, flags.json, { data, text: summary });
  return failed.length === 0 ? 0 : 1;
};
