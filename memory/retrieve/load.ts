// From ids to texts: what the indexes found, as the library has it, with what each stage made of it.
import type { Hit } from "../../core/indexes.ts";
import type { Found, KnowledgeKind, Library, SearchStage } from "../../core/knowledge.ts";

interface Load {
  readonly fused: readonly Hit[];
  readonly rankings: Readonly<Partial<Record<SearchStage, readonly Hit[]>>>;
  readonly wanted: number;
  readonly signal: AbortSignal;
}

/** The best `wanted` that are still there: an index may lag behind the library. */
export const loadFound = async (
  library: Pick<Library, "chunks">,
  { fused, rankings, wanted, signal }: Load,
): Promise<Found[]> => {
  const places = new Map(
    Object.entries(rankings).map(([stage, hits]) => [
      stage,
      new Map(hits.map(({ id, score }, at) => [id, { rank: at + 1, score }])),
    ]),
  );
  const scores = new Map(fused.map(({ id, score }) => [id, score]));
  const found: Found[] = [];
  for (let at = 0; at < fused.length && found.length < wanted; at += wanted) {
    const ids = fused.slice(at, at + wanted).map(({ id }) => id);
    for (const { chunk, document } of await library.chunks(ids, { signal })) {
      const stages = Object.fromEntries(
        [...places].flatMap(([stage, hits]) => {
          const place = hits.get(chunk.id);
          return place === undefined ? [] : [[stage, place] as const];
        }),
      );
      found.push({ chunk, document, score: scores.get(chunk.id) ?? 0, stages });
    }
  }
  return found.slice(0, wanted);
};

/** The graph knows no kinds; its hits are looked up where only some are asked for. */
export const ofKinds = async (
  hits: readonly Hit[],
  {
    library,
    kinds,
    signal,
  }: {
    readonly library: Pick<Library, "chunks">;
    readonly kinds: readonly KnowledgeKind[] | undefined;
    readonly signal: AbortSignal;
  },
): Promise<readonly Hit[]> => {
  if (kinds === undefined) return hits;
  const known = await library.chunks(
    hits.map(({ id }) => id),
    { signal },
  );
  const kept = new Set(
    known.filter(({ document }) => kinds.includes(document.kind)).map(({ chunk }) => chunk.id),
  );
  return hits.filter(({ id }) => kept.has(id));
};
