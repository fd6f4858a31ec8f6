// Words by the BM25 index of pg_textsearch, which PGlite carries.
import type { Hit, KeywordIndex } from "../../core/indexes.ts";
import type { SearchLimits } from "../../core/knowledge.ts";
import type { Row, SqlPool } from "../sql.ts";
import { inTransaction } from "../sql.ts";
import { b, k1 } from "./bm25.ts";
import { inOrder } from "./mentions.ts";
import { idsBehind, lastOfEach, openTables } from "./sql-calls.ts";
import { limitQueryCharacters, searchable } from "./words.ts";

export const openPgliteKeywords = async (pool: SqlPool): Promise<KeywordIndex> => {
  const name = "BM25 in PGlite";
  const calls = await openTables({
    pool,
    name,
    create: async (client) => {
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${table} (id text COLLATE "C" PRIMARY KEY, kind text NOT NULL, body text NOT NULL);
         CREATE INDEX IF NOT EXISTS keywords_bm25 ON ${table} USING bm25 (body) WITH (text_config = 'english', k1 = ${k1}, b = ${b})`,
      );
    },
  });
  return {
    name,
    put: async (entries, options) =>
      calls.write(options, lastOfEach(entries), async (client, part) => {
        await client.query(
          `INSERT INTO ${table} (id, kind, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
           ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, body = excluded.body`,
          [part.map(({ id }) => id), part.map(({ kind }) => kind), part.map(({ text }) => searchable(text))],
        );
      }),
    search: async (query, options) => {
      const asked = { words: searchable(query, limitQueryCharacters), ...options };
      return calls.read(options, async () => found(pool, asked, options.limit + 50));
    },
    remove: async (ids, options) =>
      calls.write(options, ids, async (client, part) => {
        await client.query(`DELETE FROM ${table} WHERE id = ANY($1)`, [part]);
      }),
    ids: async (options) => calls.read(options, async () => idsBehind(pool, table, options)),
    drop: async (options) => calls.drop(options, [table]),
  };
};

const table = "hydra.keywords";

/** The index orders by score alone: `among` so many best, those that are equal at the limit are sorted by id. */
const found = async (
  pool: SqlPool,
  asked: SearchLimits & { readonly words: string },
  among: number,
): Promise<readonly Hit[]> => {
  const { words, limit, kinds } = asked;
  const distance = `body <@> to_bm25query($1, 'hydra.keywords_bm25')`;
  // The score that the index has at hand: the operator in its place would read every text that is found again. It is there
  // only while the index is what is read.
  const { rows } = await inTransaction(pool, async (client) => {
    await client.query("SET LOCAL enable_seqscan = off");
    return client.query<Hit & Row>(
      `SELECT id, bm25_get_current_score() AS score FROM ${table} ${kinds === undefined ? "" : "WHERE kind = ANY($3)"}
       ORDER BY ${distance} LIMIT $2`,
      [words, among, ...(kinds === undefined ? [] : [kinds])],
    );
  });
  const hits = rows
    .filter(({ score }) => score < 0)
    .map(({ id, score }) => ({ id, score: -score }))
    .sort((one, other) => other.score - one.score || inOrder(one.id, other.id));
  const isCut = hits.length === among && hits.at(-1)?.score === hits[limit - 1]?.score;
  return isCut ? found(pool, asked, among * 8) : hits.slice(0, limit);
};
