// What `hydra runs rm` and `runs prune` need: which threads the database knows, and how to forget one whole.
import type { Clock } from "../core/ports.ts";
import type { Database } from "./database.ts";
import { isHydraError } from "../core/errors.ts";
import { takeLease } from "./lease.ts";
import { inTransaction, retryConflict } from "./sql.ts";

export interface StoredThread {
  readonly thread: string;
  /** Milliseconds since the epoch: its last session's last heartbeat, or its newest checkpoint. */
  readonly lastActiveMs: number;
}

/** Oldest first. */
export const listThreads = async ({ pool }: Pick<Database, "pool">): Promise<StoredThread[]> => {
  const { rows } = await pool.query<{ thread: string; active_ms: number }>(
    `SELECT thread, max(active_ms) AS active_ms FROM (
       SELECT thread, seen_ms AS active_ms FROM hydra.sessions
       UNION ALL
       SELECT thread_id, extract(epoch FROM (checkpoint ->> 'ts')::timestamptz)::float8 * 1000
       FROM hydra.checkpoints
       UNION ALL
       SELECT thread, 0 FROM hydra.artifact_refs
     ) AS known GROUP BY thread ORDER BY active_ms, thread`,
  );
  return rows.map((row) => ({ thread: row.thread, lastActiveMs: row.active_ms }));
};

/**
 * Forgets a thread: checkpoints, journal, budget, and the artifacts that no other thread refers to. What was learnt
 * from it stays. Throws `THREAD_HELD` while it runs. A kill half-way leaves a thread that can be deleted again.
 */
export const deleteThread = async (
  database: Database,
  thread: string,
  options: { command: string },
): Promise<void> => {
  await forget(database, thread, options);
  await giveBackSpace(database);
};

/** Deletes what has rested for longer than `olderThanMs`; leaves out what runs. Answers the deleted threads. */
export const pruneThreads = async (
  database: Database,
  { olderThanMs, clock, command }: { olderThanMs: number; clock: Clock; command: string },
): Promise<string[]> => {
  const before = clock.now() - olderThanMs;
  const deleted: string[] = [];
  for (const { thread, lastActiveMs } of await listThreads(database)) {
    if (lastActiveMs >= before) continue;
    try {
      await forget(database, thread, { command });
      deleted.push(thread);
    } catch (error) {
      if (!isHydraError(error) || error.code !== "THREAD_HELD") throw error;
    }
  }
  if (deleted.length > 0) await giveBackSpace(database);
  return deleted;
};

const forget = async (database: Database, thread: string, options: { command: string }): Promise<void> => {
  const lease = await takeLease(database, thread, options);
  try {
    await database.checkpointer.deleteThread(thread);
    await retryConflict(async () =>
      inTransaction(database.pool, async (client) => {
        await client.query("DELETE FROM hydra.journal WHERE thread = $1", [thread]);
        await client.query("DELETE FROM hydra.charges WHERE thread = $1", [thread]);
        const { rows } = await client.query<{ artifact: string }>(
          "DELETE FROM hydra.artifact_refs WHERE thread = $1 RETURNING artifact",
          [thread],
        );
        await client.query(
          `DELETE FROM hydra.artifacts WHERE id = ANY($1::text[])
           AND NOT EXISTS (SELECT FROM hydra.artifact_refs WHERE artifact = id)`,
          [rows.map((row) => row.artifact)],
        );
        await client.query("DELETE FROM hydra.sessions WHERE thread = $1", [thread]);
      }),
    );
  } finally {
    await lease.release();
  }
};

/** PGlite has no background process that does it. */
const giveBackSpace = async ({ kind, pool }: Database): Promise<void> => {
  if (kind === "pglite") await pool.query("VACUUM");
};
