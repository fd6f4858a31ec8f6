// Takes documents or single chunks out of the catalogue, and queues their removal from every index.
import type { KnownDocument } from "../../core/knowledge.ts";
import type { SqlClient, SqlPool } from "../sql.ts";
import { inTransaction, retryConflict } from "../sql.ts";
import { enqueue, queuesOf } from "./queue.ts";
import type { DocumentRow } from "./rows.ts";
import { documentColumns, documentOf } from "./rows.ts";

export interface Removed {
  readonly documents: readonly KnownDocument[];
  /** Ids. */
  readonly chunks: readonly string[];
}

/** By ids; those that are not there are passed over. `generation` as in `keepDocument`. */
export const removeDocuments = async (
  pool: SqlPool,
  ids: readonly string[],
  generation: string | null,
): Promise<Removed> =>
  retryConflict(async () =>
    inTransaction(pool, async (client) => {
      const documents = await hold(client, ids);
      const found = documents.map((document) => document.id);
      const chunks = await deleteChunks(client, "document", found);
      const former = await client.query<{ chunk: string }>(
        "DELETE FROM hydra.former_chunks WHERE document = ANY($1::text[]) RETURNING chunk",
        [found],
      );
      await client.query("DELETE FROM hydra.documents WHERE id = ANY($1::text[])", [found]);
      const queues = await queuesOf(client, generation);
      const all = new Set([...chunks, ...former.rows.map((row) => row.chunk)]);
      await enqueue(client, "remove", { chunks: [...all], queues });
      return { documents, chunks };
    }),
  );

/** By ids. A document whose last chunk goes is removed as well. */
export const removeChunks = async (
  pool: SqlPool,
  ids: readonly string[],
  generation: string | null,
): Promise<Removed> =>
  retryConflict(async () =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ document: string }>(
        "SELECT DISTINCT document FROM hydra.chunks WHERE id = ANY($1::text[])",
        [ids],
      );
      const held = await hold(
        client,
        rows.map((row) => row.document),
      );
      const chunks = await deleteChunks(client, "id", ids);
      const emptied = await client.query<{ id: string }>(
        `DELETE FROM hydra.documents WHERE id = ANY($1::text[])
           AND NOT EXISTS (SELECT 1 FROM hydra.chunks WHERE document = documents.id) RETURNING id`,
        [held.map(({ id }) => id)],
      );
      await enqueue(client, "remove", { chunks, queues: await queuesOf(client, generation) });
      const gone = new Set(emptied.rows.map((row) => row.id));
      return { documents: held.filter(({ id }) => gone.has(id)), chunks };
    }),
  );

/** Keeps others from changing these documents until the transaction ends. */
const hold = async (client: SqlClient, ids: readonly string[]): Promise<KnownDocument[]> => {
  const { rows } = await client.query<DocumentRow>(
    `SELECT ${documentColumns} FROM hydra.documents WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
  return rows.map(documentOf);
};

const deleteChunks = async (
  client: SqlClient,
  by: "document" | "id",
  ids: readonly string[],
): Promise<string[]> => {
  const { rows } = await client.query<{ id: string }>(
    `DELETE FROM hydra.chunks WHERE ${by} = ANY($1::text[]) RETURNING id`,
    [ids],
  );
  return rows.map((row) => row.id);
};
