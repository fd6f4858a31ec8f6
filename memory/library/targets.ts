// What each kind of index is told of a chunk.
import { HydraError } from "../../core/errors.ts";
import type { Embedder, GraphIndex, KeywordIndex, Mentions, VectorIndex } from "../../core/indexes.ts";
import type { Chunk, KnownDocument } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { splitIdentifiers } from "../ingest/identifiers.ts";
import { vectorQueue } from "./queue.ts";
import type { Known } from "./rows.ts";

export interface Target {
  /** As in `index_queue.target`. */
  readonly queue: string;
  /** For people. */
  readonly name: string;
  /** Chunks at once. */
  readonly batch: number;
  put(known: readonly Known[], options: Abort): Promise<void>;
  remove(ids: readonly string[], options: Abort & { readonly closeAt?: string }): Promise<void>;
}

type Named = Pick<Mentions, "entities" | "facts">;
export type MentionsOf = (chunk: Chunk, document: KnownDocument) => Named | Promise<Named>;

/** What is embedded and found by words; `text` alone is what is shown. */
const indexedText = ({ context, text }: Pick<Chunk, "context" | "text">): string =>
  context === "" ? text : `${context}\n${text}`;

export const vectorTarget = (index: VectorIndex, embedder: Embedder, generation: string): Target => ({
  queue: vectorQueue(generation),
  name: `vectors in ${index.name}`,
  batch: 32,
  put: async (known, { signal }) => {
    const texts = known.map(({ chunk }) => indexedText(chunk));
    const vectors = await embedder.embed(texts, { as: "passage", signal });
    const entries = known.map(({ chunk, document }, place) => {
      const vector = vectors[place];
      if (vector?.length !== embedder.identity.dims) throw wrongVector(embedder, vector);
      return { id: chunk.id, kind: document.kind, vector };
    });
    await index.put(entries, { signal });
  },
  remove: async (ids, { signal }) => index.remove(ids, { signal }),
});

export const keywordTarget = (index: KeywordIndex): Target => ({
  queue: "keywords",
  name: `keywords in ${index.name}`,
  batch: 200,
  put: async (known, options) =>
    index.put(
      known.map(({ chunk, document }) => ({
        id: chunk.id,
        kind: document.kind,
        text: splitIdentifiers(indexedText(chunk)),
      })),
      options,
    ),
  remove: async (ids, { signal }) => index.remove(ids, { signal }),
});

export const graphTarget = (index: GraphIndex, mentionsOf: MentionsOf): Target => ({
  queue: "graph",
  name: `graph in ${index.name}`,
  batch: 100,
  put: async (known, { signal }) => {
    // When Hydra saw it: the day on which it was added, on whichever day an index learns of it.
    for (const [seenAt, together] of Map.groupBy(known, ({ document }) => document.addedAt)) {
      const mentions: Mentions[] = [];
      for (const { chunk, document } of together) {
        const { entities, facts } = await mentionsOf(chunk, document);
        mentions.push({ chunk: chunk.id, kind: document.kind, entities, facts });
      }
      await index.put(mentions, { signal, seenAt });
    }
  },
  remove: async (ids, options) => index.remove(ids, options),
});

const wrongVector = ({ identity }: Embedder, vector: Float32Array | undefined): HydraError =>
  vector === undefined
    ? new HydraError("OUTPUT_INVALID", `${identity.model} gave fewer vectors than texts.`, {
        fix: "Check the server of the embedding model, then try again.",
      })
    : new HydraError(
        "EMBEDDER_CHANGED",
        `${identity.model} made a vector of ${vector.length} dimensions, and had ${identity.dims} when it was opened.`,
        { fix: "Serve the model that was served before, or run `hydra memory reindex` with the new one." },
      );
