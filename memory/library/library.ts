// Everything that is known: the catalogue in the database is the truth, the indexes follow it by their queues.
import type { Embedder, GraphIndex, KeywordIndex, VectorIndex } from "../../core/indexes.ts";
import type { IndexReport, Library } from "../../core/knowledge.ts";
import type { Clock } from "../../core/ports.ts";
import type { SqlPool } from "../sql.ts";
import { inTransaction, retryConflict } from "../sql.ts";
import { describeRefused, describeStop, drain } from "./drain.ts";
import { documentId, sha256 } from "./ids.ts";
import { keepDocument } from "./keep.ts";
import { countQueued, firstGeneration, vectorQueue } from "./queue.ts";
import { removeDocuments } from "./remove.ts";
import type { ChunkRow, DocumentRow } from "./rows.ts";
import { chunkColumns, chunkOf, documentColumns, documentOf, lookUp } from "./rows.ts";
import { storable } from "./storable.ts";
import type { MentionsOf } from "./targets.ts";
import { graphTarget, keywordTarget, vectorTarget } from "./targets.ts";

export interface LibraryParts {
  readonly pool: SqlPool;
  readonly indexes: {
    /** Null: the database has no vectors. */
    readonly vectors: VectorIndex | null;
    readonly keywords: KeywordIndex;
    readonly graph: GraphIndex;
  };
  readonly embedder: Embedder;
  readonly mentionsOf: MentionsOf;
  readonly clock: Clock;
  /** The generation that `vectors` is now (`Generations.name`). */
  readonly generation?: () => string;
}

/** One writer of an index at a time in this process; others are reconciled by `settle`. */
export const makeLibrary = (parts: LibraryParts): Library => {
  const { pool, indexes, clock, generation = () => firstGeneration } = parts;
  const ownGeneration = () => (indexes.vectors === null ? null : generation());
  let indexing: Promise<unknown> = Promise.resolve();

  return {
    add: async (draft) => {
      const { origin, pieces } = storable(draft);
      const id = documentId(origin.uri);
      const document = { ...origin, id, hash: sha256(draft.text), addedAt: isoOf(clock.now()) };
      const [known] = await readDocuments(pool, "WHERE id = $1", [id]);
      if (known?.hash === document.hash) return { document: known, changed: false };
      const before = await retryConflict(async () =>
        inTransaction(pool, async (client) =>
          keepDocument(client, { document, pieces, generation: ownGeneration() }),
        ),
      );
      return before?.hash === document.hash
        ? { document: documentOf(before), changed: false }
        : { document, changed: true };
    },

    remove: async (documents) => {
      await removeDocuments(pool, documents, ownGeneration());
    },

    documents: async ({ kinds, uri }) =>
      readDocuments(
        pool,
        `WHERE ($1::text[] IS NULL OR kind = ANY($1::text[])) AND ($2::text IS NULL OR uri = $2)`,
        [kinds, uri],
      ),

    chunks: async (ids) => {
      const known = await lookUp(pool, ids);
      return ids.flatMap((id) => known.get(id) ?? []);
    },

    chunksOf: async (document) => {
      const { rows } = await pool.query<ChunkRow>(
        `SELECT ${chunkColumns} FROM hydra.chunks WHERE document = $1 ORDER BY place`,
        [document],
      );
      return rows.map(chunkOf);
    },

    index: async (options) => {
      const turn = indexing.then(async () => bringUpToDate(parts, generation(), options));
      indexing = turn.catch(() => undefined);
      return turn;
    },
  };
};

const bringUpToDate = async (
  { pool, indexes: { vectors, keywords, graph }, embedder, mentionsOf }: LibraryParts,
  generation: string,
  { signal, onProgress }: Parameters<Library["index"]>[0],
): Promise<IndexReport> => {
  // Words first: they are there at once, vectors take their time.
  const targets = [
    keywordTarget(keywords),
    graphTarget(graph, mentionsOf),
    ...(vectors === null ? [] : [vectorTarget(vectors, embedder, generation)]),
  ];
  let of = 0;
  for (const { queue } of targets) of += await countQueued(pool, queue);
  let indexed = 0;
  const onDone = (rows: number): void => {
    indexed += rows;
    onProgress?.({ done: indexed, of: Math.max(of, indexed) });
  };
  const down: string[] = [];
  for (const target of targets) {
    const { stopped, refused } = await drain(target, { pool, signal, onDone });
    if (stopped !== null) down.push(describeStop(target, stopped));
    down.push(...refused.map((entry) => describeRefused(target, entry)));
  }
  const left = {
    // Those of an index that could not be opened wait as well.
    vectors: await countQueued(pool, vectorQueue(generation)),
    keywords: await countQueued(pool, "keywords"),
    graph: await countQueued(pool, "graph"),
  };
  return { indexed, left, down };
};

const readDocuments = async (pool: SqlPool, where: string, values: readonly unknown[]) => {
  const { rows } = await pool.query<DocumentRow>(
    `SELECT ${documentColumns} FROM hydra.documents ${where} ORDER BY uri COLLATE "C"`,
    values,
  );
  return rows.map(documentOf);
};

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();
