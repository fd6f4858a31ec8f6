// hydra eval chunking: how much of an exact answer the retrieved pieces hold, and how much besides, by the size of pieces.
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { HydraError } from "../../core/errors.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { checkResults, commandLine, commitOf, countOf, dataFolder, writeResult } from "../evaluations.ts";
import { withPlace, type PlaceOptions } from "../options.ts";
import { look } from "../settings.ts";

interface ChunkingFlags extends Omit<PlaceOptions, "json"> {
  readonly data?: string;
  readonly sizes?: string;
  readonly top: string;
  readonly characters: string;
  readonly json?: string;
}

export const addEvalChunking = (evals: Command, edge: Edge, act: Act): void => {
  const chunking = evals
    .command("chunking")
    .description("recall, precision and IoU of retrieved pieces against exact answers")
    .option(
      "--data <dir>",
      "questions.jsonl[.gz] and its documents; default: retrieval/chunking of HYDRA_EVAL_DATA",
    )
    .option("--sizes <list>", "characters of a piece to try, by commas; default: the shipped size")
    .option("--top <n>", "pieces that are looked at", "5")
    .option("--characters <n>", "characters that are looked at, so that sizes compare", "4000")
    .option("--json <file>", "where the result goes");
  withPlace(chunking).action(async (flags: ChunkingFlags) => act(async () => evalChunking(edge, flags)));
};

const evalChunking = async (edge: Edge, flags: ChunkingFlags): Promise<ExitCode> => {
  const { signal, cwd, stderr, stdout } = edge;
  const top = countOf(flags.top, "--top", 100);
  const characters = countOf(flags.characters, "--characters");
  await checkResults(edge, flags.json);
  const { shippedCharacters } = await import("../../app/memory/cut.ts");
  const { readSpanSet } = await import("../../evals/chunking/questions.ts");
  const { runChunking } = await import("../../evals/chunking/run-chunking.ts");
  const { resultOf, tableOf } = await import("../../evals/chunking/result.ts");
  const { openTextModels } = await import("../../app/wire/text-models.ts");
  const sizes = flags.sizes?.split(",").map((size) => countOf(size.trim(), "--sizes")) ?? [shippedCharacters];
  const folder =
    flags.data === undefined
      ? join(dataFolder(edge, undefined), "retrieval", "chunking")
      : resolve(cwd, flags.data);
  const set = await readSpanSet(folder);
  if (set.questions.length === 0) {
    throw new HydraError("BAD_INPUT", `${folder} has no question whose answer is in a document of it`, {
      fix: "put documents named after corpus_id beside the questions",
    });
  }
  const { settings } = await look(edge, flags);
  const models = await openTextModels(settings, { signal });
  try {
    const outcomes = [];
    for (const targetCharacters of new Set(sizes)) {
      stderr.write(`${targetCharacters} characters: ${set.questions.length} questions\n`);
      outcomes.push(
        await runChunking(set, { targetCharacters, embedder: models.embedder, top, characters, signal }),
      );
    }
    const result = resultOf(outcomes, {
      set,
      embedder: models.embedder,
      top,
      characters,
      shipped: shippedCharacters,
      command: commandLine(edge),
      commit: await commitOf(edge),
    });
    stdout.write(`${tableOf(result)}\n`);
    await writeResult(edge, flags.json, `${JSON.stringify(result, null, 2)}\n`);
    return 0;
  } finally {
    await models.close();
  }
};
