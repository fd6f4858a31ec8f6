// Vectors in the memory of this process, each compared with the query: exact, and for thousands, not millions.
import type { VectorIndex } from "../../core/indexes.ts";
import type { KnowledgeKind } from "../../core/knowledge.ts";
import { ensureGoing } from "./calls.ts";
import { bestHits, idsBehind, isOf } from "./fake-hits.ts";
import { ensureVector } from "./vector-check.ts";

export const makeVectorsFake = ({ dims }: { readonly dims: number }): VectorIndex => {
  const entries = new Map<string, { readonly kind: KnowledgeKind; readonly vector: Float32Array }>();
  return {
    name: "vectors in memory",
    put: async (given, { signal }) => {
      ensureGoing(signal);
      for (const { vector } of given) ensureVector(vector, dims);
      for (const { id, kind, vector } of given) entries.set(id, { kind, vector: vector.slice() });
    },
    search: async (vector, { signal, limit, kinds }) => {
      ensureGoing(signal);
      ensureVector(vector, dims);
      const scored = [...entries]
        .filter(([, entry]) => isOf(entry.kind, kinds))
        .map(([id, entry]) => ({ id, score: cosine(vector, entry.vector) }));
      return bestHits(scored, limit);
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

const cosine = (a: Float32Array, b: Float32Array): number => {
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    dot += value * other;
    squareA += value * value;
    squareB += other * other;
  }
  return dot / Math.sqrt(squareA * squareB);
};
