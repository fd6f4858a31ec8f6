// The walk from seeds outwards, one hop at a time and bounded, over whatever gives the edges of some nodes.
import type { Neighbourhood, SeenFact } from "../../core/indexes.ts";
import { inOrder, keyOf } from "./mentions.ts";

type Edges = Neighbourhood["edges"];

/**
 * All within `hops` of the seeds, nearest first. `step` gives edges of these nodes, those to be kept first in front, and
 * never more than `limit` of them have to be given.
 */
export const walk = async (
  seeds: { readonly entities: readonly string[]; readonly chunks: readonly string[] },
  step: (nodes: readonly string[], limit: number) => Promise<Edges>,
  { hops, limitEdges }: { readonly hops: number; readonly limitEdges: number },
): Promise<Neighbourhood> => {
  const edges = new Map<string, Edges[number]>();
  let frontier = [
    ...new Set([...seeds.entities.map((name) => `e:${keyOf(name)}`), ...seeds.chunks.map((id) => `c:${id}`)]),
  ];
  const reached = new Set(frontier);
  for (let hop = 0; hop < hops && frontier.length > 0 && edges.size < limitEdges; hop += 1) {
    const next = new Set<string>();
    // Edges that are there already may come again.
    for (const edge of await step(frontier, limitEdges + edges.size)) {
      const name = JSON.stringify([edge.from, edge.to]);
      if (edges.has(name)) continue;
      if (edges.size === limitEdges) break;
      edges.set(name, edge);
      for (const node of [edge.from, edge.to]) {
        if (!reached.has(node)) next.add(node);
      }
    }
    frontier = [...next];
    for (const node of frontier) reached.add(node);
  }
  return { edges: [...edges.values()] };
};

/** The keys of names, each once, in their order. */
export const linkedKeys = (names: readonly string[]): readonly string[] => [...new Set(names.map(keyOf))];

export const newestFirst = (a: SeenFact, b: SeenFact): number =>
  inOrder(b.seenFrom, a.seenFrom) || inOrder(order(a), order(b));

const order = ({ from, relation, to, chunk }: SeenFact): string =>
  JSON.stringify([from, relation, to, chunk]);
