// The stages that find by themselves, side by side: words and vectors, then the graph, which begins from what they found.
import type { Embedder, GraphIndex, Hit, KeywordIndex, Reranker, VectorIndex } from "../../core/indexes.ts";
import type { Library, SearchOptions, SearchStage } from "../../core/knowledge.ts";
import { searchStages } from "../../core/knowledge.ts";
import { fuse } from "./fuse.ts";
import { linkNames, searchGraph } from "./graph-stage.ts";
import type { Hypothesis } from "./hyde.ts";
import { ofKinds } from "./load.ts";
import type { Stage } from "./stage.ts";
import type { RetrievalWeights } from "./weights.ts";
import { vectorWeight } from "./weights.ts";

export interface RetrieverParts {
  readonly library: Pick<Library, "chunks">;
  /** Null: this database has none. */
  readonly vectors: Pick<VectorIndex, "search"> | null;
  readonly keywords: Pick<KeywordIndex, "search">;
  readonly graph: Pick<GraphIndex, "link" | "neighbourhood">;
  readonly embedder: Embedder;
  /** Null: results stay in the order of the fusion. */
  readonly reranker: Reranker | null;
  /** Null: no model is there to make up an answer. */
  readonly hypothesis: Hypothesis | null;
  /** A query's words as the keyword index knows them (identifiers split). */
  readonly wordsOf: (text: string) => string;
  /** Default: those that ship. */
  readonly weights?: RetrievalWeights;
}

export type Parts = RetrieverParts & { readonly weights: RetrievalWeights };
export type Stages = Readonly<Record<SearchStage, Stage>>;
type Rankings = Partial<Record<SearchStage, readonly Hit[]>>;

interface Pass {
  readonly options: SearchOptions;
  readonly stages: Stages;
  readonly isOn: (name: SearchStage) => boolean;
}

/** What each stage found by itself; throws the first failure where none of them could answer. */
export const firstPass = async (
  parts: Parts,
  query: string,
  { options, stages, isOn }: Pass,
): Promise<Rankings> => {
  const { keywords, vectors, graph, embedder, library, weights, wordsOf } = parts;
  const limits = limitsOf(parts, options);
  if (isOn("vector") && vectors === null) stages.vector.note("left out: this database has no vectors");
  const [keyword, vector, named] = await Promise.all([
    isOn("keyword")
      ? stages.keyword.run(async (signal) => keywords.search(wordsOf(query), { ...limits, signal }))
      : null,
    isOn("vector") && vectors !== null
      ? stages.vector.run(async (signal) => {
          const [asked] = await embedder.embed([query], { signal, as: "query" });
          return asked === undefined ? [] : vectors.search(asked, { ...limits, signal });
        })
      : null,
    isOn("graph") ? stages.graph.run(async (signal) => linkNames(graph, query, signal)) : null,
  ]);
  if (vector !== null && embedder.kind === "lexical")
    stages.vector.note("lexical only: hashed words, no meaning");
  const rankings: Rankings = { ...(keyword && { keyword }), ...(vector && { vector }) };
  if (named !== null) {
    const first = fuseAll(parts, rankings);
    const asked = { graph, library, weights: weights.graph, depth: weights.depth };
    const near = await stages.graph.run(async (signal) =>
      ofKinds(await searchGraph(asked, { named, first }, signal), { library, kinds: options.kinds, signal }),
    );
    if (near !== null) rankings.graph = near;
  }
  const lost = [stages.keyword, stages.vector, stages.graph].flatMap((stage) => stage.lost ?? []);
  if (Object.keys(rankings).length === 0 && lost[0] !== undefined) throw lost[0];
  return rankings;
};

export const limitsOf = ({ weights }: Parts, { limit, kinds }: SearchOptions) => ({
  limit: Math.max(limit, weights.depth),
  ...(kinds === undefined ? {} : { kinds }),
});

export const fuseAll = ({ weights, embedder }: Parts, rankings: Rankings): Hit[] => {
  const vector = vectorWeight(weights, embedder);
  const trust = { keyword: weights.keyword, vector, graph: weights.graph.weight, hyde: vector, rerank: 0 };
  return fuse(
    searchStages.map((name) => ({ hits: rankings[name] ?? [], weight: trust[name] })),
    weights.fusion,
  );
};
