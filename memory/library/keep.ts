// Puts a document and its pieces into the catalogue, and what became different of it into the queues: all of it inside
// the caller's transaction.
import type { KnownDocument, Piece } from "../../core/knowledge.ts";
import type { SqlClient } from "../sql.ts";
import { chunkId } from "./ids.ts";
import { enqueue, queuesOf } from "./queue.ts";
import type { ChunkRow, DocumentRow } from "./rows.ts";
import { chunkColumns, documentColumns } from "./rows.ts";

interface Kept {
  readonly document: KnownDocument;
  readonly pieces: readonly Piece[];
  /** Queued to where no generation of vectors is on record; null: no vectors. */
  readonly generation: string | null;
}

/** The document as it was; null: there was none. Where its hash is the new one's, nothing was changed. */
export const keepDocument = async (
  client: SqlClient,
  { document, pieces, generation }: Kept,
): Promise<DocumentRow | null> => {
  const { id, title, kind, hash, addedAt } = document;
  const before = await hold(client, document);
  if (before.hash === hash) return before;
  const old = await client.query<ChunkRow>(`SELECT ${chunkColumns} FROM hydra.chunks WHERE document = $1`, [
    id,
  ]);
  const oldById = new Map(old.rows.map((row) => [row.id, row]));
  const fresh = rowsOf(document.id, pieces);
  const freshIds = new Set(fresh.map((row) => row.id));
  const gone = old.rows.flatMap((row) => (freshIds.has(row.id) ? [] : [row.id]));
  const written = fresh.filter((row) => !isSame(row, oldById.get(row.id)));
  const relabelled = before.title !== title || before.kind !== kind;
  const told = fresh.filter((row) => relabelled || !saysTheSame(row, oldById.get(row.id)));

  await client.query(
    "UPDATE hydra.documents SET title = $2, kind = $3, hash = $4, added_at = $5 WHERE id = $1",
    [id, title, kind, hash, addedAt],
  );
  await client.query("DELETE FROM hydra.chunks WHERE id = ANY($1::text[])", [gone]);
  await client.query(
    "INSERT INTO hydra.former_chunks (document, chunk) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
    [id, gone],
  );
  for (let first = 0; first < written.length; first += rowsAtOnce) {
    await write(client, written.slice(first, first + rowsAtOnce));
  }
  const queues = await queuesOf(client, generation);
  await enqueue(client, "remove", { chunks: gone, queues, closeAt: addedAt });
  await enqueue(client, "put", { chunks: told.map((row) => row.id), queues });
  return before.hash === "" ? null : before;
};

/**
 * The document's row, made with an empty hash where there was none. Whoever adds the same one at the same time waits here
 * until we are done, or we for them. No conflict target: either of the two unique columns may be the one that is met.
 */
const hold = async (
  client: SqlClient,
  { id, uri, title, kind, addedAt }: KnownDocument,
): Promise<DocumentRow> => {
  for (;;) {
    await client.query(
      `INSERT INTO hydra.documents (id, uri, title, kind, hash, added_at) VALUES ($1, $2, $3, $4, '', $5)
       ON CONFLICT DO NOTHING`,
      [id, uri, title, kind, addedAt],
    );
    const { rows } = await client.query<DocumentRow>(
      `SELECT ${documentColumns} FROM hydra.documents WHERE uri = $1 FOR UPDATE`,
      [uri],
    );
    // None: it was removed between the two statements.
    if (rows[0] !== undefined) return rows[0];
  }
};

const rowsAtOnce = 1_000;

const write = async (client: SqlClient, rows: readonly ChunkRow[]): Promise<void> => {
  await client.query(
    `INSERT INTO hydra.chunks (${chunkColumns})
     SELECT ${chunkColumns} FROM jsonb_to_recordset($1::jsonb) AS piece
       (id text, document text, place int, text text, context text, headings jsonb, start_at int, end_at int)
     ON CONFLICT (id) DO UPDATE SET place = excluded.place, context = excluded.context,
       headings = excluded.headings, start_at = excluded.start_at, end_at = excluded.end_at`,
    [JSON.stringify(rows)],
  );
};

const rowsOf = (document: string, pieces: readonly Piece[]): ChunkRow[] => {
  const seen = new Map<string, number>();
  return pieces.map(({ text, context, headings, start, end }, place) => {
    const nth = seen.get(text) ?? 0;
    seen.set(text, nth + 1);
    const id = chunkId(document, nth, text);
    return { id, document, place, text, context, headings, start_at: start, end_at: end };
  });
};

/** To an index: the place may differ. */
const saysTheSame = (left: ChunkRow, right: ChunkRow | undefined): boolean =>
  right !== undefined &&
  left.context === right.context &&
  left.headings.length === right.headings.length &&
  left.headings.every((heading, place) => heading === right.headings[place]);

const isSame = (left: ChunkRow, right: ChunkRow | undefined): boolean =>
  right !== undefined &&
  saysTheSame(left, right) &&
  left.place === right.place &&
  left.start_at === right.start_at &&
  left.end_at === right.end_at;
