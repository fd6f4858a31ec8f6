// Kept rows in one order, with what follows from the candidates alone: a single model's rightness, a random pick's,
// the oracle's. Everything after this is sums over these draws.
import { HydraError } from "../../core/errors.ts";
import type { Answer, Row } from "../rows.ts";

/** Which hidden tests count. */
export type Grade = "right" | "plus";

export interface Draw {
  readonly grade: Grade;
  /** Place among the tasks in their order. */
  readonly task: number;
  /** Of each candidate, 0 or 1. */
  readonly right: readonly number[];
  /** Mean rightness of the candidates of the best model in this draw; of all where one model drew them. */
  readonly single: number;
  /** Mean rightness of the candidates. */
  readonly random: number;
  /** 1 where any candidate is right. */
  readonly oracle: number;
  readonly answers: Row["answers"];
}

/** One solver's share of a draw. */
export interface Scored {
  readonly task: number;
  /** Chance that its pick is right. */
  readonly right: number;
  /** Chance that it picks a wrong candidate, or none where none is right. */
  readonly failed: number;
  readonly single: number;
  /** 1 where any candidate is right, a pick after its repair among them. */
  readonly oracle: number;
  /** Null for `single`, `random3` and `oracle`. */
  readonly answer: Answer | null;
}

/** Solvers that follow from the candidates; nobody was asked and no verdict given. */
export const derivedSolvers = ["single", "random3", "oracle"] as const;
type Derived = (typeof derivedSolvers)[number];

/** By task and seed, in code-unit order. Throws `BAD_INPUT` where there is none, or one draw stands there twice. */
export const sortRows = (rows: readonly Row[]): Row[] => {
  const sorted = rows.toSorted((a, b) => compare(a.task, b.task) || a.seed - b.seed);
  if (sorted.length === 0) {
    throw new HydraError("BAD_INPUT", "no draw was kept, so there are no figures", {
      fix: "check that the recording has tasks of the suite",
    });
  }
  const twice = sorted.find(
    ({ task, seed }, index) => sorted[index + 1]?.task === task && sorted[index + 1]?.seed === seed,
  );
  if (twice !== undefined) {
    throw new HydraError("BAD_INPUT", `${twice.task} with seed ${twice.seed} is kept twice`, {
      fix: "take one of the two rows away, or run it again without --resume",
    });
  }
  return sorted;
};

/** `rows` sorted. */
export const drawsOf = (rows: readonly Row[], grade: Grade): Draw[] => {
  const places = new Map([...new Set(rows.map(({ task }) => task))].map((task, index) => [task, index]));
  const rightness = byModel(rows, grade);
  return rows.map((row) => {
    const right = row.candidates.map((candidate) => Number(candidate[grade]));
    const models = row.candidates.map(({ model }) => model);
    const best = bestOf(new Map(models.map((model) => [model, rightness.get(model) ?? 0])));
    return {
      grade,
      task: places.get(row.task) ?? 0,
      right,
      single: mean(right.filter((_, index) => models[index] === best)),
      random: mean(right),
      oracle: Math.max(0, ...right),
      answers: row.answers,
    };
  });
};

/** Mean rightness of each model's candidates, over all rows that have any. */
export const byModel = (rows: readonly Row[], grade: Grade): Map<string, number> => {
  const candidates = Map.groupBy(
    rows.flatMap((row) => row.candidates),
    ({ model }) => model,
  );
  return new Map([...candidates].map(([model, own]) => [model, mean(own.map((one) => Number(one[grade])))]));
};

/** The name with the highest value; of equals the first by name. */
export const bestOf = (values: ReadonlyMap<string, number>): string =>
  [...values].toSorted(([a, x], [b, y]) => y - x || compare(a, b))[0]?.[0] ?? "";

/** The draws in which the solver answered; of `single`, `random3` and `oracle` all. */
export const scoresOf = (draws: readonly Draw[], solver: string): Scored[] =>
  draws.flatMap((draw): Scored[] => {
    const { task, single, oracle } = draw;
    const derived = { single, random3: draw.random, oracle }[solver as Derived];
    if (derived !== undefined)
      return [{ task, right: derived, failed: 1 - derived, single, oracle, answer: null }];
    const answer = draw.answers[solver];
    if (answer === undefined) return [];
    const stated = answer[draw.grade === "right" ? "right" : "rightPlus"] ?? null;
    if (stated !== null) {
      const right = Number(stated);
      return [{ task, right, failed: 1 - right, single, oracle: Math.max(oracle, right), answer }];
    }
    const right = sum(draw.right.map((one, index) => one * (answer.pick[index] ?? 0)));
    const none = Math.max(0, 1 - sum(answer.pick));
    const failed = sum(answer.pick) - right + none * (1 - oracle);
    return [{ task, right, failed, single, oracle, answer }];
  });

/** Same order on every machine, whatever its language. */
export const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
