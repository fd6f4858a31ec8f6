// One search over everything that is known: words, vectors and graph at once, fused, made up for by a hypothetical answer
// where they found little, and scored again where a reranker is there. What is lost on the way is left out, and said so.
import { HydraError } from "../../core/errors.ts";
import type { Found, Retriever, Search, SearchOptions, SearchStage } from "../../core/knowledge.ts";
import { searchStages } from "../../core/knowledge.ts";
import { confidenceOf } from "./confidence.ts";
import type { Parts, RetrieverParts, Stages } from "./first-pass.ts";
import { firstPass, fuseAll, limitsOf } from "./first-pass.ts";
import type { Hypothesis } from "./hyde.ts";
import { searchHypothesis } from "./hyde.ts";
import { loadFound } from "./load.ts";
import { blend, scoreAgain } from "./rerank.ts";
import type { Stage } from "./stage.ts";
import { openStage } from "./stage.ts";
import { shippedRetrievalWeights } from "./weights.ts";

/** Throws `BAD_INPUT` for an empty query or where every stage is off, `INDEX_DOWN` or the like where all are lost, `DATABASE_DOWN`, `ABORTED`. */
export const makeRetriever = (parts: RetrieverParts): Retriever => {
  const weights = parts.weights ?? shippedRetrievalWeights();
  return { search: async (query, options) => search({ ...parts, weights }, query.trim(), options) };
};

const search = async (parts: Parts, query: string, options: SearchOptions): Promise<Search> => {
  const { weights } = parts;
  const { signal, limit } = options;
  const isOn = switches(query, options);
  const open = (name: SearchStage): Stage => openStage(name, signal, deadlinesMs[name]);
  const stages: Stages = {
    keyword: open("keyword"),
    vector: open("vector"),
    graph: open("graph"),
    hyde: open("hyde"),
    rerank: open("rerank"),
  };
  for (const name of searchStages) if (!isOn(name)) stages[name].note("off");

  const rankings = await firstPass(parts, query, { options, stages, isOn });
  const wanted = Math.max(limit, weights.rerank.top, judgedBy);
  const load = async (): Promise<Found[]> =>
    loadFound(parts.library, { fused: fuseAll(parts, rankings), rankings, wanted, signal });
  let found = await load();
  let judged = confidenceOf(query, found);
  if (isOn("hyde") && mayGuess(parts, stages, judged.confidence)) {
    const { hypothesis, vectors, embedder } = parts;
    const guess = { hypothesis, vectors, embedder, ...limitsOf(parts, options) };
    const hits = await stages.hyde.run(async (within) => searchHypothesis(guess, query, within));
    if (hits !== null && hits.length > 0) {
      rankings.hyde = hits;
      found = await load();
      judged = confidenceOf(query, found);
    }
  }
  if (isOn("rerank")) found = await rerank(parts, { query, found, stage: stages.rerank });
  return {
    found: found.slice(0, limit),
    stages: searchStages.map((name) => stages[name].report()),
    ...judged,
  };
};

/** Long enough for a cold model, short enough that a search ends. */
const deadlinesMs: Readonly<Record<SearchStage, number>> = {
  keyword: 20_000,
  vector: 60_000,
  graph: 20_000,
  hyde: 60_000,
  rerank: 60_000,
};

/** How many the confidence looks at. */
const judgedBy = 30;

const mayGuess = (
  parts: Parts,
  { hyde, vector }: Stages,
  confidence: number,
): parts is Parts & { readonly hypothesis: Hypothesis; readonly vectors: NonNullable<Parts["vectors"]> } => {
  const reason =
    confidence >= parts.weights.hyde.below
      ? "not needed"
      : parts.hypothesis === null
        ? "left out: no model is configured"
        : parts.vectors === null || parts.embedder.kind === "lexical" || vector.lost !== null
          ? "left out: there are no vectors of meaning"
          : null;
  if (reason !== null) hyde.note(reason);
  return reason === null;
};

const rerank = async (
  { reranker, weights }: Parts,
  {
    query,
    found,
    stage,
  }: { readonly query: string; readonly found: readonly Found[]; readonly stage: Stage },
): Promise<Found[]> => {
  if (reranker === null) stage.note("left out: no reranker is configured");
  if (reranker === null || found.length === 0) return [...found];
  const top = found.slice(0, weights.rerank.top);
  const again = await stage.run(async (signal) => scoreAgain(reranker, { query, found: top }, signal));
  return again === null ? [...found] : blend(found, again, weights.rerank.share);
};

const switches = (query: string, { stages }: SearchOptions): ((name: SearchStage) => boolean) => {
  if (query === "")
    throw new HydraError("BAD_INPUT", "the query is empty", { fix: "say what to search for" });
  const isOn = (name: SearchStage): boolean => stages?.[name] !== false;
  if (!isOn("keyword") && !isOn("vector") && !isOn("graph")) {
    throw new HydraError("BAD_INPUT", "every stage that finds anything is off", {
      fix: "leave keyword, vector or graph on",
    });
  }
  return isOn;
};
