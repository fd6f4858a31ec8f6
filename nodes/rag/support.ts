// Does a source say what a claim says? Words and numbers only: it can refute a claim, never prove one.
import { sentencesOf, wordsOf } from "../../core/words.ts";

/** The share of a claim's words that its sources must hold. */
const leastShare = 0.6;
/** A sentence this near to the claim is what the claim repeats, so it must not say the opposite. */
const sameShare = 0.65;

/** Why the claim does not stand; null where nothing speaks against it. `sources`: the texts that it cites. */
export const faultOf = (claim: string, sources: readonly string[]): string | null => {
  if (sources.length === 0) return "it cites no source";
  const said = sources.join("\n");
  const strange = numbersOf(claim).filter((number) => !numbersOf(said).includes(number));
  if (strange.length > 0) return `its source does not say ${strange.join(", ")}`;
  const words = new Set(wordsOf(claim));
  const share = shareOf(words, said);
  if (share < leastShare) return `its source says ${Math.round(share * 100)}% of its words`;
  const nearest = sentencesOf(said)
    .map((sentence) => ({ sentence, share: shareOf(words, sentence) }))
    .toSorted((one, other) => other.share - one.share)[0];
  return nearest !== undefined && nearest.share >= sameShare && denies(nearest.sentence) !== denies(claim)
    ? "its source says the opposite"
    : null;
};

const shareOf = (words: ReadonlySet<string>, text: string): number => {
  const there = new Set(wordsOf(text));
  return words.size === 0 ? 0 : [...words].filter((word) => there.has(word)).length / words.size;
};

/** `1,000`, `1 000` and `1000` are one number, `0.5` and `.5` another. */
const numbersOf = (text: string): string[] =>
  [...text.normalize("NFKC").matchAll(/\d[\d,\u00a0\u202f]*(?:\.\d+)?|\.\d+/gu)].map(([written]) => {
    const plain = Number(written.replace(/[^\d.]/gu, ""));
    return Number.isSafeInteger(plain) || plain % 1 !== 0 ? String(plain) : written;
  });

const denies = (sentence: string): boolean =>
  (sentence.match(/\b(?:not|never|no|none|neither|nor|cannot|without)\b|n['’]t\b/giu) ?? []).length % 2 === 1;
