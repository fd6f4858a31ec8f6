// No task is judged by a table that saw it: folds go by the problem's number, so that its translations are in the same one.
import { describe, expect, it } from "vitest";
import { foldOf, shippedWeights, weightsFor, type Weights } from "../../../nodes/choose/weights.ts";

const table = (intercept: number) => ({ intercept, terms: {} });
const weights = (folds: number): Weights => ({
  ...shippedWeights(),
  calibration: {
    provenance: "made up",
    withTrusted: table(100),
    withoutTrusted: table(200),
    folds: Array.from({ length: folds }, (_, fold) => ({
      withTrusted: table(fold),
      withoutTrusted: table(-fold),
    })),
  },
});

it("what ships has a table for each fold", () => {
  expect(shippedWeights().calibration.folds).toHaveLength(5);
});

describe("the fold of a task", () => {
  it("is the same for the same problem in another language or suite", () => {
    for (const number of [0, 7, 38, 163]) {
      const names = ["HumanEval", "Python", "JavaScript", "JS"].map((suite) => `${suite}/${number}`);
      expect(new Set(names.map((name) => foldOf(name, 5))).size).toBe(1);
    }
  });

  it("is one of so many, and each has about its share of a suite", () => {
    const counts = [0, 0, 0, 0, 0];
    for (let number = 0; number < 164; number++) {
      const fold = foldOf(`HumanEval/${number}`, 5);
      counts[fold] = (counts[fold] ?? NaN) + 1;
    }
    expect(counts.reduce((sum, count) => sum + count)).toBe(164);
    expect(Math.min(...counts)).toBeGreaterThan(164 / 5 / 2);
    expect([foldOf("no number", 5), foldOf("T/3", 0)]).toEqual([0, 0]);
  });
});

describe("the weights for a task", () => {
  it("have the table that was fitted without the task's fold, and all else as it was", () => {
    for (let number = 0; number < 30; number++) {
      const own = weightsFor(`T/${number}`, weights(5));
      const fold = foldOf(`T/${number}`, 5);
      expect(own.calibration).toMatchObject({ withTrusted: table(fold), withoutTrusted: table(-fold) });
      expect(own).toMatchObject({ ...weights(5), calibration: expect.anything() as unknown });
    }
  });

  it("are the whole table's where there are no folds", () => {
    expect(weightsFor("T/3", weights(0)).calibration.withTrusted).toEqual(table(100));
  });
});
