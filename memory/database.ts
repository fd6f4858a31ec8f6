// Where everything lives that must survive: PGlite in `<home>/db`, or a PostgreSQL server. Checkpointer, store and
// Hydra's own tables share one pool and one schema.
import { readdir, rename, rm, statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pg_textsearch } from "@electric-sql/pglite-pg_textsearch";
import { vector } from "@electric-sql/pglite-pgvector";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { PostgresStore } from "@langchain/langgraph-checkpoint-postgres/store";
import type pg from "pg";
import { HydraError } from "../core/errors.ts";
import { fileError } from "../core/file-errors.ts";
import { lockHome } from "./home-lock.ts";
import { pglitePool, postgresPool } from "./pools.ts";
import { migrate, schema } from "./schema.ts";
import type { SqlPool } from "./sql.ts";

export interface Database {
  readonly kind: "pglite" | "postgres";
  /** For people: a folder, or host and name of a server's database. Never a password. */
  readonly where: string;
  readonly pool: SqlPool;
  readonly checkpointer: PostgresSaver;
  readonly store: PostgresStore;
  close(): Promise<void>;
}

interface DatabaseOptions {
  readonly home: string;
  /** A server instead of `<home>/db`; several processes may then share it. */
  readonly postgresUrl?: string | undefined;
  /** Named to a second process that finds the home locked. */
  readonly command?: string | undefined;
  readonly thread?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the database and brings its tables up to date. Throws `HOME_LOCKED`, `DATABASE_DOWN`, `DISK_FULL`,
 * `CONFIG_INVALID`, `WORKSPACE_NOT_WRITABLE`, `ABORTED`.
 */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const database = await (options.postgresUrl === undefined
    ? openEmbedded(options)
    : openServer(options.postgresUrl, options));
  let closing: Promise<void> | undefined;
  return { ...database, close: async () => (closing ??= database.close()) };
};

const openServer = async (url: string, options: DatabaseOptions): Promise<Database> => {
  const { host, pathname } = new URL(url);
  const where = `${host}${pathname}`;
  const pool = postgresPool(url, where);
  try {
    ensureGoing(options.signal);
    const client = await pool.connect();
    try {
      // Two processes that migrate at once would both find the tables missing.
      await client.query("SELECT pg_advisory_lock(hashtext('hydra.migrations'))");
      const database = await equip("postgres", where, pool);
      await client.query("SELECT pg_advisory_unlock(hashtext('hydra.migrations'))");
      ensureGoing(options.signal);
      return { ...database, close: async () => pool.end() };
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw error;
  }
};

const openEmbedded = async ({ signal, ...by }: DatabaseOptions): Promise<Database> => {
  ensureGoing(signal);
  const home = resolve(by.home);
  const lock = await lockHome(home, { command: by.command ?? "hydra", thread: by.thread ?? null });
  let pool: SqlPool | undefined;
  try {
    const where = join(home, "db");
    if (!(await isDatabase(where))) await createDirectory(home, where);
    ensureGoing(signal);
    const embedded = pglitePool(await openDirectory(where), where);
    pool = embedded;
    const database = await equip("pglite", where, pool);
    // The home is ours alone: whoever held a lease in it is dead.
    await pool.query("DELETE FROM hydra.leases");
    ensureGoing(signal);
    return {
      ...database,
      close: async () => {
        await embedded.end();
        await lock.release();
      },
    };
  } catch (error) {
    await pool?.end();
    await lock.release();
    throw error;
  }
};

const equip = async (
  kind: Database["kind"],
  where: string,
  pool: SqlPool,
): Promise<Omit<Database, "close">> => {
  const checkpointer = new PostgresSaver(pool as unknown as pg.Pool, undefined, { schema });
  const store = new PostgresStore({ connectionOptions: {}, schema });
  // The store takes no pool; the one that it made has not connected to anything.
  (store as unknown as { core: { pool: unknown } }).core.pool = pool;
  await checkpointer.setup();
  await store.setup();
  await migrate(pool);
  await extend(kind, pool);
  return { kind, where, pool, checkpointer, store };
};

/** A home that was made without them gets them; a server may lack pgvector or refuse it, and then only the index of vectors is missing. */
const extend = async (kind: Database["kind"], pool: SqlPool): Promise<void> => {
  if (kind === "pglite") {
    await pool.query("CREATE EXTENSION IF NOT EXISTS vector; CREATE EXTENSION IF NOT EXISTS pg_textsearch");
  } else {
    await pool.query("CREATE EXTENSION IF NOT EXISTS vector").catch(() => undefined);
  }
};

/** Creation takes seconds and may be killed: it happens beside the place, which is then taken in one step. */
const createDirectory = async (home: string, directory: string): Promise<void> => {
  const prefix = "db.creating-";
  for (const name of await readdir(home)) {
    if (name.startsWith(prefix)) await rm(join(home, name), { recursive: true, force: true });
  }
  const fresh = join(home, `${prefix}${process.pid}`);
  const database = await openDirectory(fresh);
  await database.close();
  await rename(fresh, directory);
};

const openDirectory = async (directory: string): Promise<PGlite> => {
  try {
    return await PGlite.create({
      dataDir: directory,
      // A database in which they were used once does not work without them.
      extensions: { vector, pg_textsearch },
      // The default lets the log grow to 1 GB before a checkpoint.
      startParams: [...PGlite.defaultStartParams, "-c", "max_wal_size=128MB"],
    });
  } catch (error) {
    const { bavail, bsize } = await statfs(join(directory, ".."));
    if (bavail * bsize < minimumFreeBytes) {
      throw new HydraError("DISK_FULL", `No space left for the database ${directory}.`, {
        fix: "Free some space on that disk (100 MB will do), then try again.",
        cause: error,
      });
    }
    throw cantOpen(directory, error);
  }
};

const cantOpen = (directory: string, error: unknown): HydraError =>
  new HydraError("DATABASE_DOWN", `The database ${directory} can't be opened: ${String(error)}.`, {
    fix: "Put a copy of that folder back, or move it away to begin with an empty database.",
    cause: error,
  });

/** One segment of PostgreSQL's log: with less it can't start. */
const minimumFreeBytes = 16 << 20;

/** False where there is nothing yet; throws where something else is in the way. */
const isDatabase = async (directory: string): Promise<boolean> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [] as string[];
    throw fileError(error, directory);
  });
  if (names.length > 0 && !names.includes("PG_VERSION")) {
    throw cantOpen(directory, "it holds other files");
  }
  return names.length > 0;
};

const ensureGoing = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted !== true) return;
  throw new HydraError("ABORTED", "Interrupted while the database was opening.", {
    fix: "Start it again.",
    cause: signal.reason,
  });
};
