// What the fakes share: which entries are asked for, and in what order they come.
import type { Hit } from "../../core/indexes.ts";
import type { KnowledgeKind } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { ensureGoing } from "./calls.ts";
import { inOrder } from "./mentions.ts";

export const isOf = (kind: KnowledgeKind, kinds: readonly KnowledgeKind[] | undefined): boolean =>
  kinds === undefined || kinds.includes(kind);

/** What has no score (a vector of length 0) is no hit. */
export const bestHits = (scored: readonly Hit[], limit: number): readonly Hit[] =>
  scored
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => b.score - a.score || inOrder(a.id, b.id))
    .slice(0, limit);

export const idsBehind = (
  all: Iterable<string>,
  { signal, after, limit }: Abort & { readonly after: string | null; readonly limit: number },
): readonly string[] => {
  ensureGoing(signal);
  return [...all]
    .filter((id) => after === null || id > after)
    .sort(inOrder)
    .slice(0, limit);
};
