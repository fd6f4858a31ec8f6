// hydra eval rag: does the gate know when the answer is not there? No model is asked.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { checkResults, commandLine, commitOf, writeResult } from "../evaluations.ts";
import { withPlace, type PlaceOptions } from "../options.ts";
import { look } from "../settings.ts";

interface RagFlags extends Omit<PlaceOptions, "json"> {
  readonly dataset: string;
  readonly corpus?: string;
  readonly fit?: string;
  readonly json?: string;
}

export const addEvalRag = (evals: Command, edge: Edge, act: Act): void => {
  const rag = evals
    .command("rag")
    .description("the corrective gate: AUC of `answerable`, and how often a refusal is right")
    .requiredOption(
      "--dataset <dirs>",
      "claims.jsonl.gz, or queries.jsonl[.gz] and corpus.jsonl[.gz]; several by commas",
    )
    .option("--corpus <dir>", "where corpus.jsonl[.gz] is, if it is not in the folder")
    .option(
      "--fit <file>",
      "writes the weights that were fitted on all of it, as memory/retrieve/confidence.json has them",
    )
    .option("--json <file>", "where the result goes");
  withPlace(rag).action(async (flags: RagFlags) => act(async () => evalRag(edge, flags)));
};

const evalRag = async (edge: Edge, flags: RagFlags): Promise<ExitCode> => {
  const { signal, cwd } = edge;
  await checkResults(edge, flags.json, flags.fit);
  const { readQuestions } = await import("../../evals/rag/questions.ts");
  const { runGate } = await import("../../evals/rag/run-gate.ts");
  const { resultOf, weightsOf } = await import("../../evals/rag/result.ts");
  const { tableOf } = await import("../../evals/rag/table.ts");
  const { openTextModels } = await import("../../app/wire/text-models.ts");
  const corpus = flags.corpus === undefined ? undefined : resolve(cwd, flags.corpus);
  const sets = await Promise.all(
    flags.dataset.split(",").map(async (folder) => readQuestions(resolve(cwd, folder.trim()), corpus)),
  );
  const { settings } = await look(edge, flags);
  const models = await openTextModels(settings, { signal });
  try {
    const onProgress = (line: string): void => {
      edge.stderr.write(`${line}\n`);
    };
    const runs = [];
    for (const set of sets) runs.push({ set, judged: await runGate(set, { ...models, signal, onProgress }) });
    const command = commandLine({ ...edge, argv: withoutFit(edge.argv) });
    const result = resultOf(runs, { embedder: models.embedder, command, commit: await commitOf(edge) });
    edge.stdout.write(`${tableOf(result)}\n`);
    await writeResult(edge, flags.json, `${JSON.stringify(result, null, 2)}\n`);
    await writeResult(edge, flags.fit, `${JSON.stringify(weightsOf(runs, { command }), null, 2)}\n`);
    return 0;
  } finally {
    await models.close();
  }
};

/** Where the weights went says nothing about what was measured. */
const withoutFit = (argv: readonly string[]): string[] =>
  argv.filter((word, at) => word !== "--fit" && argv[at - 1] !== "--fit");
