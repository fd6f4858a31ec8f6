// The graph in Neo4j: chunks and entities are nodes, who mentions whom and the facts between entities are relationships.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { GraphIndex, Neighbourhood } from "../../core/indexes.ts";
import { factKey, inOrder, instant, keptMentions, keyOf } from "./mentions.ts";
import { linkedKeys, newestFirst, walk } from "./neighbourhood.ts";
import { type Ask, type Neo4jServer, openNeo4j } from "./neo4j-calls.ts";
import * as cypher from "./neo4j-statements.ts";

/** Asks the server for nothing yet; `close` gives its connections back. */
export const openNeo4jGraph = async (
  server: Neo4jServer,
): Promise<GraphIndex & { close(): Promise<void> }> => {
  const name = "graph in Neo4j";
  const calls = await openNeo4j(name, server);
  return {
    name,
    put: async (mentions, { seenAt, ...options }) =>
      calls.write(options, keptMentions(mentions), async (ask, part) => {
        const chunks = part.map(({ chunk }) => chunk);
        const orphans = keysOf(await ask(cypher.mentionedBy, { chunks }));
        const said = part.map(({ chunk, kind, entities, facts }) => ({
          chunk,
          kind,
          entities,
          facts: facts.map((fact) => {
            const { from, relation, to, validFrom, validTo, fromKey, toKey } = fact;
            const open = `${chunk} ${createHash("sha256").update(factKey(fact)).digest("hex")}`;
            return { open, fromKey, toKey, kept: { from, relation, to, validFrom, validTo } };
          }),
        }));
        for (const statement of cypher.putMentions) {
          await ask(statement, { mentions: said, at: instant(seenAt) ?? seenAt });
        }
        await ask(cypher.removeOrphans, { keys: orphans });
      }),
    link: async (names, options) =>
      calls.read(options, async (ask) => {
        const keys = linkedKeys(names);
        const known = new Set(keysOf(await ask(cypher.known, { keys })));
        return keys.filter((key) => known.has(key));
      }),
    neighbourhood: async (seeds, { hops, limitEdges, ...options }) =>
      calls.read(options, async (ask) =>
        walk(seeds, async (nodes, limit) => edgesOf(ask, nodes, limit), { hops, limitEdges }),
      ),
    facts: async (entity, { at, ...options }) =>
      calls.read(options, async (ask) => {
        const rows = await ask(cypher.factsOf, {
          key: keyOf(entity),
          at: at === undefined ? null : instant(at),
        });
        return z
          .array(FactRow)
          .parse(rows)
          .map(({ fact }) => fact)
          .sort(newestFirst);
      }),
    remove: async (ids, { closeAt, ...options }) =>
      calls.write(options, ids, async (ask, chunks) => {
        const keys = keysOf(await ask(cypher.mentionedBy, { chunks }));
        const at = closeAt === undefined ? null : instant(closeAt);
        await ask(cypher.removeChunks, { chunks });
        await ask(at === null ? cypher.eraseFacts : cypher.closeFacts, { chunks, at });
        await ask(cypher.removeOrphans, { keys });
      }),
    ids: async ({ after, limit, ...options }) =>
      calls.read(options, async (ask) => {
        const rows = await ask(cypher.idsBehind, { after: after ?? "", limit });
        return z
          .array(z.object({ id: z.string() }))
          .parse(rows)
          .map(({ id }) => id);
      }),
    drop: async (options) => calls.drop(options),
    close: async () => calls.close(),
  };
};

type Edge = Neighbourhood["edges"][number];

/**
 * Edges of these nodes, at most `limit`: the first of each node, then the second, so that one that everybody mentions
 * does not crowd out the others.
 */
const edgesOf = async (
  ask: Ask,
  nodes: readonly string[],
  limit: number,
  perNode = Math.ceil((4 * limit) / nodes.length) + 16,
): Promise<readonly Edge[]> => {
  const asked = (mark: string): readonly string[] =>
    nodes.filter((node) => node.startsWith(mark)).map((node) => node.slice(mark.length));
  const rows = z
    .array(EdgeRow)
    .parse(await ask(cypher.edgesAround, { entities: asked("e:"), chunks: asked("c:"), perNode }));
  const given = new Map<string, number>();
  const edges = new Map<string, Edge & { readonly place: number }>();
  for (const { edge, source } of rows) {
    const place = given.get(source) ?? 0;
    given.set(source, place + 1);
    const [from = "", to = ""] = edge.to.startsWith("e:")
      ? [edge.from, edge.to].sort(inOrder)
      : [edge.from, edge.to];
    const key = JSON.stringify([from, to]);
    edges.set(key, { from, to, weight: edge.weight, place: Math.min(place, edges.get(key)?.place ?? place) });
  }
  // Some may have more than they were let give, and there is room for it.
  if (edges.size < limit && perNode < limit && [...given.values()].some((count) => count >= perNode)) {
    return edgesOf(ask, nodes, limit, limit);
  }
  return [...edges.values()]
    .sort((a, b) => a.place - b.place || inOrder(a.from, b.from) || inOrder(a.to, b.to))
    .slice(0, limit)
    .map(({ from, to, weight }) => ({ from, to, weight }));
};

const keysOf = (rows: readonly unknown[]): readonly string[] =>
  z
    .array(z.object({ key: z.string() }))
    .parse(rows)
    .map(({ key }) => key);

const EdgeRow = z.object({
  source: z.string(),
  edge: z.object({ from: z.string(), to: z.string(), weight: z.number() }),
});

const text = z.string();
const time = z.string().nullable();
const FactRow = z.object({
  fact: z.object({
    from: text,
    relation: text,
    to: text,
    validFrom: time,
    validTo: time,
    chunk: text,
    seenFrom: text,
    seenTo: time,
  }),
});
