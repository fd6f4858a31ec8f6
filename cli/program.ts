// The table of commands, and how an invocation becomes an exit code.
import { Command } from "commander";
import { addApply } from "./commands/apply.ts";
import { addAsk } from "./commands/ask.ts";
import { addBench } from "./commands/bench.ts";
import { addDemo } from "./commands/demo.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEval } from "./commands/eval.ts";
import { addGraph } from "./commands/graph.ts";
import { addInit } from "./commands/init.ts";
import { addMemory } from "./commands/memory.ts";
import { addReplay } from "./commands/replay.ts";
import { addResume } from "./commands/resume.ts";
import { addRun } from "./commands/run.ts";
import { addRuns } from "./commands/runs.ts";
import { addShow } from "./commands/show.ts";
import type { Act, Edge } from "./edge.ts";
import { reportError } from "./errors.ts";

/** In the order in which the help names them. */
const commands: readonly ((program: Command, edge: Edge, act: Act) => void)[] = [
  addRun,
  addResume,
  addRuns,
  addShow,
  addApply,
  addReplay,
  addAsk,
  addMemory,
  addDemo,
  addDoctor,
  addInit,
  addGraph,
  addBench,
  addEval,
];

/** `argv` without the program's own name. 0 solved, 1 unsolved, 2 bad input, 3 no model, 4 infrastructure, 130 interrupted. */
export const runCli = async (argv: readonly string[], edge: Edge): Promise<number> => {
  let exitCode = 0;
  const act: Act = async (action) => {
    exitCode = await action();
  };
  const program = new Command("hydra")
    .description("Several small local models made into one engine whose answers can be trusted.")
    .version(edge.versions.hydra)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => edge.stdout.write(text),
      // What is wrong is said once, by `reportError`.
      writeErr: () => undefined,
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 solved, 1 unsolved, 2 bad input or configuration, 3 no model, 4 infrastructure, 130 interrupted (and resumable).",
    );
  for (const add of commands) add(program, edge, act);
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (isHelp(error)) return 0;
    // Of an evaluation `--json` names a file; everywhere else it is what programs read.
    return reportError(error, edge, argv.includes("--json") && argv[0] !== "eval");
  }
};

const isHelp = (error: unknown): boolean =>
  error instanceof Error && "exitCode" in error && error.exitCode === 0 && error.name === "CommanderError";
