// hydra run "task": a task from the terminal, end to end.
import { addAbortSignal } from "node:stream";
import type { Command } from "commander";
import { runTask } from "../../app/run-task.ts";
import { HydraError } from "../../core/errors.ts";
import { isInteractive } from "../ask.ts";
import type { Act, Edge } from "../edge.ts";
import { parseLanguage, withJson, withLimits, withModels, withPlace } from "../options.ts";
import type { LimitOptions, PlaceOptions } from "../options.ts";
import { look } from "../settings.ts";
import { withRun } from "../with-run.ts";

interface RunFlags extends PlaceOptions, LimitOptions {
  readonly test: readonly string[];
  readonly workdir?: string;
  readonly lang?: string;
  readonly k?: string;
  readonly approve?: boolean;
  readonly apply?: boolean;
  readonly thread?: string;
}

export const addRun = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("run")
    .description("solve a task")
    .argument("[task...]", "what is wanted; - reads it from stdin")
    .option("--test <file>", "a test file that the answer must pass (repeatable)", collect, [])
    .option("--workdir <dir>", "the project in which the task is set")
    .option("--lang <language>", "python, javascript or typescript")
    .option("--k <n>", "candidates for each subtask (HYDRA_K)")
    .option("--approve", "ask before anything is drawn")
    .option("--apply", "write the files into the workspace at the end")
    .option("--thread <id>", "name the run; one that was interrupted goes on");
  withJson(withPlace(withLimits(withModels(command)))).action(async (words: string[], flags: RunFlags) =>
    act(async () => {
      const fromStdin = words.length === 1 && words[0] === "-";
      const surroundings = await look(edge, flags);
      const { settings, homes, workdir } = surroundings;
      const options = {
        task: fromStdin ? await readAll(edge) : words.join(" "),
        tests: flags.test,
        cwd: edge.cwd,
        language: parseLanguage(flags.lang),
        approve: flags.approve === true,
        apply: flags.apply === true,
        interactive: !fromStdin && isInteractive(edge, flags.json),
        thread: flags.thread ?? null,
      };
      const place = { ...homes, workdir, config: settings, models: "live" } as const;
      const watched = { settings, json: flags.json, stdinUsed: fromStdin, name: "hydra run" };
      return withRun(edge, { ...watched, workdir }, async (deps) => runTask(options, place, deps));
    }),
  );
};

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

const limitBytes = 4 << 20;

const readAll = async ({ stdin, signal }: Edge): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of addAbortSignal(signal, stdin)) {
    const buffer = Buffer.from(chunk as Uint8Array);
    bytes += buffer.length;
    if (bytes > limitBytes) {
      throw new HydraError("BAD_INPUT", `the task on stdin is larger than ${limitBytes} bytes`, {
        fix: "put the material into files of a workspace and name them in the task",
      });
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
};
