// Vectors in PostgreSQL by pgvector: few are compared one by one, which is exact; many are found by an HNSW graph.
import { createHash } from "node:crypto";
import { HydraError } from "../../core/errors.ts";
import type { VectorIndex } from "../../core/indexes.ts";
import type { SqlClient, SqlPool } from "../sql.ts";
import { inTransaction } from "../sql.ts";
import { idsBehind, lastOfEach, openTables } from "./sql-calls.ts";
import { exact, exactRows, isMany, nearBy, nearest } from "./sql-vector-search.ts";
import { ensureVector, otherDims } from "./vector-check.ts";

interface SqlVectors extends VectorIndex {
  /** Takes the HNSW graph away while `work` puts many entries, and builds it anew behind them: several times as fast. */
  bulk<T>(work: () => Promise<T>): Promise<T>;
}

interface SqlVectorsOptions {
  readonly pool: SqlPool;
  /** Each has its own table. */
  readonly generation: string;
  readonly dims: number;
}

/** Throws `INDEX_DOWN` where the server has no pgvector, `EMBEDDER_CHANGED` where the generation has other vectors. */
export const openSqlVectors = async ({ pool, generation, dims }: SqlVectorsOptions): Promise<SqlVectors> => {
  const name = `pgvector, generation ${generation}`;
  const types = await typesOf(pool);
  const { table, graph, graphName } = namesOf(generation);
  const near = nearBy(types, dims);
  const calls = await openTables({
    pool,
    name,
    create: async (client) => {
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${table} (
           id text COLLATE "C" PRIMARY KEY, kind text NOT NULL, vector ${types}.vector(${dims}) NOT NULL
         );
         CREATE INDEX IF NOT EXISTS "${graphName}_kind" ON ${table} (kind)`,
      );
      const { rows } = await client.query<{ dims: number }>(
        "SELECT atttypmod AS dims FROM pg_attribute WHERE attrelid = $1::regclass AND attname = 'vector'",
        [table],
      );
      if (rows[0]?.dims !== dims) throw otherDims(rows[0]?.dims ?? 0, dims);
    },
  });
  let loading = 0;
  const build = async (client: SqlClient): Promise<void> => {
    if (near === null || loading > 0) return;
    const { rows } = await client.query<{ there: boolean; many: boolean }>(
      `SELECT to_regclass($1) IS NOT NULL AS there, (SELECT count(*) > ${exactRows} FROM (SELECT FROM ${table} LIMIT ${exactRows + 1}) first_ones) AS many`,
      [graph],
    );
    if (rows[0]?.there !== false || !rows[0].many) return;
    await client.query("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL statement_timeout = 0");
    await client.query(`CREATE INDEX "${graphName}" ON ${table} USING hnsw (${near.indexed})`, undefined, {
      timeoutMs: buildTimeoutMs,
    });
  };
  return {
    name,
    put: async (entries, options) => {
      for (const { vector } of entries) ensureVector(vector, dims);
      await calls.write(options, lastOfEach(entries), async (client, part) => {
        await client.query(
          `INSERT INTO ${table} AS old (id, kind, vector)
           SELECT id, kind, vector::${types}.vector FROM unnest($1::text[], $2::text[], $3::text[]) AS new (id, kind, vector)
           ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, vector = excluded.vector`,
          [part.map(({ id }) => id), part.map(({ kind }) => kind), part.map(({ vector }) => literal(vector))],
        );
        await build(client);
      });
    },
    search: async (vector, options) => {
      ensureVector(vector, dims);
      const asked = { vector: literal(vector), limit: options.limit, kinds: options.kinds ?? null };
      return calls.read(options, async () =>
        inTransaction(pool, async (client) => {
          if (near !== null && (await isMany(client, table, asked))) {
            const hits = await nearest(client, asked, { table, near });
            if (hits.length === options.limit) return hits;
          }
          return exact(client, asked, { table, types });
        }),
      );
    },
    remove: async (ids, options) =>
      calls.write(options, [...ids].sort(), async (client, part) => {
        await client.query(`DELETE FROM ${table} WHERE id = ANY($1)`, [part]);
      }),
    ids: async (options) => calls.read(options, async () => idsBehind(pool, table, options)),
    drop: async (options) => calls.drop(options, [table]),
    bulk: async (work) => {
      loading += 1;
      try {
        await pool.query(`DROP INDEX IF EXISTS ${graph}`);
        return await work();
      } finally {
        loading -= 1;
        await inTransaction(pool, build);
      }
    },
  };
};

/** A million vectors take some minutes on a server. */
const buildTimeoutMs = 60 * 60_000;

/** The schema in which pgvector is: not always one that is searched. */
const typesOf = async (pool: SqlPool): Promise<string> => {
  const asked = async () =>
    pool.query<{ types: string }>(
      "SELECT quote_ident(nspname) AS types FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector'",
    );
  const { rows } = await asked();
  const types = rows[0]?.types;
  if (types !== undefined) return types;
  throw new HydraError(
    "INDEX_DOWN",
    "The PostgreSQL server has no pgvector, so vectors can't be kept there.",
    {
      fix: "Install pgvector on that server and let its administrator run `CREATE EXTENSION vector` in the database, or keep vectors in Qdrant.",
    },
  );
};

const namesOf = (generation: string): { table: string; graph: string; graphName: string } => {
  const plain = /^[a-z0-9_]{1,30}$/u.test(generation);
  const part = plain ? generation : createHash("sha256").update(generation).digest("hex").slice(0, 30);
  const graphName = `vectors_${part}_hnsw`;
  return { table: `hydra."vectors_${part}"`, graph: `hydra."${graphName}"`, graphName };
};

const literal = (vector: Float32Array): string => `[${vector.join(",")}]`;
