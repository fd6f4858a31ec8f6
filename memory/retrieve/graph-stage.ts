// Chunks by how near they are in the graph to what the query names and to what words and vectors found first: this is how
// a second paragraph is found that shares no word with the question (HippoRAG 2, Gutiérrez et al. 2025).
import type { GraphIndex, Hit, Neighbourhood } from "../../core/indexes.ts";
import type { Library } from "../../core/knowledge.ts";
import { inOrder, minMax } from "./fuse.ts";
import { longestNames, namesOfTitle, possibleNames } from "./names.ts";
import { pageRank } from "./page-rank.ts";
import type { RetrievalWeights } from "./weights.ts";

type GraphWeights = RetrievalWeights["graph"];

/** The keys of what the query names and the graph knows. */
export const linkNames = async (
  graph: Pick<GraphIndex, "link">,
  query: string,
  signal: AbortSignal,
): Promise<readonly string[]> => longestNames(await graph.link(possibleNames(query), { signal }));

interface GraphSearch {
  readonly graph: Pick<GraphIndex, "neighbourhood">;
  readonly library: Pick<Library, "chunks">;
  readonly weights: GraphWeights;
  /** How many hits are wanted. */
  readonly depth: number;
}

interface Seeds {
  readonly named: readonly string[];
  /** What words and vectors found, fused, best first. */
  readonly first: readonly Hit[];
}

/** Best first; none where nothing leads into the graph. */
export const searchGraph = async (
  { graph, library, weights, depth }: GraphSearch,
  { named, first }: Seeds,
  signal: AbortSignal,
): Promise<readonly Hit[]> => {
  const begin = minMax(first.slice(0, weights.firstPass));
  if (named.length === 0 && begin.length === 0) return [];
  const { limitEdges, damping } = weights;
  // From a name to the chunks that hold it is a step that chunks to begin from have behind them.
  const hops = weights.hops + (begin.length === 0 ? 1 : 0);
  const seeds = new Map([
    ...named.map((key) => [`e:${key}`, weights.named] as const),
    ...begin.map(({ id, score }) => [`c:${id}`, score] as const),
  ]);
  const asked = { entities: named, chunks: begin.map(({ id }) => id) };
  const { edges } = await graph.neighbourhood(asked, { signal, hops, limitEdges });
  const near = chunksBy(pageRank(edges, seeds, { damping })).slice(0, depth);
  const known = await library.chunks(
    near.map(({ id }) => id),
    { signal },
  );
  const subjects = new Map(
    known.map(({ chunk, document }) => [
      `c:${chunk.id}`,
      new Set([document.title, ...chunk.headings].flatMap(namesOfTitle)),
    ]),
  );
  const weighed = edges.map((edge) => raised(edge, subjects, weights.about));
  return chunksBy(pageRank(weighed, seeds, { damping })).slice(0, depth);
};

/** A chunk is worth more to what it is about than to what it mentions. */
const raised = (
  { from, to, weight }: Neighbourhood["edges"][number],
  subjects: ReadonlyMap<string, ReadonlySet<string>>,
  about: number,
): Neighbourhood["edges"][number] => {
  const [chunk, other] = from.startsWith("c:") ? [from, to] : [to, from];
  const isAbout = subjects.get(chunk)?.has(other.slice(2)) === true;
  return { from, to, weight: isAbout ? weight * about : weight };
};

const chunksBy = (ranks: ReadonlyMap<string, number>): Hit[] =>
  inOrder(
    [...ranks]
      .filter(([name, score]) => name.startsWith("c:") && score > 0)
      .map(([name, score]) => ({ id: name.slice(2), score })),
  );
