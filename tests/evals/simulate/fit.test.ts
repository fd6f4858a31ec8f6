import { describe, expect, it } from "vitest";
import { makeChance } from "../../../evals/simulate/chance.ts";
import { fitSimulator, refusalOf } from "../../../evals/simulate/fit.ts";
import { drawShares, measuredModel } from "../../../evals/simulate/world.ts";

const quick = { tasks: 1_500, draws: 12 };

describe("the simulator's fit", () => {
  it("has the whole reference table within its intervals, and is the same every time", () => {
    const fitted = fitSimulator(measuredModel, quick);
    expect(refusalOf(fitted)).toBeNull();
    const compared = fitted.filter(({ reference }) => reference !== null);
    expect(compared).toHaveLength(8);
    // Intervals that hold anything would prove nothing.
    for (const { low, high } of compared) expect(high - low).toBeLessThan(16);
    expect(fitSimulator(measuredModel, quick)).toEqual(fitted);
  });

  it.each([
    [
      "tests that hold too often",
      { holding: 0.6 },
      /most self-written tests is 6\.5, \d\.\d points outside/u,
    ],
    ["tasks too much alike", { intraclass: 0.2 }, /oracle is 13\.6, \d\.\d points outside/u],
    ["mistakes that agree", { alike: 0.5 }, /behaviour majority is 2\.7, \d\.\d points outside/u],
    ["examples that refute little", { passing: [0.4, 0.5] as const }, /examples, then random is 12\.2/u],
  ])("refuses %s, in one line", (_, change, said) => {
    const refusal = refusalOf(fitSimulator({ ...measuredModel, ...change }, quick));
    expect(refusal).toMatch(said);
    expect(refusal).not.toContain("\n");
  });
});

describe("chance", () => {
  const draws = <T>(draw: (index: number) => T): T[] =>
    Array.from({ length: 4_000 }, (_, index) => draw(index));
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

  it("is Beta with the mean and the spread that are asked for", () => {
    const chance = makeChance("beta");
    const values = draws(() => chance.beta(0.219, 0.781));
    const middle = mean(values);
    expect(middle).toBeCloseTo(0.219, 1);
    expect(mean(values.map((value) => (value - middle) ** 2))).toBeCloseTo(0.219 * 0.781 * 0.5, 2);
  });

  it("makes two wrong samples alike as often as they are to be", () => {
    const chance = makeChance("shares");
    const { crash, alike } = measuredModel;
    const same = draws(() => {
      const shares = drawShares(12, measuredModel, chance);
      return crash ** 2 + (1 - crash) ** 2 * shares.reduce((sum, share) => sum + share ** 2, 0);
    });
    expect(mean(same)).toBeCloseTo(alike, 2);
  });

  it("chooses by weight", () => {
    const chance = makeChance("choose");
    const chosen = draws(() => chance.choose([1, 0, 3]));
    expect(chosen).not.toContain(1);
    expect(mean(chosen.map((index) => Number(index === 2)))).toBeCloseTo(0.75, 1);
  });
});
