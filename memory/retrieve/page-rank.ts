// Personalised PageRank: how near each place of a graph is to where a walk begins, by all ways at once.

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

interface PageRankOptions {
  /** The chance that a walk goes on rather than beginning anew. HippoRAG 2 uses 0.5: what is meant is near. */
  readonly damping: number;
  /** It ends sooner where a round moves less than `tolerance` in all. */
  readonly rounds?: number;
  readonly tolerance?: number;
}

/**
 * The share of an endless walk's steps that each place gets; together 1. Edges go both ways; seeds outside the graph count
 * for nothing, and a walk that can't go on begins anew (Page et al. 1999; Haveliwala 2002). Empty without a seed in it.
 */
export const pageRank = (
  edges: readonly Edge[],
  seeds: ReadonlyMap<string, number>,
  { damping, rounds = 50, tolerance = 1e-6 }: PageRankOptions,
): Map<string, number> => {
  const { names, ends } = graphOf(edges);
  const start = startOf(names, seeds);
  if (start === null) return new Map();
  const out = new Float64Array(names.length);
  for (const { a, b, weight } of ends) {
    out[a] = (out[a] ?? 0) + weight;
    out[b] = (out[b] ?? 0) + weight;
  }
  let rank = start;
  for (let round = 0; round < rounds; round += 1) {
    const next = new Float64Array(names.length);
    for (const { a, b, weight } of ends) {
      next[b] = (next[b] ?? 0) + ((rank[a] ?? 0) * weight) / (out[a] ?? 1);
      next[a] = (next[a] ?? 0) + ((rank[b] ?? 0) * weight) / (out[b] ?? 1);
    }
    let kept = 0;
    for (const [place, value] of next.entries()) {
      next[place] = damping * value;
      kept += damping * value;
    }
    let moved = 0;
    for (const [place, value] of next.entries()) {
      next[place] = value + (1 - kept) * (start[place] ?? 0);
      moved += Math.abs((next[place] ?? 0) - (rank[place] ?? 0));
    }
    rank = next;
    if (moved < tolerance) break;
  }
  return new Map(names.map((name, place) => [name, rank[place] ?? 0]));
};

/** Edges with numbers in place of names; those that carry nothing are left out. */
const graphOf = (edges: readonly Edge[]) => {
  const places = new Map<string, number>();
  const placeOf = (name: string): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, places.size);
    return places.size - 1;
  };
  const ends = edges
    .filter(({ from, to, weight }) => from !== to && weight > 0 && Number.isFinite(weight))
    .map(({ from, to, weight }) => ({ a: placeOf(from), b: placeOf(to), weight }));
  return { names: [...places.keys()], ends };
};

const startOf = (names: readonly string[], seeds: ReadonlyMap<string, number>): Float64Array | null => {
  const start = Float64Array.from(names, (name) => Math.max(0, seeds.get(name) ?? 0));
  const total = start.reduce((sum, value) => sum + value, 0);
  return total > 0 ? start.map((value) => value / total) : null;
};
