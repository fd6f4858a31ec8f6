// BM25 in the memory of this process, with the numbers of the real ones but without word stems.
import type { KeywordIndex } from "../../core/indexes.ts";
import type { KnowledgeKind } from "../../core/knowledge.ts";
import { bm25, termWeight } from "./bm25.ts";
import { ensureGoing } from "./calls.ts";
import { bestHits, idsBehind, isOf } from "./fake-hits.ts";
import { stopWords } from "./terms.ts";
import { limitQueryCharacters, searchable } from "./words.ts";

interface Entry {
  readonly kind: KnowledgeKind;
  /** Each word with how often it is there. */
  readonly words: ReadonlyMap<string, number>;
  readonly length: number;
}

export const makeKeywordsFake = (): KeywordIndex => {
  const entries = new Map<string, Entry>();
  const score = (asked: ReadonlyMap<string, number>): { id: string; score: number }[] => {
    const all = [...entries];
    const meanLength = all.reduce((sum, [, { length }]) => sum + length, 0) / Math.max(1, all.length);
    const weighed = [...asked].map(([word, times]) => {
      const holders = all.filter(([, { words }]) => words.has(word)).length;
      return { word, weight: times * termWeight(all.length, holders) };
    });
    return all.map(([id, { words, length }]) => {
      const parts = weighed.map(({ word, weight }) => {
        const times = words.get(word) ?? 0;
        return weight * bm25(times, length / Math.max(1, meanLength));
      });
      return { id, score: parts.reduce((sum, part) => sum + part, 0) };
    });
  };
  return {
    name: "BM25 in memory",
    put: async (given, { signal }) => {
      ensureGoing(signal);
      for (const { id, kind, text } of given) {
        const all = wordsOf(searchable(text));
        entries.set(id, { kind, words: counted(all), length: all.length });
      }
    },
    search: async (query, { signal, limit, kinds }) => {
      ensureGoing(signal);
      const asked = counted(wordsOf(searchable(query, limitQueryCharacters)));
      const hits = score(asked).filter((hit) => hit.score > 0 && isOf(entries.get(hit.id)!.kind, kinds));
      return bestHits(hits, limit);
    },
    remove: async (ids, { signal }) => {
      ensureGoing(signal);
      for (const id of ids) entries.delete(id);
    },
    ids: async (options) => idsBehind(entries.keys(), options),
    drop: async ({ signal }) => {
      ensureGoing(signal);
      entries.clear();
    },
  };
};

const wordsOf = (text: string): readonly string[] =>
  (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).filter((word) => !stopWords.has(word));

const counted = (words: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};
