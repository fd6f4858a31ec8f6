// Vectors in Qdrant: one collection per generation, cosine over HNSW.
import type { VectorIndex } from "../../core/indexes.ts";
import { HydraError } from "../../core/errors.ts";
import { openCollection, type QdrantServer } from "./qdrant-collection.ts";
import { ensureVector, otherDims } from "./vector-check.ts";

/** Asks the server for nothing yet. Its calls throw `EMBEDDER_CHANGED` where the collection holds vectors of another length. */
export const openQdrantVectors = async ({
  dims,
  ...server
}: QdrantServer & { readonly dims: number }): Promise<VectorIndex> => {
  const name = `vectors in Qdrant (${server.collection})`;
  const collection = await openCollection({
    ...server,
    name,
    shape: { vectors: { [using]: { size: dims, distance: "Cosine" } } },
    ensure: ({ vectors }) => {
      const kept = vectors !== undefined && using in vectors ? Object.entries(vectors) : [];
      const found = kept.find(([key]) => key === using)?.[1];
      if (found?.distance !== "Cosine") throw otherShape(name);
      if (found.size !== dims) throw otherDims(found.size, dims);
    },
  });
  return {
    ...collection,
    name,
    put: async (entries, options) => {
      for (const { vector } of entries) ensureVector(vector, dims);
      await collection.put(
        entries.map(({ id, kind, vector }) => ({ id, kind, vector: { [using]: [...vector] } })),
        options,
      );
    },
    search: async (vector, options) => {
      ensureVector(vector, dims);
      return collection.search({ query: [...vector], using }, options);
    },
  };
};

export const otherShape = (name: string): HydraError =>
  new HydraError("INDEX_DOWN", `The collection for ${name} is there, and Hydra did not make it.`, {
    fix: "Remove or rename that collection in Qdrant, then run `hydra memory migrate`.",
  });

const using = "dense";
