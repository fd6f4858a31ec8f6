// The stand-in where no embedding model is there: words and their character trigrams, hashed into a vector (the hashing trick,
// Weinberger et al. 2009). It finds what is written alike, knows nothing of meaning, and is reported as lexical.
import type { Embedder } from "../../core/indexes.ts";
import { aborted } from "../gate.ts";
import { unitVector } from "./vectors.ts";

const dims = 384;

export const makeLexicalEmbedder = (): Embedder => ({
  identity: {
    model: "hashed-words-1",
    dims,
    pooling: "none",
    prefix: { query: "", passage: "" },
    normalised: true,
  },
  kind: "lexical",
  embed: async (texts, { signal }) => {
    if (signal.aborted) throw aborted(signal);
    return texts.map(hashed);
  },
  close: async () => undefined,
});

const hashed = (text: string): Float32Array => {
  const vector = new Float64Array(dims);
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const [word, count] of counts) {
    // Said ten times is not ten times as much; a short word is mostly a common one.
    const weight = (1 + Math.log(count)) * (word.length < 4 ? 0.4 : 1);
    add(vector, `w${word}`, weight);
    const trigrams = trigramsOf(word);
    for (const trigram of trigrams) add(vector, `t${trigram}`, weight / Math.sqrt(trigrams.length));
  }
  // Texts without a word are alike.
  if (vector.every((value) => value === 0)) vector[0] = 1;
  return unitVector(vector, "the lexical embedder");
};

const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKC")
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

const trigramsOf = (word: string): string[] => {
  const bounded = `^${word}$`;
  return Array.from({ length: bounded.length - 2 }, (_, at) => bounded.slice(at, at + 3));
};

/** The sign, from the hash too, lets what falls on the same place cancel instead of pile up. */
const add = (vector: Float64Array, feature: string, weight: number): void => {
  const hash = fnv1a(feature);
  const place = (hash >>> 1) % dims;
  vector[place] = (vector[place] ?? 0) + ((hash & 1) === 0 ? weight : -weight);
};

/** FNV-1a, 32 bits, with a last stirring (that of MurmurHash3): its lowest bits alone are poor. */
const fnv1a = (text: string): number => {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
