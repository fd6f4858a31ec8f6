// How vectors are searched in pgvector: few one by one, which is exact; many by an HNSW graph.
import type { Hit } from "../../core/indexes.ts";
import type { SearchLimits } from "../../core/knowledge.ts";
import type { Row, SqlClient } from "../sql.ts";

/** Up to so many are compared one by one; a graph over them would be slower to keep, and not exact. */
export const exactRows = 2_000;

export interface Asked {
  readonly vector: string;
  readonly limit: number;
  readonly kinds: SearchLimits["kinds"] | null;
}

const ofKinds = "($2::text[] IS NULL OR kind = ANY($2))";

/** The same, but not by the index of kinds: that would compare each of them. */
const ofKindsByGraph = "($2::text[] IS NULL OR kind || '' = ANY($2))";

export const isMany = async (client: SqlClient, table: string, { kinds }: Asked): Promise<boolean> => {
  const where = kinds === null ? "" : "WHERE kind = ANY($1)";
  const { rows } = await client.query<{ many: boolean }>(
    `SELECT count(*) > ${exactRows} AS many FROM (SELECT FROM ${table} ${where} LIMIT ${exactRows + 1}) first_ones`,
    kinds === null ? [] : [kinds],
  );
  return rows[0]?.many === true;
};

export const exact = async (
  client: SqlClient,
  { vector, limit, kinds }: Asked,
  { table, types }: { readonly table: string; readonly types: string },
): Promise<readonly Hit[]> => {
  // Added to 0 the distance is no longer what an index is sorted by. Not-a-number (a vector of length 0) sorts last.
  const { rows } = await client.query<Hit & Row>(
    `SELECT id, 1 - distance AS score
     FROM (SELECT id, (vector OPERATOR(${types}.<=>) $1::${types}.vector) + 0 AS distance FROM ${table} WHERE ${ofKinds}) all_of_them
     ORDER BY distance, id LIMIT $3`,
    [vector, kinds, limit],
  );
  return rows.filter(({ score }) => Number.isFinite(score));
};

export const nearest = async (
  client: SqlClient,
  { vector, limit, kinds }: Asked,
  { table, near }: { readonly table: string; readonly near: Near },
): Promise<readonly Hit[]> => {
  // A few more than asked, so that equals at the limit come by id.
  const wanted = limit + 10;
  const candidates = Math.min(1_000, Math.max(100, 2 * wanted));
  await client.query(
    `SET LOCAL hnsw.ef_search = ${candidates}; SET LOCAL hnsw.iterative_scan = 'strict_order'`,
  );
  const { rows } = await client.query<Hit & Row>(
    `SELECT id, 1 - distance AS score
     FROM (SELECT id, ${near.distance} AS distance FROM ${table} WHERE ${ofKindsByGraph} ORDER BY ${near.distance} LIMIT ${wanted}) nearest
     ORDER BY distance, id LIMIT $3`,
    [vector, kinds, limit],
  );
  return rows;
};

export interface Near {
  /** What the graph is built over, and how two are compared: it goes to 2,000 numbers, or 4,000 of half the width. */
  readonly indexed: string;
  /** From `$1`. */
  readonly distance: string;
}

export const nearBy = (types: string, dims: number): Near | null => {
  if (dims > 4_000) return null;
  const type = dims > 2_000 ? `${types}.halfvec` : `${types}.vector`;
  const value = dims > 2_000 ? `(vector::${type}(${dims}))` : "vector";
  return {
    indexed: `${value} ${type}_cosine_ops`,
    distance: `${value} OPERATOR(${types}.<=>) $1::${type}(${dims})`,
  };
};
