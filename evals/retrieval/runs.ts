// The rankings that are compared: each stage by itself, and what the product makes of them together.
import type { Found, SearchOptions } from "../../core/knowledge.ts";

interface Run {
  /** A single stage, or several fused. */
  readonly of: "single" | "hybrid";
  readonly stages: NonNullable<SearchOptions["stages"]>;
  readonly fusion?: "rrf";
  /** By one stage's ranks in place of the fused order. */
  readonly by?: "graph";
}

const only = { keyword: false, vector: false, graph: false, hyde: false, rerank: false } as const;

export const runs = {
  keyword: { of: "single", stages: { ...only, keyword: true } },
  vector: { of: "single", stages: { ...only, vector: true } },
  /** The walk needs a place to begin: what the query names, and what the words found first. Its own order is judged. */
  graph: { of: "single", stages: { ...only, keyword: true, graph: true }, by: "graph" },
  "keyword+graph": { of: "hybrid", stages: { ...only, keyword: true, graph: true } },
  hybrid: { of: "hybrid", stages: { hyde: false, rerank: false } },
  "hybrid-rrf": { of: "hybrid", stages: { hyde: false, rerank: false }, fusion: "rrf" },
  "hybrid+rerank": { of: "hybrid", stages: { hyde: false } },
} as const satisfies Readonly<Record<string, Run>>;
export type RunName = keyof typeof runs;

export const runNames = Object.keys(runs) as RunName[];

/** Ids of documents, best first. A fused list is asked for whole, so that one stage's order can be read off it. */
export const rankingOf = (found: readonly Found[], { by }: Run): string[] => {
  const rankOf = (one: Found): number => (by === undefined ? 0 : (one.stages[by]?.rank ?? Infinity));
  const kept = by === undefined ? found : found.filter((one) => Number.isFinite(rankOf(one)));
  return kept.toSorted((a, b) => rankOf(a) - rankOf(b)).map(({ document }) => document.uri);
};
