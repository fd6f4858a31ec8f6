// What runs over a collection come to, with intervals, and beside every hybrid what the best single stage reaches.
import type { Embedder } from "../../core/indexes.ts";
import { figureOf, resampledRatios, resampleTasks } from "../figures/bootstrap.ts";
import { meanOf, type Worth } from "./measures.ts";
import type { RunOutcome } from "./run-retrieval.ts";
import { runs, type RunName } from "./runs.ts";

interface Context {
  readonly dataset: string;
  readonly documents: number;
  readonly embedder: Embedder;
  readonly reranker: string | null;
  readonly leftOut: readonly { readonly stage: string; readonly reason: string }[];
  readonly command: string;
  readonly commit: string;
}

export type RetrievalResult = ReturnType<typeof resultOf>;

export const resultOf = (outcomes: readonly RunOutcome[], context: Context) => {
  const best = { single: bestOf(outcomes, "single"), hybrid: bestOf(outcomes, "hybrid") };
  const { identity, kind } = context.embedder;
  return {
    dataset: context.dataset,
    documents: context.documents,
    queries: outcomes[0]?.worths.length ?? 0,
    stages: Object.fromEntries(outcomes.map((outcome) => [outcome.name, figuresOf(outcome, outcomes)])),
    /** Names; null: none of the kind was asked for. */
    best,
    embedder: { ...identity, kind },
    reranker: context.reranker,
    leftOut: context.leftOut,
    command: context.command,
    commit: context.commit,
  };
};

const figuresOf = (outcome: RunOutcome, outcomes: readonly RunOutcome[]) => {
  const single = outcomes.find(({ name }) => name === bestOf(outcomes, "single"));
  const mean = (measure: keyof Worth): number => rounded(meanOf(outcome.worths, measure), 4);
  return {
    ndcg10: mean("ndcg10"),
    recall5: mean("recall5"),
    recall10: mean("recall10"),
    recall100: mean("recall100"),
    mrr: mean("mrr"),
    p50Ms: rounded(outcome.p50Ms, 1),
    p95Ms: rounded(outcome.p95Ms, 1),
    stagesP50Ms: outcome.stagesP50Ms,
    /** 95% bootstrap over queries. */
    ndcg10Interval: intervalOf(outcome.worths.map(({ ndcg10 }) => ndcg10)),
    ...(runs[outcome.name].of === "hybrid" && single !== undefined
      ? {
          /** nDCG@10 above the best single stage, by pairs of the same query. */
          aboveSingle: intervalOf(
            outcome.worths.map(({ ndcg10 }, at) => ndcg10 - (single.worths[at]?.ndcg10 ?? 0)),
          ),
        }
      : {}),
  };
};

const intervalOf = (values: readonly number[]) => {
  const ones = new Float64Array(values.length).fill(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const { value, low, high } = figureOf(
    mean,
    resampledRatios(resampleTasks(values.length, { name: "queries" }), Float64Array.from(values), ones),
  );
  return { value: rounded(value, 4), low: rounded(low, 4), high: rounded(high, 4) };
};

const bestOf = (outcomes: readonly RunOutcome[], kind: "single" | "hybrid"): RunName | null =>
  outcomes
    .filter(({ name }) => runs[name].of === kind)
    .toSorted((a, b) => meanOf(b.worths, "ndcg10") - meanOf(a.worths, "ndcg10"))[0]?.name ?? null;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
