// The fit is checked against what it was drawn from: known coefficients come back, and held-out tasks stay held out.
import { describe, expect, it } from "vitest";
import { calibrationError, crossFit, fitLogistic, predict, type Observation } from "../../evals/logistic.ts";

const randomFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
};

/** Right with the chance of a logistic whose intercept is -1 and whose coefficients are 2 and -3. */
const drawn = (count: number): Observation[] => {
  const random = randomFrom(7);
  return Array.from({ length: count }, (_, index) => {
    const [a, b] = [random(), random()];
    const chance = 1 / (1 + Math.exp(1 - 2 * a + 3 * b));
    return { group: `task ${index % 40}`, features: [a, b], right: random() < chance, weight: 1 };
  });
};

describe("fitLogistic", () => {
  it("finds the coefficients that made the data", () => {
    const fitted = fitLogistic(drawn(20_000), 0.01);
    expect(fitted.coefficients[0]).toBeCloseTo(2, 0);
    expect(fitted.coefficients[1]).toBeCloseTo(-3, 0);
    expect(predict(fitted, [0.5, 0.5])).toBeCloseTo(1 / (1 + Math.exp(1.5)), 1);
  });

  it("lets a missing value weigh nothing", () => {
    const fitted = fitLogistic(drawn(2_000), 1);
    expect(predict(fitted, [null, null])).toBeCloseTo(1 / (1 + Math.exp(-fitted.intercept)));
  });

  it("counts an observation by its weight", () => {
    const rows = [3, 1].map((weight) => ({ group: "g", features: [], right: weight === 3, weight }));
    const fitted = fitLogistic(rows, 1);
    expect(predict(fitted, [])).toBeCloseTo(0.75, 3);
  });

  it("stays finite where a feature tells everything or nothing", () => {
    const rows = [true, false].map((right) => ({
      group: "g",
      features: [Number(right), 1, null],
      right,
      weight: 10,
    }));
    const { coefficients } = fitLogistic(rows, 1);
    expect(coefficients.every(Number.isFinite)).toBe(true);
    expect(coefficients[0]).toBeGreaterThan(1);
    expect(coefficients.slice(1)).toEqual([0, 0]);
  });
});

describe("crossFit", () => {
  it("predicts a task from the others alone: a task's own marker teaches nothing", () => {
    const rows: Observation[] = Array.from({ length: 40 }, (_, task) => ({
      group: `task ${task}`,
      features: Array.from({ length: 40 }, (__, marker) => Number(marker === task)),
      right: task % 2 === 0,
      weight: 1,
    }));
    const own = fitLogistic(rows, 0.01);
    expect(
      calibrationError(
        rows,
        rows.map((row) => predict(own, row.features)),
      ).brier,
    ).toBeLessThan(0.05);
    expect(calibrationError(rows, crossFit(rows, 0.01)).brier).toBeGreaterThan(0.2);
  });
});

describe("calibrationError", () => {
  const rows = [true, true, true, false].map((right) => ({ group: "g", features: [], right, weight: 1 }));

  it("is nothing where what was said is what happened", () => {
    expect(calibrationError(rows, [0.75, 0.75, 0.75, 0.75]).ece).toBeCloseTo(0);
    expect(calibrationError(rows, [1, 1, 1, 0])).toEqual({ ece: 0, brier: 0 });
  });

  it("is the gap where it is not", () => {
    const { ece, brier } = calibrationError(rows, [1, 1, 1, 1]);
    expect(ece).toBeCloseTo(0.25);
    expect(brier).toBeCloseTo(0.25);
  });
});
