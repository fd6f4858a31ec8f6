// Several rankings of one search become one. Scores of different stages have different scales, so each is first brought
// to a common one within its own list; weights then say how much each is trusted.
import type { Hit } from "../../core/indexes.ts";

export interface Ranking {
  readonly hits: readonly Hit[];
  readonly weight: number;
}

/** `z-score`: by distance in standard deviations; `min-max`: by distance in the list's own span; `rrf`: by ranks alone (Cormack et al. 2009, k = 60). */
export const fusionRules = ["z-score", "min-max", "rrf"] as const;
export type FusionRule = (typeof fusionRules)[number];

/** Best first, equals by id; scores 0 to 1, where 1 is first in every ranking. What a ranking lacks counts as its last. */
export const fuse = (rankings: readonly Ranking[], rule: FusionRule): Hit[] => {
  const used = rankings
    .filter(({ hits, weight }) => hits.length > 0 && weight > 0)
    .map(({ hits, weight }) => ({ weight, scores: scales[rule](inOrder(hits)) }));
  const best = used.reduce((sum, { scores, weight }) => sum + weight * (scores[0]?.score ?? 0), 0);
  const total = new Map<string, number>();
  for (const { scores, weight } of used) {
    for (const { id, score } of scores) total.set(id, (total.get(id) ?? 0) + (weight * score) / best);
  }
  return inOrder([...total].map(([id, score]) => ({ id, score: Math.min(1, score) })));
};

/** From 0, the worst in the list, to 1, the best; all 1 where they are equal. */
export const minMax = (hits: readonly Hit[]): Hit[] => {
  const scores = hits.map(({ score }) => score);
  const low = scores.reduce((least, score) => Math.min(least, score), Infinity);
  const high = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  return hits.map(({ id, score }) => ({ id, score: high > low ? (score - low) / (high - low) : 1 }));
};

export const inOrder = (hits: readonly Hit[]): Hit[] =>
  hits.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : Number(a.id > b.id)));

/** Above the list's worst, in standard deviations. */
const standardised = (hits: readonly Hit[]): Hit[] => {
  const mean = hits.reduce((sum, { score }) => sum + score, 0) / hits.length;
  const variance = hits.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / hits.length;
  const low = hits.at(-1)?.score ?? 0;
  return variance > 0
    ? hits.map(({ id, score }) => ({ id, score: (score - low) / Math.sqrt(variance) }))
    : hits.map(({ id }) => ({ id, score: 1 }));
};

const rrfK = 60;

/** Each is given its list best first, and gives nothing below 0. */
const scales: Readonly<Record<FusionRule, (hits: readonly Hit[]) => Hit[]>> = {
  "z-score": standardised,
  "min-max": minMax,
  rrf: (hits) => hits.map(({ id }, place) => ({ id, score: 1 / (rrfK + place + 1) })),
};
