// BM25 by Robertson and Zaragoza (2009) with Lucene's idf, which is never below 0, and the k1 and b of Anserini's
// BEIR baselines (Thakur et al., 2021).

export const k1 = 0.9;
export const b = 0.4;

/** How much a word tells that `holders` of `all` texts hold. */
export const termWeight = (all: number, holders: number): number =>
  Math.log(1 + (all - holders + 0.5) / (holders + 0.5));

/** How much of it a text gets that holds the word `times` times. `relativeLength`: its length by the mean length. */
export const bm25 = (times: number, relativeLength: number): number =>
  (times * (k1 + 1)) / (times + k1 * (1 - b + b * relativeLength));
