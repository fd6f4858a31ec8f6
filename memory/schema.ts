// Hydra's own tables, beside those that LangGraph's saver and store make for themselves. Only ever add to the list.
import { learningTables } from "./learn/schema.ts";
import type { SqlPool } from "./sql.ts";
import { inTransaction } from "./sql.ts";

export const schema = "hydra";

const migrations: readonly string[] = [
  `CREATE TABLE hydra.artifacts (id text PRIMARY KEY, content bytea NOT NULL);
   CREATE TABLE hydra.artifact_refs (
     thread text NOT NULL,
     artifact text NOT NULL REFERENCES hydra.artifacts (id),
     PRIMARY KEY (thread, artifact)
   );
   CREATE INDEX artifact_refs_artifact ON hydra.artifact_refs (artifact);
   CREATE TABLE hydra.journal (
     thread text NOT NULL,
     key text NOT NULL,
     value text NOT NULL,
     PRIMARY KEY (thread, key)
   );
   CREATE TABLE hydra.charges (
     thread text NOT NULL,
     key text NOT NULL,
     tokens double precision NOT NULL,
     PRIMARY KEY (thread, key)
   );
   CREATE TABLE hydra.sessions (
     id text PRIMARY KEY,
     thread text NOT NULL,
     started_ms double precision NOT NULL,
     seen_ms double precision NOT NULL
   );
   CREATE INDEX sessions_thread ON hydra.sessions (thread);
   CREATE TABLE hydra.leases (
     thread text PRIMARY KEY,
     token text NOT NULL,
     host text NOT NULL,
     pid integer NOT NULL,
     command text NOT NULL,
     since timestamptz NOT NULL,
     expires_at timestamptz NOT NULL
   );
   CREATE TABLE hydra.episodes (
     id text PRIMARY KEY,
     thread text NOT NULL,
     episode text NOT NULL,
     at timestamptz NOT NULL DEFAULT now()
   );`,
  // What is known, and what each index has yet to be told of it.
  `CREATE TABLE hydra.documents (
     id text PRIMARY KEY,
     uri text NOT NULL UNIQUE,
     title text NOT NULL,
     kind text NOT NULL,
     hash text NOT NULL,
     added_at timestamptz NOT NULL DEFAULT now()
   );
   CREATE TABLE hydra.chunks (
     id text PRIMARY KEY,
     document text NOT NULL REFERENCES hydra.documents (id) ON DELETE CASCADE,
     place integer NOT NULL,
     text text NOT NULL,
     context text NOT NULL,
     headings jsonb NOT NULL,
     start_at integer NOT NULL,
     end_at integer NOT NULL
   );
   CREATE INDEX chunks_document ON hydra.chunks (document, place);
   CREATE TABLE hydra.index_queue (
     target text NOT NULL,
     chunk text NOT NULL,
     action text NOT NULL CHECK (action IN ('put', 'remove')),
     close_at timestamptz,
     seq bigint GENERATED ALWAYS AS IDENTITY,
     PRIMARY KEY (target, chunk)
   );
   CREATE INDEX index_queue_order ON hydra.index_queue (target, seq);
   CREATE TABLE hydra.generations (
     name text PRIMARY KEY,
     identity jsonb NOT NULL,
     state text NOT NULL CHECK (state IN ('filling', 'active', 'retired'))
   );`,
  learningTables,
  // What a document said before it was changed: closed facts of it are kept in the graph, until it is forgotten.
  `CREATE TABLE hydra.former_chunks (
     document text NOT NULL REFERENCES hydra.documents (id) ON DELETE CASCADE,
     chunk text NOT NULL,
     PRIMARY KEY (document, chunk)
   );`,
];

/** Brings the tables up to date. The caller sees to it that nobody else does at the same time. */
export const migrate = async (pool: SqlPool): Promise<void> => {
  await pool.query(
    "CREATE SCHEMA IF NOT EXISTS hydra; CREATE TABLE IF NOT EXISTS hydra.migrations (v integer PRIMARY KEY)",
  );
  const { rows } = await pool.query<{ v: number }>("SELECT v FROM hydra.migrations");
  const done = new Set(rows.map((row) => row.v));
  for (const [version, sql] of migrations.entries()) {
    if (done.has(version)) continue;
    await inTransaction(pool, async (client) => {
      await client.query(sql);
      await client.query("INSERT INTO hydra.migrations (v) VALUES ($1)", [version]);
    });
  }
};
