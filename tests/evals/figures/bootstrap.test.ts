import { describe, expect, test } from "vitest";
import {
  figureOf,
  makeRandom,
  ratioOf,
  resampledSums,
  resampleTasks,
} from "../../../evals/figures/bootstrap.ts";

const column = (...values: number[]): Float64Array => Float64Array.from(values);

describe("resampling over tasks", () => {
  test("each resample holds as many tasks as there are, each about as often as any other", () => {
    const resampling = resampleTasks(7);
    expect(new Set(resampledSums(resampling, new Float64Array(7).fill(1)))).toEqual(new Set([7]));
    for (let task = 0; task < 7; task++) {
      const only = new Float64Array(7);
      only[task] = 1;
      const mean = resampledSums(resampling, only).reduce((sum, one) => sum + one, 0) / 2_000;
      expect(mean).toBeGreaterThan(0.9);
      expect(mean).toBeLessThan(1.1);
    }
  });

  test("is the same each time, and another by another name", () => {
    expect(resampleTasks(20)).toEqual(resampleTasks(20));
    expect(resampleTasks(20, { name: "other" }).counts).not.toEqual(resampleTasks(20).counts);
  });

  test("the generator is uniform", () => {
    const random = makeRandom("uniform");
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let drawn = 0; drawn < 20_000; drawn++) tenths[Math.floor(random() * 10)]! += 1;
    const chiSquare = tenths.reduce((sum, seen) => sum + (seen - 2_000) ** 2 / 2_000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 99.9% quantile at nine degrees of freedom
    expect(chiSquare).toBeGreaterThan(0.5);
  });
});

describe("an interval", () => {
  test("lies between the 2.5% and 97.5% quantiles", () => {
    const thousandAndOne = Float64Array.from({ length: 1_001 }, (_, index) => (index * 17) % 1_001);
    expect(figureOf(500, thousandAndOne)).toEqual({ value: 500, low: 25, high: 975 });
  });

  test("of a ratio resamples top and bottom together", () => {
    // Every task has the ratio 1/2, whatever its weight.
    expect(ratioOf(resampleTasks(3), column(1, 2, 3), column(2, 4, 6))).toEqual({
      value: 0.5,
      low: 0.5,
      high: 0.5,
    });
  });

  test("leaves out resamples that have no bottom, and is null where nothing has", () => {
    // A third of the resamples of one task in three lacks it; the others all say 1.
    expect(ratioOf(resampleTasks(3), column(0, 0, 2), column(0, 0, 2))).toEqual({
      value: 1,
      low: 1,
      high: 1,
    });
    expect(ratioOf(resampleTasks(3), column(0, 0, 0), column(0, 0, 0))).toBeNull();
    expect(ratioOf(resampleTasks(3), column(0, 0, 1e-16), column(0, 0, 1e-16))).toBeNull();
  });

  test("covers the truth about as often as it says, with draws that share their task's difficulty", () => {
    const random = makeRandom("coverage");
    let covered = 0;
    const [rounds, tasks, draws] = [300, 60, 5];
    for (let round = 0; round < rounds; round++) {
      // Half of the tasks are right 9 times in 10, half once in 10: the truth is 0.5, and draws of a task are alike.
      const right = Float64Array.from({ length: tasks }, () => {
        const chance = random() < 0.5 ? 0.9 : 0.1;
        return Array.from({ length: draws }, () => Number(random() < chance)).reduce((sum, one) => sum + one);
      });
      const resampling = resampleTasks(tasks, { resamples: 400, name: String(round) });
      const figure = ratioOf(resampling, right, new Float64Array(tasks).fill(draws));
      if (figure !== null && figure.low <= 0.5 && figure.high >= 0.5) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThan(0.9);
    expect(covered / rounds).toBeLessThan(0.985);
  });
});
