// Scores of texts for a query from a server: llama-server (logits), LiteLLM, Jina, Cohere, vLLM and text-embeddings-inference each
// have their path and their form; the first that the server knows is kept.
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Reranker } from "../../core/indexes.ts";
import { batches, cutToFit } from "../cut-to-fit.ts";
import { at, listAt } from "../dialects/json.ts";
import { readable } from "../embed/vectors.ts";
import { servedName } from "../served-name.ts";
import { postText, type TextServer } from "../text-server.ts";

interface Question {
  readonly model: string | null;
  readonly query: string;
  readonly texts: readonly string[];
}

interface Form {
  readonly path: string;
  body(question: Question): Readonly<Record<string, unknown>>;
}

/** Nothing is asked of the server before the first scores are wanted. */
export const makeServedReranker = (server: TextServer, given: string | undefined): Reranker => {
  let model = given ?? null;
  let known: Form | null = null;

  const send = async (question: Question, signal: AbortSignal): Promise<readonly number[]> => {
    let failure: unknown = null;
    for (const form of known === null ? forms : [known]) {
      try {
        const body = await postText(server, form.path, { body: form.body(question), signal });
        const scores = scoresIn(body, question.texts.length, `${server.url}${form.path}`);
        known = form;
        return scores;
      } catch (error) {
        if (!isUnknownForm(error)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  };
  return {
    get name() {
      return `${model ?? "reranker"} at ${server.url}`;
    },
    scores: async (query, texts, { signal }) => {
      // Until the server has answered once, it may have been away when it was asked for its models.
      if (model === null && known === null) {
        model = await servedName(server, { sounds: /rerank|cross-?encoder|ms-?marco/iu, signal });
      }
      const question = { model, query: readable(query) };
      const scores: number[] = [];
      for (const batch of batches(texts.map(readable), limits)) {
        scores.push(
          ...(await cutToFit(batch, async (some) => await send({ ...question, texts: some }, signal))),
        );
      }
      return scores;
    },
    close: async () => undefined,
  };
};

/** A batch that a slow processor answers within the deadline. */
const limits = { limitTexts: 32, limitChars: 32_000 };

const named = (model: string | null) => (model === null ? {} : { model });
const asDocuments = ({ model, query, texts }: Question) => ({
  ...named(model),
  query,
  documents: texts,
  top_n: texts.length,
});

const forms: readonly Form[] = [
  { path: "/v1/rerank", body: asDocuments },
  { path: "/rerank", body: asDocuments },
  { path: "/rerank", body: ({ query, texts }) => ({ query, texts }) },
  { path: "/score", body: ({ model, query, texts }) => ({ ...named(model), text_1: query, text_2: texts }) },
];

/** No such path, or not with these fields: the next form may do. */
const isUnknownForm = (error: unknown): boolean =>
  isHydraError(error) && [404, 405, 422, 501].includes(Number(error.details["status"]));

/** In the order of the texts, from `results` (most), `data` (vLLM's scores) or a bare list. */
const scoresIn = (body: unknown, count: number, who: string): readonly number[] => {
  const list =
    [listAt(body, "results"), listAt(body, "data"), listAt(body)].find((one) => one.length > 0) ?? [];
  const scores = Array.from({ length: count }, () => Number.NaN);
  for (const entry of list) {
    const index = at(entry, "index");
    const score = at(entry, "relevance_score") ?? at(entry, "score");
    if (typeof index === "number" && index in scores && typeof score === "number") scores[index] = score;
  }
  const scored = scores.filter((score) => Number.isFinite(score)).length;
  if (scored === count && list.length === count) return scores;
  throw new HydraError(
    "OUTPUT_INVALID",
    `${who} gave ${scored} usable scores in ${list.length} for ${count} texts`,
    {
      fix: "check that the server runs a reranking model, and its log",
    },
  );
};
