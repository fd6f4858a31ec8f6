// The graph's tables, how mentions get into them, and how its edges are read.
import { createHash } from "node:crypto";
import type { Neighbourhood } from "../../core/indexes.ts";
import type { SqlClient, SqlPool } from "../sql.ts";
import { factKey, inOrder, type KeptMentions } from "./mentions.ts";

export const graphTables = [
  "hydra.graph_facts",
  "hydra.graph_mentions",
  "hydra.graph_entities",
  "hydra.graph_chunks",
] as const;

/** Times are ISO 8601 in UTC as text, which sorts as they do. */
export const createGraph = `
  CREATE TABLE IF NOT EXISTS hydra.graph_chunks (id text COLLATE "C" PRIMARY KEY, kind text NOT NULL);
  CREATE TABLE IF NOT EXISTS hydra.graph_entities (key text COLLATE "C" PRIMARY KEY, name text NOT NULL, type text NOT NULL);
  CREATE TABLE IF NOT EXISTS hydra.graph_mentions (
    entity text COLLATE "C" NOT NULL REFERENCES hydra.graph_entities (key),
    chunk text COLLATE "C" NOT NULL REFERENCES hydra.graph_chunks (id) ON DELETE CASCADE,
    weight integer NOT NULL,
    PRIMARY KEY (entity, chunk)
  );
  CREATE INDEX IF NOT EXISTS graph_mentions_chunk ON hydra.graph_mentions (chunk, entity);
  CREATE TABLE IF NOT EXISTS hydra.graph_facts (
    chunk text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    from_key text COLLATE "C" NOT NULL,
    from_name text NOT NULL,
    relation text NOT NULL,
    to_key text COLLATE "C" NOT NULL,
    to_name text NOT NULL,
    valid_from text COLLATE "C",
    valid_to text COLLATE "C",
    seen_from text COLLATE "C" NOT NULL,
    seen_to text COLLATE "C"
  );
  CREATE UNIQUE INDEX IF NOT EXISTS graph_facts_open ON hydra.graph_facts (chunk, key) WHERE seen_to IS NULL;
  CREATE INDEX IF NOT EXISTS graph_facts_chunk ON hydra.graph_facts (chunk);
  CREATE INDEX IF NOT EXISTS graph_facts_from ON hydra.graph_facts (from_key);
  CREATE INDEX IF NOT EXISTS graph_facts_to ON hydra.graph_facts (to_key)`;

/** Replaces what these chunks mentioned; closes their open facts that are not among these, and opens the new ones. */
export const insertMentions = async (
  client: SqlClient,
  part: readonly KeptMentions[],
  seenAt: string,
): Promise<void> => {
  const chunks = part.map(({ chunk }) => chunk);
  await client.query(
    `INSERT INTO hydra.graph_chunks (id, kind) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind`,
    [chunks, part.map(({ kind }) => kind)],
  );
  const mentions = part.flatMap(({ chunk, entities }) => entities.map((entity) => ({ chunk, ...entity })));
  const entities = [...new Map(mentions.map((entity) => [entity.key, entity])).values()].sort((x, y) =>
    inOrder(x.key, y.key),
  );
  await client.query(
    `INSERT INTO hydra.graph_entities AS old (key, name, type) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (key) DO UPDATE SET type = excluded.type WHERE old.type = '' AND excluded.type <> ''`,
    [entities.map(({ key }) => key), entities.map(({ name }) => name), entities.map(({ type }) => type)],
  );
  await client.query("DELETE FROM hydra.graph_mentions WHERE chunk = ANY($1)", [chunks]);
  await client.query(
    "INSERT INTO hydra.graph_mentions (entity, chunk, weight) SELECT * FROM unnest($1::text[], $2::text[], $3::integer[])",
    [
      mentions.map(({ key }) => key),
      mentions.map(({ chunk }) => chunk),
      mentions.map(({ weight }) => weight),
    ],
  );
  await insertFacts(client, part, seenAt);
};

