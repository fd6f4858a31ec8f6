// Takes what a person names out of everything that is known, and out of every index, one that is being filled too.
import type { KnownDocument } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { removeChunks, removeDocuments } from "../library/remove.ts";
import type { Kept } from "./drift.ts";

export interface Forgotten {
  readonly documents: readonly KnownDocument[];
  /** Ids. */
  readonly chunks: readonly string[];
  /** Names that nothing is known by. */
  readonly unknown: readonly string[];
  /** Queues of indexes that could not be told yet, such as `graph` or `vectors:GENERATION`. */
  readonly waiting: readonly string[];
  /** One line each of what could not be reached. */
  readonly down: readonly string[];
}

/** Each name is a document's `uri` or id, or a chunk's id. */
export const forget = async (kept: Kept, names: readonly string[], { signal }: Abort): Promise<Forgotten> => {
  const { pool } = kept.database;
  const found = await pool.query<{ name: string; id: string; is_chunk: boolean }>(
    `SELECT asked.name, documents.id, false AS is_chunk FROM unnest($1::text[]) AS asked (name)
       JOIN hydra.documents ON documents.id = asked.name OR documents.uri = asked.name
     UNION SELECT id, id, true FROM hydra.chunks WHERE id = ANY($1::text[])`,
    [names],
  );
  const idsWhere = (isChunk: boolean): string[] =>
    found.rows.flatMap((row) => (row.is_chunk === isChunk ? [row.id] : []));
  const generation = kept.indexes.vectors === null ? null : kept.generations.name();
  const whole = await removeDocuments(pool, idsWhere(false), generation);
  const parts = await removeChunks(pool, idsWhere(true), generation);
  const chunks = [...whole.chunks, ...parts.chunks];
  const { down } = chunks.length === 0 ? { down: [] } : await kept.library.index({ signal });
  const waiting = await pool.query<{ target: string }>(
    "SELECT DISTINCT target FROM hydra.index_queue WHERE chunk = ANY($1::text[]) ORDER BY target",
    [chunks],
  );
  const known = new Set(found.rows.map((row) => row.name));
  return {
    documents: [...whole.documents, ...parts.documents],
    chunks,
    unknown: names.filter((name) => !known.has(name)),
    waiting: waiting.rows.map((row) => row.target),
    down,
  };
};
