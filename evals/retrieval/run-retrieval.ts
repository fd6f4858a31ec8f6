// A collection is added to memory as the product would, and each of its queries is asked of each run.
import { HydraError } from "../../core/errors.ts";
import type { Embedder, Reranker } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import { openScratch, type Scratch } from "../../app/memory/scratch.ts";
import type { Collection } from "./beir.ts";
import { draftOf } from "./drafts.ts";
import { percentile, worthOf, type Worth } from "./measures.ts";
import { rankingOf, runs, type RunName } from "./runs.ts";

interface RetrievalOptions extends Abort {
  readonly names: readonly RunName[];
  readonly embedder: Embedder;
  readonly reranker: Reranker | null;
  readonly onProgress: (line: string) => void;
}

export interface RunOutcome {
  readonly name: RunName;
  /** In the order of the queries. */
  readonly worths: readonly Worth[];
  /** Of a whole search, 100 results deep. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** By stage within it. */
  readonly stagesP50Ms: Readonly<Record<string, number>>;
}

/** Throws what its parts throw, and `INDEX_DOWN` where a stage that was asked for was lost. */
export const runRetrieval = async (
  collection: Collection,
  { names, embedder, reranker, signal, onProgress }: RetrievalOptions,
): Promise<readonly RunOutcome[]> => {
  const scratch = await openScratch({ embedder, reranker, signal });
  try {
    await addAll(scratch, collection, { signal, onProgress });
    const outcomes: RunOutcome[] = [];
    for (const name of names) {
      onProgress(`${name}: ${collection.queries.length} queries`);
      outcomes.push(await askAll(scratch, { name, queries: collection.queries, signal }));
    }
    return outcomes;
  } finally {
    await scratch.close();
  }
};

const addAll = async (
  scratch: Scratch,
  { documents }: Collection,
  { signal, onProgress }: Pick<RetrievalOptions, "signal" | "onProgress">,
): Promise<void> => {
  onProgress(`adding ${documents.length} documents`);
  for (const entry of documents) await scratch.library.add(draftOf(entry), { signal });
  const { left, down } = await scratch.bulk(async () =>
    scratch.library.index({
      signal,
      onProgress: ({ done, of }) => onProgress(`indexed ${done} of ${of}`),
    }),
  );
  if (down.length === 0 && Object.values(left).every((count) => count === 0)) return;
  throw new HydraError("INDEX_DOWN", `not everything could be indexed: ${down.join("; ")}`, {
    fix: "a comparison needs all of it: see that the embedder answers, and start again",
  });
};

const askAll = async (
  scratch: Scratch,
  { name, queries, signal }: Abort & { readonly name: RunName; readonly queries: Collection["queries"] },
): Promise<RunOutcome> => {
  const run = runs[name];
  const retriever = scratch.retriever("fusion" in run ? { fusion: run.fusion } : {});
  const worths: Worth[] = [];
  const times: number[] = [];
  const byStage = new Map<string, number[]>();
  for (const { text, relevant } of queries) {
    const began = performance.now();
    const { found, stages } = await retriever.search(text, {
      limit: "by" in run ? 300 : 100,
      stages: run.stages,
      signal,
    });
    times.push(performance.now() - began);
    for (const { stage, milliseconds, note } of stages) {
      if (note?.startsWith("left out") === true) throw lost(name, note);
      if (note !== "off") byStage.set(stage, [...(byStage.get(stage) ?? []), milliseconds]);
    }
    worths.push(worthOf(rankingOf(found, run).slice(0, 100), relevant));
  }
  return {
    name,
    worths,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    stagesP50Ms: Object.fromEntries([...byStage].map(([stage, all]) => [stage, percentile(all, 0.5)])),
  };
};

const lost = (name: RunName, note: string): HydraError =>
  new HydraError("INDEX_DOWN", `${name}: a stage was ${note}`, {
    fix: "a comparison needs every stage: see that its server answers, and start again",
  });
