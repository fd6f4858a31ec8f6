// hydra eval retrieval: how well each stage finds what is judged relevant, and what they reach together.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Embedder, Reranker } from "../../core/indexes.ts";
import type { Collection } from "../../evals/retrieval/beir.ts";
import type { RunName } from "../../evals/retrieval/runs.ts";
import type { Act, Edge, ExitCode } from "../edge.ts";
import { checkResults, commandLine, commitOf, countOf, oneOf, writeResult } from "../evaluations.ts";
import { withPlace, type PlaceOptions } from "../options.ts";
import { look } from "../settings.ts";

interface RetrievalFlags extends Omit<PlaceOptions, "json"> {
  readonly dataset: string;
  readonly stages: string;
  readonly vectors?: string;
  readonly embedder?: string;
  readonly limit?: string;
  readonly json?: string;
}

export const addEvalRetrieval = (evals: Command, edge: Edge, act: Act): void => {
  const retrieval = evals
    .command("retrieval")
    .description("what is found of a collection in BEIR's layout, by each stage and by all together")
    .requiredOption("--dataset <dir>", "corpus.jsonl[.gz], queries.jsonl, qrels.tsv")
    .option(
      "--stages <list>",
      "keyword, vector, graph, keyword+graph, hybrid, hybrid-rrf, hybrid+rerank",
      "keyword,vector,graph,hybrid,hybrid+rerank",
    )
    .option("--vectors <dir>", "given vectors: NAME.docs.f16.npy, docs.ids.json, and the same for queries")
    .option("--embedder <name>", "whose vectors those are, where there are several: minilm, bge-small")
    .option("--limit <n>", "only the first so many queries")
    .option("--json <file>", "where the result goes");
  withPlace(retrieval).action(async (flags: RetrievalFlags) => act(async () => evalRetrieval(edge, flags)));
};

const evalRetrieval = async (edge: Edge, flags: RetrievalFlags): Promise<ExitCode> => {
  await checkResults(edge, flags.json);
  const { runNames } = await import("../../evals/retrieval/runs.ts");
  const { readCollection } = await import("../../evals/retrieval/beir.ts");
  const { runRetrieval } = await import("../../evals/retrieval/run-retrieval.ts");
  const { resultOf } = await import("../../evals/retrieval/result.ts");
  const { tableOf } = await import("../../evals/retrieval/table.ts");
  const asked = [...new Set(flags.stages.split(",").map((name) => oneOf(name.trim(), "--stages", runNames)))];
  const limit = flags.limit === undefined ? undefined : countOf(flags.limit, "--limit");
  const collection = await readCollection(resolve(edge.cwd, flags.dataset), limit);
  const models = await modelsOf(edge, flags, collection);
  try {
    const { embedder, reranker } = models;
    const { names, leftOut } = possible(asked, reranker);
    for (const { stage, reason } of leftOut) edge.stderr.write(`${stage} is left out: ${reason}\n`);
    const outcomes = await runRetrieval(collection, {
      names,
      embedder,
      reranker,
      signal: edge.signal,
      onProgress: seldom((line) => edge.stderr.write(`${line}\n`)),
    });
    const result = resultOf(outcomes, {
      dataset: collection.name,
      documents: collection.documents.length,
      embedder,
      reranker: reranker?.name ?? null,
      leftOut,
      command: commandLine(edge),
      commit: await commitOf(edge),
    });
    edge.stdout.write(`${tableOf(result)}\n`);
    await writeResult(edge, flags.json, `${JSON.stringify(result, null, 2)}\n`);
    return 0;
  } finally {
    await models.close();
  }
};

interface Models {
  readonly embedder: Embedder;
  readonly reranker: Reranker | null;
  close(): Promise<void>;
}

/** As configured; given vectors take the embedder's place. */
const modelsOf = async (edge: Edge, flags: RetrievalFlags, collection: Collection): Promise<Models> => {
  const { settings } = await look(edge, flags);
  const { openTextModels } = await import("../../app/wire/text-models.ts");
  if (flags.vectors === undefined) return openTextModels(settings, { signal: edge.signal });
  const { givenEmbedder } = await import("../../evals/retrieval/given-vectors.ts");
  const folder = resolve(edge.cwd, flags.vectors);
  const embedder = await givenEmbedder(folder, flags.embedder ?? null, collection);
  const { memory } = settings;
  const embed = { timeoutMs: memory.embed.timeoutMs };
  const models = await openTextModels({ memory: { ...memory, embed } }, { signal: edge.signal });
  return { ...models, embedder };
};

const possible = (asked: readonly RunName[], reranker: Reranker | null) => {
  const isLost = (name: RunName): boolean => reranker === null && name === "hybrid+rerank";
  return {
    names: asked.filter((name) => !isLost(name)),
    leftOut: asked.filter(isLost).map((stage) => ({
      stage,
      reason: "no reranker is configured (HYDRA_RERANK_URL or HYDRA_RERANK_FILE names one)",
    })),
  };
};

/** At most a line every few seconds. */
const seldom = (say: (line: string) => void): ((line: string) => void) => {
  let last = Date.now();
  return (line) => {
    if (Date.now() - last < 5_000) return;
    last = Date.now();
    say(line);
  };
};
