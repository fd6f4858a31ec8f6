// Words in Qdrant: BM25 as sparse vectors. Each text brings its saturated counts; the server weighs each word by how many
// texts hold it (its modifier `idf`, which is Lucene's).
import type { KeywordIndex } from "../../core/indexes.ts";
import { bm25 } from "./bm25.ts";
import { openCollection, type QdrantServer } from "./qdrant-collection.ts";
import { otherShape } from "./qdrant-vectors.ts";
import { termCounts } from "./terms.ts";
import { limitQueryCharacters, searchable } from "./words.ts";

/** Asks the server for nothing yet. */
export const openQdrantKeywords = async (server: QdrantServer): Promise<KeywordIndex> => {
  const name = `BM25 in Qdrant (${server.collection})`;
  const collection = await openCollection({
    ...server,
    name,
    shape: { vectors: {}, sparse_vectors: { [using]: { modifier: "idf" } } },
    ensure: ({ sparse_vectors }) => {
      if (sparse_vectors?.[using]?.modifier !== "idf") throw otherShape(name);
    },
  });
  return {
    ...collection,
    name,
    put: async (entries, options) =>
      collection.put(
        entries.map(({ id, kind, text }) => ({ id, kind, vector: weighed(text) })),
        options,
      ),
    search: async (query, options) => {
      const asked = termCounts(searchable(query, limitQueryCharacters));
      const hits = await collection.search(
        { query: sparse(asked), using },
        asked.size === 0 ? { ...options, limit: 0 } : options,
      );
      return hits.filter(({ score }) => score > 0);
    },
  };
};

/** A text without words has no vector, and is found by its id alone. */
const weighed = (text: string): Readonly<Record<string, Sparse>> => {
  const counts = termCounts(searchable(text));
  if (counts.size === 0) return {};
  const length = [...counts.values()].reduce((sum, times) => sum + times, 0);
  const weights = [...counts].map(([term, times]) => [term, bm25(times, length / meanLength)] as const);
  return { [using]: sparse(new Map(weights)) };
};

interface Sparse {
  indices: number[];
  values: number[];
}

const sparse = (weights: ReadonlyMap<number, number>): Sparse => ({
  indices: [...weights.keys()],
  values: [...weights.values()],
});

/** In words, for a piece of the usual 1,200 characters: the server knows no mean, and at b 0.4 it need not be exact. */
const meanLength = 120;

const using = "bm25";
