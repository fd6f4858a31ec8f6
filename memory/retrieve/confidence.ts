// How sure a search is that the answer is among what it found. It goes by what every backend shows: BM25's scale differs from one
// to another, so scores are compared within one search only, and words are counted in the texts themselves.
import type { Found } from "../../core/knowledge.ts";
import { wordsOf } from "../../core/words.ts";
import weights from "./confidence.json" with { type: "json" };

const confidenceFeatures = ["coverage", "pairs", "fall"] as const;

/** Null: this search can't tell, and it weighs nothing. */
export type ConfidenceFeatures = Readonly<Record<(typeof confidenceFeatures)[number], number | null>>;

/**
 * 0 to 1, and what it was made from. `found`: best first, before they are cut to what was asked for; some 30 are wanted, since
 * what is rare among them is what a query is about.
 */
export const confidenceOf = (
  query: string,
  found: readonly Found[],
): { readonly confidence: number; readonly features: ConfidenceFeatures } => {
  const features = featuresOf(query, found.slice(0, candidates));
  if (found.length === 0 || features.coverage === 0) return { confidence: 0, features };
  const logit = confidenceFeatures.reduce((sum, name) => {
    const [value, { coefficient, mean }] = [features[name], weights.terms[name]];
    return value === null ? sum : sum + coefficient * (value - mean);
  }, weights.intercept);
  return { confidence: 1 / (1 + Math.exp(-logit)), features };
};

/** How many are looked at, and how far down the fall of the scores is read. */
const [candidates, depth] = [30, 10];

const featuresOf = (query: string, found: readonly Found[]): ConfidenceFeatures => {
  const asked = wordsOf(query);
  const texts = found.map(({ chunk, document }) =>
    wordsOf([document.title, ...chunk.headings, chunk.text].join("\n")),
  );
  const top = bestByWords(found);
  return {
    coverage: coverage(
      new Set(asked),
      texts.map((words) => new Set(words)),
      top,
    ),
    pairs: shared(pairsOf(asked), texts.slice(0, 3).map(pairsOf)),
    fall: fallOf(found),
  };
};

/** The chunk that the words found first, since it is words that are counted; where no stage of words ran, the first. */
const bestByWords = (found: readonly Found[]): number =>
  Math.max(
    0,
    found.findIndex(({ stages }) => stages.keyword?.rank === 1),
  );

/** The share of the query's words that the best chunk holds, each weighted by how rare it is among the found. */
const coverage = (asked: ReadonlySet<string>, texts: readonly ReadonlySet<string>[], top: number): number => {
  const rarity = (word: string): number => {
    const holding = texts.filter((text) => text.has(word)).length;
    return Math.log(1 + (texts.length - holding + 0.5) / (holding + 0.5));
  };
  let [covered, all] = [0, 0];
  for (const word of asked) {
    const weight = rarity(word);
    all += weight;
    if (texts[top]?.has(word) === true) covered += weight;
  }
  return all === 0 ? 0 : covered / all;
};

/** The largest share of the query's word pairs that stand side by side in one of the texts; null for a single word. */
const shared = (asked: ReadonlySet<string>, texts: readonly ReadonlySet<string>[]): number | null =>
  asked.size === 0
    ? null
    : Math.max(0, ...texts.map((pairs) => [...asked].filter((pair) => pairs.has(pair)).length / asked.size));

const pairsOf = (words: readonly string[]): Set<string> =>
  new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`));

/** How much lower the tenth keyword score is than the first: an answer stands out. Null where fewer were found by words. */
const fallOf = (found: readonly Found[]): number | null => {
  const scores = found
    .flatMap(({ stages }) => (stages.keyword === undefined ? [] : [stages.keyword.score]))
    .toSorted((one, other) => other - one);
  const [first, last] = [scores[0], scores[depth - 1]];
  return first === undefined || last === undefined || first <= 0 ? null : 1 - last / first;
};
