// HyDE (Gao et al. 2022): a question and its answer are worded differently, so a made-up answer finds what the question
// missed. The answer is only a direction to look in; nobody is ever shown it.
import type { Embedder, Hit, VectorIndex } from "../../core/indexes.ts";
import type { SearchLimits } from "../../core/knowledge.ts";

/** Writes a passage that could answer the query. */
export type Hypothesis = (query: string, options: { readonly signal: AbortSignal }) => Promise<string>;

interface HydeSearch extends SearchLimits {
  readonly hypothesis: Hypothesis;
  readonly embedder: Pick<Embedder, "embed">;
  readonly vectors: Pick<VectorIndex, "search">;
}

/** What is near to query and made-up answer together; none where the model said nothing. */
export const searchHypothesis = async (
  { hypothesis, embedder, vectors, ...limits }: HydeSearch,
  query: string,
  signal: AbortSignal,
): Promise<readonly Hit[]> => {
  const passage = (await hypothesis(query, { signal })).trim().slice(0, limitCharacters);
  if (passage === "") return [];
  const [asked] = await embedder.embed([query], { signal, as: "query" });
  const [guessed] = await embedder.embed([passage], { signal, as: "passage" });
  if (asked === undefined || guessed === undefined) return [];
  const sum = asked.map((value, at) => value + (guessed[at] ?? 0));
  const length = Math.hypot(...sum);
  if (length === 0) return [];
  return vectors.search(
    sum.map((value) => value / length),
    { ...limits, signal },
  );
};

const limitCharacters = 4_000;
