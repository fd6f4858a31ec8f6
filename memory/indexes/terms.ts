// Words for an index whose server makes none itself: no stop words, plurals as their singular, each by a number.
import { createHash } from "node:crypto";

/** Each word of a `searchable` text by its number, with how often it is there. */
export const termCounts = (text: string): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const [word] of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    if (stopWords.has(word)) continue;
    const term = numberOf(singular(word));
    counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
};

/** Harman's S stemmer (1991): the first rule that fits. Shorter words stay as they are. */
export const singular = (word: string): string => {
  if (word.length < 4) return word;
  if (/[^ea]ies$/u.test(word)) return `${word.slice(0, -3)}y`;
  if (/[^aeo]es$/u.test(word)) return word.slice(0, -1);
  return /[^us]s$/u.test(word) ? word.slice(0, -1) : word;
};

/** Of 32 bits; two of a million words of one memory meet in it about a hundred times, and then count as one. */
const numberOf = (word: string): number => createHash("sha256").update(word).digest().readUInt32BE(0);

/** Those of PostgreSQL's `english`, which are Snowball's. */
export const stopWords: ReadonlySet<string> = new Set(
  `i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
   itself they them their theirs themselves what which who whom this that these those am is are was were be been being
   have has had having do does did doing a an the and but if or because as until while of at by for with about against
   between into through during before after above below to from up down in out on off over under again further then
   once here there when where why how all any both each few more most other some such no nor not only own same so than
   too very s t can will just don should now`.split(/\s+/u),
);
