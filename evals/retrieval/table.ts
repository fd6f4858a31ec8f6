// A result for people.
import type { RetrievalResult } from "./result.ts";

export const tableOf = ({
  dataset,
  documents,
  queries,
  stages,
  best,
  embedder,
  reranker,
}: RetrievalResult): string => {
  const vectors =
    embedder.kind === "lexical" ? `${embedder.model} (LEXICAL: hashed words, no meaning)` : embedder.model;
  const rows = Object.entries(stages).map(([name, figures]) => [
    `${name === best.single || name === best.hybrid ? "*" : " "} ${name}`,
    figures.ndcg10.toFixed(4),
    `${figures.ndcg10Interval.low.toFixed(3)}–${figures.ndcg10Interval.high.toFixed(3)}`,
    ...[figures.recall5, figures.recall10, figures.recall100, figures.mrr].map((value) => value.toFixed(4)),
    figures.p50Ms.toFixed(1),
    figures.p95Ms.toFixed(1),
    "aboveSingle" in figures ? signed(figures.aboveSingle.value) : "",
  ]);
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return [
    `${dataset}: ${documents} documents, ${queries} queries; vectors: ${vectors}; reranker: ${reranker ?? "none"}`,
    ...table.map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    ),
    "* the best single stage and the best hybrid; ± best: nDCG@10 above that single stage",
  ].join("\n");
};

const head = ["  stage", "nDCG@10", "95%", "R@5", "R@10", "R@100", "MRR", "p50 ms", "p95 ms", "± best"];

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
