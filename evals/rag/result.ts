// What the gate comes to on each set, by the shipped weights and by weights that saw nothing of the question's group.
import type { Embedder } from "../../core/indexes.ts";
import { gradeOf } from "../../nodes/rag/grade.ts";
import { crossFit, fitLogistic, type Observation } from "../logistic.ts";
import type { Figure } from "../figures/schema.ts";
import { aucOf, precisionOf, recallOf, withInterval } from "./measures.ts";
import type { QuestionSet } from "./questions.ts";
import type { Judged } from "./run-gate.ts";

export interface SetRun {
  readonly set: QuestionSet;
  readonly judged: readonly Judged[];
}

interface Context {
  readonly embedder: Embedder;
  readonly command: string;
  readonly commit: string;
}

export interface Abstention {
  /** Of the refused, without an answer (null where none was refused); of those without an answer, refused. */
  readonly precision: Figure | null;
  readonly recall: Figure;
  readonly refused: number;
}

export const resultOf = (runs: readonly SetRun[], { embedder, command, commit }: Context) => {
  const heldOut = crossFitted(runs);
  return {
    sets: runs.map(({ set, judged }, at) => ({
      dataset: set.name,
      documents: set.documents.length,
      questions: judged.length,
      answerable: judged.filter(({ answerable }) => answerable).length,
      leftOut: set.leftOut,
      /** Each question by a fit over all the sets that saw nothing of its group. */
      auc: aucFigure(judged.map((one, index) => ({ ...one, score: heldOut[at]?.[index] ?? Number.NaN }))),
      abstention: abstentionOf(
        judged.map((one, index) => ({ ...one, confidence: heldOut[at]?.[index] ?? 1 })),
      ),
      /** By the frozen weights that ship, which were fitted on these very sets where `confidence.json` says so. */
      shipped: {
        auc: aucFigure(judged.map((one) => ({ ...one, score: one.confidence }))),
        abstention: abstentionOf(judged),
        grades: gradesOf(judged),
      },
    })),
    note: "auc and abstention are cross-fitted: ten folds by claim or conversation, over all sets together, each set weighing the same",
    embedder: { ...embedder.identity, kind: embedder.kind },
    command,
    commit,
  };
};

export type RagResult = ReturnType<typeof resultOf>;

/** What `confidence.json` may hold: fitted on all the sets together. */
export const weightsOf = (runs: readonly SetRun[], { command }: Pick<Context, "command">) => {
  const { intercept, coefficients, means } = fitLogistic(observationsOf(runs), ridge);
  return {
    provenance: `${command} --fit: fitted on ${runs.map(({ set, judged }) => `${judged.length} questions of ${set.name}`).join(" and ")}, each set weighing the same.`,
    intercept: rounded(intercept),
    terms: Object.fromEntries(
      featureNamesOf(runs).map((name, at) => [
        name,
        { coefficient: rounded(coefficients[at] ?? 0), mean: rounded(means[at] ?? 0) },
      ]),
    ),
  };
};

/** In units of questions. */
const ridge = 1;

const crossFitted = (runs: readonly SetRun[]): number[][] => {
  const chances = crossFit(observationsOf(runs), ridge);
  let from = 0;
  return runs.map(({ judged }) => {
    const own = chances.slice(from, from + judged.length);
    from += judged.length;
    return own;
  });
};

const observationsOf = (runs: readonly SetRun[]): Observation[] => {
  const names = featureNamesOf(runs);
  const most = Math.max(...runs.map(({ judged }) => judged.length));
  return runs.flatMap(({ set, judged }) =>
    judged.map(({ group, features, answerable }) => ({
      group: `${set.name}/${group}`,
      features: names.map((name) => features[name] ?? null),
      right: answerable,
      weight: most / judged.length,
    })),
  );
};

const featureNamesOf = (runs: readonly SetRun[]): string[] => Object.keys(runs[0]?.judged[0]?.features ?? {});

const aucFigure = (scored: readonly (Judged & { readonly score: number })[]): Figure =>
  withInterval(scored, aucOf);

const abstentionOf = (judged: readonly Judged[]): Abstention => {
  const ones = judged.map(({ group, answerable, confidence }) => ({
    group,
    answerable,
    refused: gradeOf(confidence) === "incorrect",
  }));
  const refused = ones.filter((one) => one.refused).length;
  return {
    precision: refused === 0 ? null : withInterval(ones, precisionOf),
    recall: withInterval(ones, recallOf),
    refused,
  };
};

/** Label × grade. */
const gradesOf = (judged: readonly Judged[]): Record<string, Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(judged, ({ label }) => label)].map(([label, ones]) => [
      label,
      Object.fromEntries(
        (["correct", "ambiguous", "incorrect"] as const).map((grade) => [
          grade,
          ones.filter(({ confidence }) => gradeOf(confidence) === grade).length,
        ]),
      ),
    ]),
  );

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
