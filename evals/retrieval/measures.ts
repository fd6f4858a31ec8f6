// What a ranking is worth: nDCG (Järvelin and Kekäläinen 2002, as trec_eval has it), recall, and the first hit's reciprocal rank.
import type { Query } from "./beir.ts";

export interface Worth {
  readonly ndcg10: number;
  readonly recall5: number;
  readonly recall10: number;
  readonly recall100: number;
  readonly mrr: number;
}

export const worthOf = (ranking: readonly string[], relevant: Query["relevant"]): Worth => {
  const first = ranking.findIndex((id) => relevant.has(id));
  return {
    ndcg10: ndcg(ranking, relevant, 10),
    recall5: recall(ranking, relevant, 5),
    recall10: recall(ranking, relevant, 10),
    recall100: recall(ranking, relevant, 100),
    mrr: first === -1 ? 0 : 1 / (first + 1),
  };
};

export const meanOf = (worths: readonly Worth[], measure: keyof Worth): number =>
  worths.reduce((sum, worth) => sum + worth[measure], 0) / worths.length;

/** The smallest value that `share` of them do not exceed. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;

const ndcg = (ranking: readonly string[], relevant: Query["relevant"], depth: number): number => {
  const gained = gainOf(ranking.slice(0, depth).map((id) => relevant.get(id) ?? 0));
  const best = [...relevant.values()].toSorted((a, b) => b - a).slice(0, depth);
  return gained / gainOf(best);
};

const gainOf = (grades: readonly number[]): number =>
  grades.reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0);

const recall = (ranking: readonly string[], relevant: Query["relevant"], depth: number): number =>
  ranking.slice(0, depth).filter((id) => relevant.has(id)).length / relevant.size;
