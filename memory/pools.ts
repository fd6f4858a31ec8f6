// The two pools: a server's, and one around a PGlite of this process. Both name their failures (`sqlError`).
import type { PGlite } from "@electric-sql/pglite";
import { Pool, type PoolClient, type QueryConfig } from "pg";
import { type HydraError, isHydraError } from "../core/errors.ts";
import type { Row, SqlClient, SqlPool, SqlResult } from "./sql.ts";
import { sqlError } from "./sql-errors.ts";

/** PGlite has one session, so a client holds it alone from `connect` to `release`; others wait their turn. */
export const pglitePool = (database: PGlite, where: string): SqlPool => {
  let last = Promise.resolve();
  const turn = async (): Promise<() => void> => {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    return resolve;
  };
  // Where the log could not be written, PGlite goes on and acknowledges what it then loses: a disk that was full once
  // ends this pool, and reopening recovers.
  let broken: HydraError | null = null;
  const query = async <R extends Row>(text: string, values?: readonly unknown[]): Promise<SqlResult<R>> => {
    if (broken !== null) throw broken;
    try {
      const result =
        values === undefined || values.length === 0
          ? (await database.exec(text)).at(-1)
          : await database.query(
              text,
              values.map((value) => value ?? null),
            );
      const rows = (result?.rows ?? []) as R[];
      return { rows, rowCount: rows.length === 0 ? (result?.affectedRows ?? 0) : rows.length };
    } catch (error) {
      const named = sqlError(error, where);
      if (isHydraError(named)) broken = named;
      throw named;
    }
  };
  const connect = async (): Promise<SqlClient> => {
    const release = await turn();
    return { query, release };
  };
  return {
    connect,
    query: async (text, values) => {
      const release = await turn();
      try {
        return await query(text, values);
      } finally {
        release();
      }
    },
    end: async () => {
      const release = await turn();
      try {
        await database.close();
      } finally {
        release();
      }
    },
  };
};

/** A server's pool. Deadlines: 10 s to connect, 60 s per statement. */
export const postgresPool = (connectionString: string, where: string): SqlPool => {
  const pool = new Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    query_timeout: 65_000,
    keepAlive: true,
    application_name: "hydra",
  });
  // A connection that dies while nobody uses it is replaced at the next call.
  pool.on("error", ignore);
  const named = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw sqlError(error, where);
    }
  };
  const ask = async <R extends Row>(
    asked: Pool | PoolClient,
    config: QueryConfig & { readonly query_timeout?: number },
  ): Promise<SqlResult<R>> => named(asked.query<R>(config));
  return {
    query: async (text, values) => ask(pool, statement(text, values)),
    connect: async () => {
      const client = await named(pool.connect());
      // Without a listener a connection that dies between two queries would end the process.
      client.on("error", ignore);
      return {
        query: async (text, values, options) =>
          ask(client, {
            ...statement(text, values),
            ...(options === undefined ? {} : { query_timeout: options.timeoutMs }),
          }),
        release: () => {
          client.off("error", ignore);
          client.release();
        },
      };
    },
    end: async () => pool.end(),
  };
};

const ignore = (): void => undefined;

/** Without values several statements may stand in one text. */
const statement = (text: string, values: readonly unknown[] | undefined): QueryConfig =>
  values === undefined ? { text } : { text, values: [...values] };
