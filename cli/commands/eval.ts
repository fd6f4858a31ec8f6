// hydra eval code --calibrate: fits the chance of a `probable` verdict on recorded outputs of real models.
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { HydraError } from "../../core/errors.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface EvalFlags extends PlaceOptions {
  readonly calibrate?: boolean;
  readonly data?: string;
  readonly recordings: string;
  readonly testsFrom?: string;
  readonly draws: string;
  readonly tasks?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const known = "codegen-16b,qwen25coder-1.5b,codellama7b_scot,mistral_zephyr,poe_ollama";

export const addEval = (program: Command, edge: Edge, act: Act): void => {
  const code = program.command("eval").description("measure the engine on recordings").command("code");
  code
    .description("consensus on recorded samples, executed in the sandbox")
    .option("--calibrate", "fit the table that turns evidence into a chance")
    .option("--data <dir>", "evaluation data; default: HYDRA_EVAL_DATA, then ../shared/data")
    .option("--recordings <names>", "folders below replay/", known)
    .option("--tests-from <name>", "whose tests stand in where a recording has none", "qwen25coder-1.5b")
    .option("--draws <n>", "draws per task and recording", "2")
    .option("--tasks <n>", "only the first so many tasks")
    .option("--out <file>", "where the table goes; default: printed");
  withJson(withPlace(code)).action(async (flags: EvalFlags) => act(async () => calibrateCode(edge, flags)));
};

const calibrateCode = async (edge: Edge, flags: EvalFlags): Promise<ExitCode> => {
  if (flags.calibrate !== true) {
    throw new HydraError("BAD_INPUT", "`hydra eval code` can only calibrate so far", {
      fix: "add --calibrate",
    });
  }
  const { settings } = await look(edge, flags);
  const [{ openSandbox }, { solveOne }] = [
    await import("../../app/wire/sandbox.ts"),
    await import("../../app/solve-one.ts"),
  ];
  const { calibrate } = await import("../../evals/calibrate.ts");
  const { loadRecording } = await import("../../evals/recordings.ts");
  const { loadHumanEval } = await import("../../evals/suites.ts");
  const data = resolve(edge.cwd, flags.data ?? edge.env["HYDRA_EVAL_DATA"] ?? "../shared/data");
  const open = (name: string) => loadRecording(join(data, "replay", name));
  const recordings = await Promise.all(flags.recordings.split(",").map(open));
  const tasks = (await loadHumanEval(join(data, "code/humaneval/HumanEval.jsonl.gz")))
    .filter(({ id }) => recordings.some(({ solutions }) => solutions.has(id)))
    .slice(0, countOf(flags.tasks, "--tasks") ?? undefined);
  const { signal } = edge;
  const sandbox = await openSandbox(settings.sandbox, settings.data);
  let done = 0;
  try {
    const table = await calibrate({
      tasks,
      recordings,
      ...(flags.testsFrom === undefined ? {} : { testsFrom: await open(flags.testsFrom) }),
      draws: countOf(flags.draws, "--draws") ?? 1,
      candidates: settings.run.k,
      testBlocks: 1,
      solve: (question, chat, options) => solveOne({ ...question, language: "python" }, { chat, sandbox, ...options }),
      sandbox,
      signal,
      command: `hydra eval code --calibrate --draws ${flags.draws} (replay, ${sandbox.identity.tier})`,
      onRow: () => {
        done += 1;
        if (done % 50 === 0) edge.stderr.write(`${done} draws\n`);
      },
    });
    const text = `${JSON.stringify(table, null, 2)}\n`;
    if (flags.out === undefined) say(edge, flags.json, { data: table, text: text.trimEnd() });
    else await writeFile(resolve(edge.cwd, flags.out), text);
    return 0;
  } finally {
    await sandbox.close();
  }
};

const countOf = (text: string | undefined, flag: string): number | null => {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,5}$/u.test(text)) return Number(text);
  throw new HydraError("BAD_INPUT", `${flag} ${text} is no count`, { fix: `say ${flag} 2` });
};
