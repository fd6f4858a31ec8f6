// What each index has yet to be told. A row is written in the transaction of what it tells of, and leaves when the index
// has acknowledged it: so a kill or a lost server delays an index and never leaves it wrong.
import type { SqlPool } from "../sql.ts";
import { inTransaction, retryConflict } from "../sql.ts";
import type { Asked, Known } from "./rows.ts";
import { lookUp } from "./rows.ts";

export interface Queued {
  readonly chunk: string;
  readonly action: "put" | "remove";
  /** Of what is removed since another text took its place: when. ISO 8601; null: it is forgotten. */
  readonly closeAt: string | null;
  /** Larger each time that the chunk is queued again. */
  readonly seq: string;
}

/** An index was told this of a chunk; null: that it is gone. */
export interface Told {
  readonly row: Queued;
  readonly said: Known | null;
}

/** The generation of vectors that a new database begins with. */
export const firstGeneration = "g0";

/** The name under which a generation of vectors is queued. */
export const vectorQueue = (generation: string): string => `vectors:${generation}`;

/** Every queue that a change goes to. Ask after the chunks were written, in the same transaction: see `startGeneration`. */
export const queuesOf = async (asked: Asked, ownGeneration: string | null): Promise<string[]> => {
  const { rows } = await asked.query<{ name: string }>(
    "SELECT name FROM hydra.generations WHERE state <> 'retired' ORDER BY name",
  );
  const names = rows.length > 0 || ownGeneration === null ? rows.map((row) => row.name) : [ownGeneration];
  return ["keywords", "graph", ...names.map(vectorQueue)];
};

/** What was queued before for these chunks is replaced. */
export const enqueue = async (
  asked: Asked,
  action: Queued["action"],
  {
    chunks,
    queues,
    closeAt = null,
  }: {
    readonly chunks: readonly string[];
    readonly queues: readonly string[];
    readonly closeAt?: Queued["closeAt"];
  },
): Promise<void> => {
  if (chunks.length === 0) return;
  await asked.query(
    `INSERT INTO hydra.index_queue (target, chunk, action, close_at)
     SELECT target, chunk, $3, $4 FROM unnest($1::text[]) AS target, unnest($2::text[]) WITH ORDINALITY AS c (chunk, place)
     ORDER BY target, place
     ON CONFLICT (target, chunk) DO UPDATE SET action = excluded.action, close_at = excluded.close_at, seq = DEFAULT`,
    [queues, chunks, action, closeAt],
  );
};

export const countQueued = async (asked: Asked, queue: string): Promise<number> => {
  const { rows } = await asked.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM hydra.index_queue WHERE target = $1",
    [queue],
  );
  return rows[0]?.count ?? 0;
};

/** Oldest first, behind `after`. */
export const readQueue = async (
  asked: Asked,
  queue: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<Queued[]> => {
  const { rows } = await asked.query<{
    chunk: string;
    action: Queued["action"];
    seq: string;
    close_at: Date | null;
  }>(
    `SELECT chunk, action, seq::text AS seq, close_at FROM hydra.index_queue
     WHERE target = $1 AND seq > $2::bigint ORDER BY hydra.index_queue.seq LIMIT $3`,
    [queue, after, limit],
  );
  return rows.map(({ close_at, ...row }) => ({ ...row, closeAt: close_at?.toISOString() ?? null }));
};

/**
 * The index has acknowledged these. A row that is not there any more as it was read belongs to a change of the meantime,
 * which another process may have told the index before us: where the catalogue disagrees with what we said, it is said again.
 */
export const settle = async (pool: SqlPool, queue: string, told: readonly Told[]): Promise<void> => {
  if (told.length === 0) return;
  await retryConflict(async () =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ chunk: string }>(
        `DELETE FROM hydra.index_queue USING unnest($2::text[], $3::bigint[]) AS told (chunk, seq)
         WHERE target = $1 AND index_queue.chunk = told.chunk AND index_queue.seq = told.seq
         RETURNING index_queue.chunk`,
        [queue, told.map(({ row }) => row.chunk), told.map(({ row }) => row.seq)],
      );
      const settled = new Set(rows.map((row) => row.chunk));
      const overtaken = told.filter(({ row }) => !settled.has(row.chunk));
      if (overtaken.length === 0) return;
      const known = await lookUp(
        client,
        overtaken.map(({ row }) => row.chunk),
      );
      const wrong = overtaken.filter(
        ({ row, said }) => saying(known.get(row.chunk) ?? null) !== saying(said),
      );
      await queueByTruth(
        client,
        queue,
        wrong.map(({ row }) => row.chunk),
      );
    }),
  );
};

/** These are told to the index as the catalogue has them; what is queued already stays as it is. */
export const queueByTruth = async (asked: Asked, queue: string, chunks: readonly string[]): Promise<void> => {
  if (chunks.length === 0) return;
  await asked.query(
    `INSERT INTO hydra.index_queue (target, chunk, action)
     SELECT $1, asked.id, CASE WHEN chunks.id IS NULL THEN 'remove' ELSE 'put' END
     FROM unnest($2::text[]) AS asked (id) LEFT JOIN hydra.chunks ON chunks.id = asked.id
     ON CONFLICT (target, chunk) DO NOTHING`,
    [queue, chunks],
  );
};

const saying = (known: Known | null): string =>
  known === null
    ? ""
    : JSON.stringify([
        known.chunk.context,
        known.chunk.text,
        known.chunk.headings,
        known.document.kind,
        known.document.title,
      ]);
