// A generation is one index of vectors, all made by one embedder. One is in service, one may be filling beside it.
import type { EmbedderIdentity } from "../../core/indexes.ts";
import type { SqlClient, SqlPool } from "../sql.ts";
import { inTransaction, retryConflict } from "../sql.ts";
import { firstGeneration, vectorQueue } from "./queue.ts";
import type { Asked } from "./rows.ts";

export interface Generation {
  /** Safe as the name of a table or a collection. */
  readonly name: string;
  readonly identity: EmbedderIdentity;
  readonly state: "filling" | "active" | "retired";
}

export const readGenerations = async (asked: Asked): Promise<Generation[]> => {
  const { rows } = await asked.query<Generation & Record<string, unknown>>(
    "SELECT name, identity, state FROM hydra.generations ORDER BY name",
  );
  return rows;
};

export const activeOf = (generations: readonly Generation[]): Generation | null =>
  generations.find(({ state }) => state === "active") ?? null;

/** The first one of a database, in service at once; or the one that another process has made in the meantime. */
export const beginFirst = async (pool: SqlPool, identity: EmbedderIdentity): Promise<Generation> =>
  alone(pool, async (client) => {
    const active = activeOf(await readGenerations(client));
    return active ?? begin(client, { name: firstGeneration, identity, state: "active" });
  });

/** Where nothing is known yet, another embedder simply takes over; null: something is known. */
export const replaceEmpty = async (
  pool: SqlPool,
  identity: EmbedderIdentity,
  name: string,
): Promise<Generation | null> =>
  alone(pool, async (client) => {
    const { rows } = await client.query("SELECT 1 FROM hydra.chunks LIMIT 1");
    if (rows.length > 0) return null;
    await client.query("UPDATE hydra.generations SET state = 'retired'");
    return begin(client, { name, identity, state: "active" });
  });

/** The one that was being filled for this embedder, or a new one with everything queued for it. */
export const beginFilling = async (
  pool: SqlPool,
  identity: EmbedderIdentity,
  name: string,
): Promise<Generation> =>
  alone(pool, async (client) => {
    const filling = (await readGenerations(client)).filter(({ state }) => state === "filling");
    const going = filling.find((generation) => differences(generation.identity, identity).length === 0);
    if (going !== undefined) return going;
    await client.query("UPDATE hydra.generations SET state = 'retired' WHERE state = 'filling'");
    return begin(client, { name, identity, state: "filling" });
  });

/** In one step. False: another process has given it up in the meantime. */
export const putInService = async (pool: SqlPool, name: string): Promise<boolean> =>
  alone(pool, async (client) => {
    const own = (await readGenerations(client)).find((generation) => generation.name === name);
    if (own === undefined || own.state === "retired") return false;
    await client.query(
      "UPDATE hydra.generations SET state = CASE WHEN name = $1 THEN 'active' ELSE 'retired' END",
      [name],
    );
    return true;
  });

/** After its index was dropped. */
export const strikeOff = async (pool: SqlPool, name: string): Promise<void> => {
  await pool.query("DELETE FROM hydra.index_queue WHERE target = $1", [vectorQueue(name)]);
  await pool.query("DELETE FROM hydra.generations WHERE name = $1 AND state = 'retired'", [name]);
};

/** For people, one each; empty: vectors of the two can be compared. */
export const differences = (before: EmbedderIdentity, now: EmbedderIdentity): string[] =>
  (
    [
      ["model", before.model, now.model],
      ["dimensions", before.dims, now.dims],
      ["pooling", before.pooling, now.pooling],
      ["query prefix", JSON.stringify(before.prefix.query), JSON.stringify(now.prefix.query)],
      ["passage prefix", JSON.stringify(before.prefix.passage), JSON.stringify(now.prefix.passage)],
    ] as const
  ).flatMap(([what, was, is]) => (was === is ? [] : [`${what} ${was} became ${is}`]));

/**
 * While this runs nobody writes chunks: whoever did has committed, so that all of theirs is seen here, and whoever comes
 * after sees the generation and queues for it as well.
 */
const alone = async <T>(pool: SqlPool, work: (client: SqlClient) => Promise<T>): Promise<T> =>
  retryConflict(async () =>
    inTransaction(pool, async (client) => {
      await client.query("LOCK TABLE hydra.chunks IN SHARE ROW EXCLUSIVE MODE");
      return work(client);
    }),
  );

const begin = async (client: SqlClient, generation: Generation): Promise<Generation> => {
  const { name, identity, state } = generation;
  await client.query("INSERT INTO hydra.generations (name, identity, state) VALUES ($1, $2::jsonb, $3)", [
    name,
    JSON.stringify(identity),
    state,
  ]);
  await client.query(
    `INSERT INTO hydra.index_queue (target, chunk, action)
     SELECT $1, id, 'put' FROM hydra.chunks ORDER BY document, place ON CONFLICT DO NOTHING`,
    [vectorQueue(name)],
  );
  return generation;
};
