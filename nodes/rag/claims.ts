// A model's answer as claims: each sentence with the sources that it cites by number.
import type { Claim } from "../../core/rag-state.ts";
import { sentencesOf } from "../../core/words.ts";

/** `sources`: ids, the first is `[1]`. A number that is no source's stays out, and so the claim may end up citing nothing. */
export const claimsOf = (answer: string, sources: readonly string[]): Claim[] =>
  attached(sentencesOf(answer))
    .map((sentence) => ({
      text: textOf(sentence),
      cites: [...new Set(numbersOf(sentence).flatMap((number) => sources[number - 1] ?? []))],
      unsupported: null,
    }))
    .filter(({ text }) => /\p{L}|\p{N}/u.test(text))
    .slice(0, mostClaims);

const mostClaims = 40;

const citation = /\s*\[\d{1,3}(?:\s*,\s*\d{1,3})*\]/gu;
const leading = /^(?:\[\d{1,3}(?:\s*,\s*\d{1,3})*\]\s*)+/u;

/** A citation behind the full stop belongs to the sentence before it. */
const attached = (sentences: readonly string[]): string[] => {
  const claims: string[] = [];
  for (const sentence of sentences) {
    const cites = leading.exec(sentence)?.[0] ?? "";
    if (cites !== "" && claims.length > 0) claims[claims.length - 1] += ` ${cites.trim()}`;
    const rest = claims.length === 0 ? sentence : sentence.slice(cites.length);
    if (rest.trim() !== "") claims.push(rest);
  }
  return claims;
};

const numbersOf = (sentence: string): number[] =>
  (sentence.match(citation) ?? []).flatMap((cites) => (cites.match(/\d+/gu) ?? []).map(Number));

const textOf = (sentence: string): string =>
  sentence
    .replace(/^(?:[-*•]|\d{1,2}[.)])\s+/u, "")
    .replace(citation, "")
    .trim();
