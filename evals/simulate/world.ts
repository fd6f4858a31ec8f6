// What a simulated model is like on a task: how often it is right, how its mistakes spread, and how far its tests can be
// trusted. The numbers are measured ones of a real model; the two assumptions say so.
import type { Chance } from "./chance.ts";

export interface Model {
  /** Mean chance that a sample is right. */
  readonly right: number;
  /** Share of the variance of rightness that lies between tasks; chances are Beta distributed. */
  readonly intraclass: number;
  /** Chance that two wrong samples of a task behave alike. */
  readonly alike: number;
  /** Share of the wrong samples that raise on everything. */
  readonly crash: number;
  /** Share of a task's wrong samples that pass its examples: evenly drawn from this range. */
  readonly passing: readonly [number, number];
  /** Mean share of self-written assertions that hold on a right program. */
  readonly holding: number;
  /** Assertions in a block. */
  readonly assertions: number;
}

/**
 * CodeGen-mono-16B on HumanEval, as it was measured. Assumed, since nothing was measured: assertions differ between tasks as much
 * as solutions do (the same intraclass correlation), and a wrong assertion holds on no program. Both were chosen among several
 * variants because the gains of self-written tests and of CodeT come out right with them; these two figures are fitted, not predicted.
 */
export const measuredModel: Model = {
  right: 0.219,
  intraclass: 0.5,
  alike: 0.15,
  crash: 0.16,
  passing: [0.04, 0.13],
  holding: 0.33,
  assertions: 7,
};

/** A model on one task. */
export interface Difficulty {
  readonly right: number;
  readonly passing: number;
  readonly holding: number;
}

export const drawDifficulty = (model: Model, chance: Chance): Difficulty => {
  const rate = (mean: number): number => {
    const size = 1 / model.intraclass - 1;
    return chance.beta(mean * size, (1 - mean) * size);
  };
  return {
    right: rate(model.right),
    holding: rate(model.holding),
    passing: chance.between(...model.passing),
  };
};

/**
 * Shares of so many ways of being wrong without crashing, such that with the crashes two wrong samples are alike as often
 * as they are to be (in expectation; fewer ways than that allows are alike more often).
 */
export const drawShares = (count: number, model: Model, chance: Chance): number[] => {
  const wanted = (model.alike - model.crash ** 2) / (1 - model.crash) ** 2;
  const alpha = (1 - wanted) / Math.max(count * wanted - 1, 0.05);
  return chance.dirichlet(count, alpha);
};