const insertFacts = async (
  client: SqlClient,
  part: readonly KeptMentions[],
  seenAt: string,
): Promise<void> => {
  const facts = part.flatMap(({ chunk, facts }) =>
    facts.map((fact) => ({ chunk, ...fact, key: createHash("sha256").update(factKey(fact)).digest("hex") })),
  );
  const columns = [
    facts.map(({ chunk }) => chunk),
    facts.map(({ key }) => key),
    facts.map(({ fromKey }) => fromKey),
    facts.map(({ from }) => from),
    facts.map(({ relation }) => relation),
    facts.map(({ toKey }) => toKey),
    facts.map(({ to }) => to),
    facts.map(({ validFrom }) => validFrom),
    facts.map(({ validTo }) => validTo),
  ];
  await client.query(
    `UPDATE hydra.graph_facts f SET seen_to = $4 WHERE chunk = ANY($1) AND seen_to IS NULL
       AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS said (chunk, key) WHERE said.chunk = f.chunk AND said.key = f.key)`,
    [part.map(({ chunk }) => chunk), columns[0], columns[1], seenAt],
  );
  if (facts.length === 0) return;
  const arrays = columns.map((_, at) => `$${at + 2}::text[]`).join(", ");
  await client.query(
    `INSERT INTO hydra.graph_facts (seen_from, chunk, key, from_key, from_name, relation, to_key, to_name, valid_from, valid_to)
     SELECT $1, * FROM unnest(${arrays})
     ON CONFLICT (chunk, key) WHERE seen_to IS NULL DO NOTHING`,
    [seenAt, ...columns],
  );
};

type Edge = Neighbourhood["edges"][number];

/**
 * Edges of these nodes, at most `limit`: the first of each node, then the second, so that one that everybody mentions
 * does not crowd out the others.
 */
export const edgesOf = async (
  pool: SqlPool,
  nodes: readonly string[],
  limit: number,
  perNode = Math.ceil((4 * limit) / nodes.length) + 16,
): Promise<readonly Edge[]> => {
  const { rows } = await pool.query<Edge & { place: number }>(edges, [
    nodes.filter((node) => node.startsWith("e:")).map((node) => node.slice(2)),
    nodes.filter((node) => node.startsWith("c:")).map((node) => node.slice(2)),
    perNode,
    limit,
  ]);
  // Some may have more than they were let give, and there is room for it.
  if (rows.length < limit && perNode < limit && rows.some(({ place }) => place >= perNode)) {
    return edgesOf(pool, nodes, limit, limit);
  }
  return rows.map(({ from, to, weight }) => ({ from, to, weight }));
};

const edges = `
  SELECT "from", "to", max(weight)::integer AS weight, min(place)::integer AS place FROM (
    SELECT 'e:' || one.key AS "from", 'c:' || near.chunk AS "to", near.weight, near.place
    FROM unnest($1::text[]) AS one (key), LATERAL (
      SELECT chunk, weight, row_number() OVER (ORDER BY chunk) AS place
      FROM hydra.graph_mentions WHERE entity = one.key ORDER BY chunk LIMIT $3
    ) near
    UNION ALL
    SELECT 'e:' || near.entity, 'c:' || one.id, near.weight, near.place
    FROM unnest($2::text[]) AS one (id), LATERAL (
      SELECT entity, weight, row_number() OVER (ORDER BY entity) AS place
      FROM hydra.graph_mentions WHERE chunk = one.id ORDER BY entity LIMIT $3
    ) near
    UNION ALL
    SELECT 'e:' || least(one.key, near.key), 'e:' || greatest(one.key, near.key), near.weight, near.place
    FROM unnest($1::text[]) AS one (key), LATERAL (
      SELECT key, count(*) AS weight, row_number() OVER (ORDER BY key) AS place FROM (
        SELECT to_key AS key FROM hydra.graph_facts WHERE from_key = one.key AND seen_to IS NULL
        UNION ALL
        SELECT from_key FROM hydra.graph_facts WHERE to_key = one.key AND seen_to IS NULL
      ) ends WHERE key <> one.key GROUP BY key ORDER BY key LIMIT $3
    ) near
  ) all_of_them
  GROUP BY "from", "to" ORDER BY place, "from" COLLATE "C", "to" COLLATE "C" LIMIT $4`;
