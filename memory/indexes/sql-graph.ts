// The graph in four tables: chunks, entities by a unique key, who mentions whom, and facts that are closed, not deleted.
import type { GraphIndex, SeenFact } from "../../core/indexes.ts";
import type { Row, SqlClient, SqlPool } from "../sql.ts";
import { instant, keptMentions, keyOf } from "./mentions.ts";
import { linkedKeys, newestFirst, walk } from "./neighbourhood.ts";
import { openTables } from "./sql-calls.ts";
import { createGraph, edgesOf, graphTables, insertMentions } from "./sql-graph-statements.ts";

/** Throws `INDEX_DOWN`. */
export const openSqlGraph = async ({ pool }: { readonly pool: SqlPool }): Promise<GraphIndex> => {
  const name = "graph in SQL";
  const calls = await openTables({
    pool,
    name,
    create: async (client) => {
      await client.query(createGraph);
    },
  });
  return {
    name,
    put: async (mentions, { seenAt, ...options }) =>
      calls.write(options, keptMentions(mentions), async (client, part) => {
        const orphans = await mentionedBy(
          client,
          part.map(({ chunk }) => chunk),
        );
        await insertMentions(client, part, instant(seenAt) ?? seenAt);
        await removeOrphans(client, orphans);
      }),
    link: async (names, options) =>
      calls.read(options, async () => {
        const keys = linkedKeys(names);
        const { rows } = await pool.query<{ key: string }>(
          "SELECT key FROM hydra.graph_entities WHERE key = ANY($1)",
          [keys],
        );
        const known = new Set(rows.map(({ key }) => key));
        return keys.filter((key) => known.has(key));
      }),
    neighbourhood: async (seeds, { hops, limitEdges, ...options }) =>
      calls.read(options, async () => {
        return walk(seeds, async (nodes, limit) => edgesOf(pool, nodes, limit), { hops, limitEdges });
      }),
    facts: async (entity, { at, ...options }) =>
      calls.read(options, async () => {
        const { rows } = await pool.query<SeenFact & Row>(factsOf, [
          keyOf(entity),
          at === undefined ? null : instant(at),
        ]);
        return rows.sort(newestFirst);
      }),
    remove: async (ids, { closeAt, ...options }) =>
      calls.write(options, ids, async (client, part) => {
        const orphans = await mentionedBy(client, part);
        await client.query("DELETE FROM hydra.graph_chunks WHERE id = ANY($1)", [part]);
        const at = closeAt === undefined ? null : instant(closeAt);
        await (at === null
          ? client.query("DELETE FROM hydra.graph_facts WHERE chunk = ANY($1)", [part])
          : client.query(
              "UPDATE hydra.graph_facts SET seen_to = $2 WHERE chunk = ANY($1) AND seen_to IS NULL",
              [part, at],
            ));
        await removeOrphans(client, orphans);
      }),
    ids: async ({ after, limit, ...options }) =>
      calls.read(options, async () => {
        const { rows } = await pool.query<{ id: string }>(
          "SELECT id FROM hydra.graph_chunks WHERE id > $1 ORDER BY id LIMIT $2",
          [after ?? "", limit],
        );
        return rows.map(({ id }) => id);
      }),
    drop: async (options) => calls.drop(options, graphTables),
  };
};

/** Who may be mentioned by nobody once these chunks are replaced. */
const mentionedBy = async (client: SqlClient, chunks: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await client.query<{ key: string }>(
    `SELECT entity AS key FROM hydra.graph_mentions WHERE chunk = ANY($1)
     UNION SELECT from_key FROM hydra.graph_facts WHERE chunk = ANY($1)
     UNION SELECT to_key FROM hydra.graph_facts WHERE chunk = ANY($1)`,
    [chunks],
  );
  return rows.map(({ key }) => key);
};

const removeOrphans = async (client: SqlClient, keys: readonly string[]): Promise<void> => {
  if (keys.length === 0) return;
  await client.query(
    `DELETE FROM hydra.graph_entities e WHERE key = ANY($1)
       AND NOT EXISTS (SELECT FROM hydra.graph_mentions m WHERE m.entity = e.key)
       AND NOT EXISTS (SELECT FROM hydra.graph_facts f WHERE f.from_key = e.key)
       AND NOT EXISTS (SELECT FROM hydra.graph_facts f WHERE f.to_key = e.key)`,
    [keys],
  );
};

/** Where nobody said since when a fact holds, it is since Hydra saw it. */
const factsOf = `
  SELECT from_name AS "from", relation, to_name AS "to", valid_from AS "validFrom", valid_to AS "validTo",
         chunk, seen_from AS "seenFrom", seen_to AS "seenTo"
  FROM hydra.graph_facts
  WHERE (from_key = $1 OR to_key = $1)
    AND ($2::text IS NULL OR (coalesce(valid_from, seen_from) <= $2 AND (valid_to IS NULL OR valid_to > $2)
                              AND (seen_to IS NULL OR seen_to > $2)))
  ORDER BY seen_from DESC LIMIT 10000`;
