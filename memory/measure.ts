// What a thread's checkpoints weigh: for the bench, and for whoever wonders what fills the disk.
import type { Database } from "./database.ts";

export interface ThreadWeight {
  /** Checkpoints of the graph and of its subgraphs. */
  readonly supersteps: number;
  /** Checkpoints, channel values and pending writes; artifacts are not among them. */
  readonly bytes: number;
}

export const weighThread = async (
  { pool }: Pick<Database, "pool">,
  thread: string,
): Promise<ThreadWeight> => {
  const { rows } = await pool.query<{ supersteps: number; bytes: number }>(
    `SELECT
       (SELECT count(*)::int FROM hydra.checkpoints WHERE thread_id = $1) AS supersteps,
       ((SELECT coalesce(sum(octet_length(checkpoint::text) + octet_length(metadata::text)), 0)
           FROM hydra.checkpoints WHERE thread_id = $1) +
        (SELECT coalesce(sum(octet_length(blob)), 0) FROM hydra.checkpoint_blobs WHERE thread_id = $1) +
        (SELECT coalesce(sum(octet_length(blob)), 0) FROM hydra.checkpoint_writes WHERE thread_id = $1))::float8 AS bytes`,
    [thread],
  );
  return rows[0] ?? { supersteps: 0, bytes: 0 };
};
