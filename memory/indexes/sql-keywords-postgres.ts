// Words on any PostgreSQL: its own parser and stemmer make the terms, BM25 over them is plain SQL.
import type { Hit, KeywordIndex } from "../../core/indexes.ts";
import type { Row, SqlPool } from "../sql.ts";
import { b, k1 } from "./bm25.ts";
import { idsBehind, lastOfEach, openTables } from "./sql-calls.ts";
import { limitQueryCharacters, searchable } from "./words.ts";

export const openPostgresKeywords = async (pool: SqlPool): Promise<KeywordIndex> => {
  const name = "BM25 in PostgreSQL";
  const calls = await openTables({
    pool,
    name,
    create: async (client) => {
      await client.query(
        `CREATE TABLE IF NOT EXISTS hydra.keyword_texts (
           id text COLLATE "C" PRIMARY KEY, kind text NOT NULL, length integer NOT NULL
         );
         CREATE TABLE IF NOT EXISTS hydra.keyword_terms (
           term text COLLATE "C" NOT NULL,
           id text COLLATE "C" NOT NULL REFERENCES hydra.keyword_texts (id) ON DELETE CASCADE,
           times integer NOT NULL,
           PRIMARY KEY (term, id)
         );
         CREATE INDEX IF NOT EXISTS keyword_terms_id ON hydra.keyword_terms (id)`,
      );
    },
  });
  return {
    name,
    put: async (entries, options) =>
      calls.write(options, lastOfEach(entries), async (client, part) => {
        const ids = part.map(({ id }) => id);
        await client.query("DELETE FROM hydra.keyword_texts WHERE id = ANY($1)", [ids]);
        await client.query(insert, [
          ids,
          part.map(({ kind }) => kind),
          part.map(({ text }) => searchable(text)),
        ]);
      }),
    search: async (query, options) =>
      calls.read(options, async () => {
        const { rows } = await pool.query<Hit & Row>(select, [
          searchable(query, limitQueryCharacters),
          options.kinds ?? null,
          options.limit,
        ]);
        return rows;
      }),
    remove: async (ids, options) =>
      calls.write(options, ids, async (client, part) => {
        await client.query("DELETE FROM hydra.keyword_texts WHERE id = ANY($1)", [part]);
      }),
    ids: async (options) => calls.read(options, async () => idsBehind(pool, "hydra.keyword_texts", options)),
    drop: async (options) => calls.drop(options, ["hydra.keyword_terms", "hydra.keyword_texts"]),
  };
};

const insert = `
  WITH new AS MATERIALIZED (
    SELECT id, kind, to_tsvector('english', body) AS words FROM unnest($1::text[], $2::text[], $3::text[]) AS given (id, kind, body)
  ), terms AS MATERIALIZED (
    SELECT id, lexeme AS term, cardinality(positions) AS times FROM new, unnest(words)
  ), texts AS (
    INSERT INTO hydra.keyword_texts (id, kind, length)
    SELECT id, kind, coalesce((SELECT sum(times) FROM terms WHERE terms.id = new.id), 0) FROM new
  )
  INSERT INTO hydra.keyword_terms (term, id, times) SELECT term, id, times FROM terms`;

/** As in bm25.ts. Parts are added in one order, so that equal texts have equal scores. */
const select = `
  WITH asked AS MATERIALIZED (
    SELECT lexeme AS term, cardinality(positions) AS times FROM unnest(to_tsvector('english', $1))
  ), totals AS MATERIALIZED (
    SELECT count(*)::float8 AS texts, greatest(avg(length), 1)::float8 AS mean FROM hydra.keyword_texts
  ), weighed AS MATERIALIZED (
    SELECT term, asked.times * ln(1 + (texts - holders + 0.5) / (holders + 0.5)) AS weight
    FROM asked, totals, LATERAL (
      SELECT count(*)::float8 AS holders FROM hydra.keyword_terms WHERE keyword_terms.term = asked.term
    ) held
  )
  SELECT id, sum(weight * times * ${k1 + 1} / (times + ${k1} * (1 - ${b} + ${b} * length / mean)) ORDER BY term) AS score
  FROM weighed JOIN hydra.keyword_terms USING (term) JOIN hydra.keyword_texts USING (id), totals
  WHERE $2::text[] IS NULL OR kind = ANY($2)
  GROUP BY id ORDER BY score DESC, id LIMIT $3`;
