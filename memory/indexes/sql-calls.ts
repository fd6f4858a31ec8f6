// What the indexes in SQL share: tables that are made where they are missing, writers one after another, and failures
// by one name.
import type { Abort } from "../../core/abort.ts";
import type { SqlClient, SqlPool } from "../sql.ts";
import { inTransaction, retryConflict } from "../sql.ts";
import { ensureGoing, indexDown, untilAborted } from "./calls.ts";

interface SqlCalls {
  /** Reads, with the tables there. */
  read<T>(options: Abort, work: (pool: SqlPool) => Promise<T>): Promise<T>;
  /** One transaction after another, `parts` by `parts`; none of the same index runs at the same time elsewhere. */
  write<T>(
    options: Abort,
    parts: readonly T[],
    work: (client: SqlClient, part: readonly T[]) => Promise<void>,
  ): Promise<void>;
  /** Removes the tables; what is called next makes them anew. */
  drop(options: Abort, tables: readonly string[]): Promise<void>;
}

interface SqlTables {
  readonly pool: SqlPool;
  /** For people. */
  readonly name: string;
  /** Creates what is missing. */
  readonly create: (client: SqlClient) => Promise<void>;
}

/** The tables are there when it resolves. */
export const openTables = async ({ pool, name, create }: SqlTables): Promise<SqlCalls> => {
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw isGone(error) ? indexDown(name, error, fix) : error;
    }
  };
  const alone = async <T>(work: (client: SqlClient) => Promise<T>): Promise<T> =>
    retryConflict(async () =>
      inTransaction(pool, async (client) => {
        await client.query("SELECT pg_advisory_xact_lock(hashtext($1))", [`hydra.indexes ${name}`]);
        return work(client);
      }),
    );
  let isThere = false;
  const tables = async (): Promise<void> => {
    if (isThere) return;
    await alone(create);
    isThere = true;
  };
  await named(tables);
  return {
    read: async ({ signal }, work) =>
      untilAborted(signal, async () =>
        named(async () => {
          await tables();
          return work(pool);
        }),
      ),
    write: async ({ signal }, parts, work) =>
      untilAborted(signal, async () =>
        named(async () => {
          await tables();
          for (let at = 0; at < parts.length; at += partSize) {
            ensureGoing(signal);
            await alone(async (client) => work(client, parts.slice(at, at + partSize)));
          }
        }),
      ),
    drop: async ({ signal }, dropped) =>
      untilAborted(signal, async () =>
        named(async () => {
          await alone(async (client) => client.query(`DROP TABLE IF EXISTS ${dropped.join(", ")}`));
          isThere = false;
        }),
      ),
  };
};

/** The statement that both kinds of entries are listed by. */
export const idsBehind = async (
  pool: SqlPool,
  table: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE id > $1 ORDER BY id LIMIT $2`,
    [after ?? "", limit],
  );
  return rows.map(({ id }) => id);
};

/** Each id once, the last that was said of it, ascending: so no two writers wait for each other. */
export const lastOfEach = <T extends { readonly id: string }>(entries: readonly T[]): readonly T[] =>
  [...new Map(entries.map((entry) => [entry.id, entry])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));

const partSize = 500;

/** A lost server, a table or index that somebody removed or broke (SQLSTATE 42P01, 42704, 42883, 58..., XX...). Other failures are defects. */
const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  /^(DATABASE_DOWN|42P01|42704|42883|58...|XX...)$/u.test(String(error.code));

const fix =
  "Start the database, then try again; if the index itself is broken, `hydra memory doctor` shows it and `hydra memory reindex` makes it anew.";
