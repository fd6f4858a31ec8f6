// The part of `pg.Pool` that the database's users rely on, so that a PGlite in this process can stand in for a server.

export type Row = Record<string, unknown>;

export interface SqlResult<R extends Row = Row> {
  readonly rows: R[];
  readonly rowCount: number | null;
}

export interface SqlClient {
  /** `timeoutMs`: instead of the server pool's own deadline, for what may take long. */
  query<R extends Row = Row>(
    text: string,
    values?: readonly unknown[],
    options?: { readonly timeoutMs: number },
  ): Promise<SqlResult<R>>;
  release(): void;
}

export interface SqlPool {
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<SqlResult<R>>;
  /** The client is the caller's alone until it is released. */
  connect(): Promise<SqlClient>;
  end(): Promise<void>;
}

/** Runs `work` between BEGIN and COMMIT on one client; rolls back where it throws. */
export const inTransaction = async <T>(
  pool: SqlPool,
  work: (client: SqlClient) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const value = await work(client);
    await client.query("COMMIT");
    return value;
  } catch (error) {
    // The first failure is the one to report; a rollback on a lost connection fails too.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};

/** Foreign key, serialization, deadlock: another process was in the way, and the same statement may now succeed. */
const conflicts = new Set(["23503", "40001", "40P01"]);

/** Runs `work` again, at most twice, where another process was in its way. */
export const retryConflict = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let left = 2; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (left === 0 || !conflicts.has(code)) throw error;
    }
  }
};
