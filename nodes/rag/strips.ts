// Strip refinement (Yan et al. 2024, Corrective RAG): of each passage only the sentences that bear on the question are kept.
import { sentencesOf, wordsOf } from "../../core/words.ts";

export interface StripSource {
  readonly passage: string;
  /** Title and headings: what a sentence is about without saying so. */
  readonly about: string;
  readonly text: string;
}

export interface ScoredStrip {
  readonly passage: string;
  /** Its place among the passage's sentences. */
  readonly at: number;
  readonly text: string;
  /** The share of the question that it speaks of, 0 to 1; rare words count more. */
  readonly score: number;
}

/** A heading above a sentence counts half of what the sentence says itself. */
const aboutShare = 0.5;
/** A bare word, such as a key of some JSON, says nothing about anything. */
const leastWords = 2;

/** Best first, equals as they came; without those that share no word with the question. */
export const scoreStrips = (question: string, sources: readonly StripSource[]): ScoredStrip[] => {
  const asked = [...new Set(wordsOf(question))];
  const strips = sources.flatMap(({ passage, about, text }) => {
    const above = new Set(wordsOf(about));
    return sentencesOf(text).map((sentence, at) => ({
      passage,
      at,
      text: sentence,
      above,
      own: new Set(wordsOf(sentence)),
    }));
  });
  const weights = asked.map((word) => {
    const holding = strips.filter(({ own, above }) => own.has(word) || above.has(word)).length;
    return Math.log(1 + (strips.length - holding + 0.5) / (holding + 0.5));
  });
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  if (all === 0) return [];
  return strips
    .map(({ passage, at, text, own, above }) => {
      const spoken = asked.reduce(
        (sum, word, index) =>
          sum + (weights[index] ?? 0) * (own.has(word) ? 1 : above.has(word) ? aboutShare : 0),
        0,
      );
      const says = own.size >= leastWords && asked.some((word) => own.has(word));
      return { passage, at, text, score: says ? spoken / all : 0 };
    })
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score);
};

const keepShare = 0.5;
const [perPassage, overall] = [4, 16];

/** What is near enough to the best of them, a few of each passage. */
export const keepStrips = (scored: readonly ScoredStrip[]): ScoredStrip[] => {
  const least = (scored[0]?.score ?? 0) * keepShare;
  const taken = new Map<string, number>();
  return scored
    .filter(({ passage, score }) => {
      const before = taken.get(passage) ?? 0;
      if (score < least || before >= perPassage) return false;
      taken.set(passage, before + 1);
      return true;
    })
    .slice(0, overall);
};

const partCharacters = 1_200;

/** The parts of a long text that share most words with the question, best first. */
export const nearestParts = (
  text: string,
  { question, atMost }: { question: string; atMost: number },
): string[] => {
  const asked = new Set(wordsOf(question));
  return partsOf(text)
    .map((part) => ({ part, shared: [...new Set(wordsOf(part))].filter((word) => asked.has(word)).length }))
    .filter(({ shared }) => shared > 0)
    .toSorted((one, other) => other.shared - one.shared)
    .slice(0, atMost)
    .map(({ part }) => part);
};

const partsOf = (text: string): string[] => {
  const parts: string[] = [];
  for (const paragraph of text.split(/\n{2,}/u).flatMap(cutLong)) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + paragraph.length < partCharacters)
      parts[parts.length - 1] = `${last}\n\n${paragraph}`;
    else parts.push(paragraph);
  }
  return parts;
};

const cutLong = (paragraph: string): string[] =>
  Array.from({ length: Math.ceil(paragraph.length / partCharacters) }, (_, at) =>
    paragraph.slice(at * partCharacters, (at + 1) * partCharacters),
  );
