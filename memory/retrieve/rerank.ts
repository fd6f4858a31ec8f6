// The best of a search, scored again by a model that reads query and text together. Its score is blended with the fused
// one and does not replace it: a small cross-encoder alone orders many collections worse than what it was given.
import type { Hit, Reranker } from "../../core/indexes.ts";
import type { Found } from "../../core/knowledge.ts";
import { inOrder, minMax } from "./fuse.ts";

/** What the model is given to read of each. */
const readable = ({ chunk }: Found): string => [chunk.context, chunk.text].filter(Boolean).join("\n");

/** Raw scores by id, best first. */
export const scoreAgain = async (
  reranker: Reranker,
  { query, found }: { readonly query: string; readonly found: readonly Found[] },
  signal: AbortSignal,
): Promise<readonly Hit[]> => {
  const scores = await reranker.scores(query, found.map(readable), { signal });
  const hits = found.flatMap(({ chunk }, place) => {
    const score = scores[place];
    return score === undefined || !Number.isFinite(score) ? [] : [{ id: chunk.id, score }];
  });
  return inOrder(hits);
};

/**
 * `found` in its new order: those that were scored again first, by `share` of the reranker's score and the rest of the fused one, each
 * brought to 0..1 among them; the others behind, as they were.
 */
export const blend = (found: readonly Found[], again: readonly Hit[], share: number): Found[] => {
  const scored = new Map(minMax(again).map(({ id, score }) => [id, score]));
  const place = new Map(again.map(({ id, score }, at) => [id, { rank: at + 1, score }]));
  const head = found.filter(({ chunk }) => scored.has(chunk.id));
  const tail = found.filter(({ chunk }) => !scored.has(chunk.id));
  const fused = new Map(
    minMax(head.map(({ chunk, score }) => ({ id: chunk.id, score }))).map(({ id, score }) => [id, score]),
  );
  const floor = tail[0]?.score ?? 0;
  const ceiling = Math.max(floor, ...head.map(({ score }) => score));
  const blended = head.map((one) => {
    const { id } = one.chunk;
    const mixed = share * (scored.get(id) ?? 0) + (1 - share) * (fused.get(id) ?? 0);
    const rerank = place.get(id);
    const stages = rerank === undefined ? one.stages : { ...one.stages, rerank };
    return { ...one, stages, score: floor + (ceiling - floor) * mixed };
  });
  const byId = new Map(blended.map((one) => [one.chunk.id, one]));
  const order = inOrder(blended.map(({ chunk, score }) => ({ id: chunk.id, score })));
  return [...order.flatMap(({ id }) => byId.get(id) ?? []), ...tail];
};
