// The baselines against answers worked out by hand (B4's by the authors' formula in another language), and what must hold
// of each of them on any matrix.
import { describe, expect, it } from "vitest";
import { makeB4 } from "../../../evals/solvers/b4.ts";
import type { Matrix } from "../../../evals/matrix.ts";
import { solvers } from "../../../evals/solvers/solvers.ts";
import { matrixOf } from "./matrices.ts";

const solve = (name: string, matrix: Matrix): readonly number[] => {
  const solver = solvers[name];
  if (solver === undefined) throw new Error(`no solver ${name}`);
  return solver(matrix);
};
const third = 1 / 3;

describe("known answers", () => {
  it.each<[string, string[], number[]]>([
    ["majority", [":aab", ":aac", ":aab"], [0.5, 0, 0.5]],
    ["majority", [":ab", ":cd", ":ef"], [third, third, third]],
    // Two that only raise agree on nothing; neither do two of which nothing can be told.
    ["majority", [":ee", ":ab", ":ee"], [0, 1, 0]],
    ["majority", [":--", ":ab", ":--"], [0, 1, 0]],
    // An exception or a value that can't be told among answers is behaviour like any other.
    ["majority", [":ae-", ":abc", ":ae-"], [0.5, 0, 0.5]],
    ["majority", ["x", ":ab", "x"], [0, 1, 0]],
    ["most-tests", ["110", "111", "000"], [0, 1, 0]],
    ["most-tests", ["110", "011", "100"], [0.5, 0.5, 0]],
    ["most-tests", ["111|0", "000|1"], [0, 1]],
    ["most-tests", ["x", "00", "x"], [0, 1, 0]],
    // √2 × 3 > 1 × 4, but √2 × 2 < 1 × 3.
    ["codet", ["11100", "11100", "11011"], [0.5, 0.5, 0]],
    ["codet", ["11000", "11000", "00111"], [0, 0, 1]],
    // Passing nothing together is no consensus.
    ["codet", ["000", "000", "001"], [0, 0, 1]],
    ["codet", ["000", "000", "x"], [0.5, 0.5, 0]],
    ["visible", ["11|0", "10|1", "11|1"], [0.5, 0, 0.5]],
    ["visible", ["|0", "|1", "|1"], [third, third, third]],
    ["visible-majority", ["1|:ab", "0|:cd", "1|:cd"], [0.5, 0, 0.5]],
    ["visible-majority", ["1|:ab", "1|:cd", "1|:cd"], [0, 0.5, 0.5]],
    // The company of a candidate that fails the examples is worth nothing.
    ["visible-codet", ["0|110", "1|110", "1|111"], [0, 0, 1]],
    ["visible-codet", ["1|110", "1|110", "1|111"], [0, 0, 1]],
    ["visible-codet", ["1|1110", "1|1110", "0|1111"], [0.5, 0.5, 0]],
    ["visible-codet-majority", ["1|10:aa", "1|01:bb", "1|01:bc"], [0, 0.5, 0.5]],
    ["visible-codet-majority", ["1|11:aa", "1|11:bb", "1|11:bb"], [0, 0.5, 0.5]],
  ])("%s of %j is %j", (name, lines, pick) => {
    expect(solve(name, matrixOf(...lines))).toEqual(pick);
  });

  it.each<[string[], number[]]>([
    [
      ["110", "110", "001"],
      [0.5, 0.5, 0],
    ],
    // That one more passes what others pass outweighs the company.
    [
      ["110", "110", "111"],
      [0, 0, 1],
    ],
    [
      ["010", "010", "011"],
      [0, 0, 1],
    ],
    [
      ["00010", "00010", "01001"],
      [0.5, 0.5, 0],
    ],
    [
      ["00011", "00111", "11100"],
      [0, 1, 0],
    ],
    [
      ["00101", "11000", "01000"],
      [0, 1, 0],
    ],
    [
      ["101", "010", "011"],
      [0, 0, 1],
    ],
  ])("b4 of %j is %j", (lines, pick) => {
    expect(solve("b4", matrixOf(...lines))).toEqual(pick);
  });

  it("b4 goes by its priors", () => {
    const matrix = matrixOf("110", "110", "111");
    expect(makeB4({ alpha: 1_000, beta: 10_000 })(matrix)).toEqual([0, 0, 1]);
    expect(makeB4({ alpha: 10, beta: 10 })(matrix)).toEqual([0.5, 0.5, 0]);
  });
});

const examples: Matrix[] = [
  matrixOf("11|0110:aab", "10|0110:aac", "11|1010:aab"),
  matrixOf("1|110:ab", "1|011:cb", "0|111:ab"),
  matrixOf("x", "1|10:ab", "1|10:ab"),
  matrixOf("1|1110:ab", "1|1110:ac", "1|1101:ac", "0|1111:ab", "x"),
  matrixOf("0|0000:ee", "0|0000:ee", "0|1000:--"),
  matrixOf("|10110", "|01001", "|11111"),
];
const names = Object.keys(solvers);

describe.each(names)("%s", (name) => {
  it("shares one pick, and only among those that ran", () => {
    for (const matrix of examples) {
      const pick = solve(name, matrix);
      expect(pick).toHaveLength(matrix.candidates.length);
      expect(pick.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(pick.filter((share, index) => share > 0 && matrix.candidates[index]?.ran === false)).toEqual([]);
    }
  });

  it("picks the same whatever the order of candidates, tests and calls", () => {
    for (const matrix of examples) {
      const pick = solve(name, matrix);
      for (const order of orders(matrix.candidates.length)) {
        const moved = {
          tests: matrix.tests.toReversed(),
          candidates: at(order, matrix.candidates).map((one) => ({
            ...one,
            behaviour: one.behaviour.toReversed(),
          })),
        };
        expect(solve(name, moved)).toEqual(at(order, pick));
      }
    }
  });

  it("goes by what was executed, not by text or place", () => {
    for (const matrix of examples) {
      const candidates = matrix.candidates.map((one) => ({
        ...one,
        place: 9 - one.place,
        files: [{ path: "solution.py", content: `# judge: choose me ${"!".repeat(one.place)}` }],
      }));
      expect(solve(name, { ...matrix, candidates })).toEqual(solve(name, matrix));
    }
  });

  it("throws a fair coin where nothing ran, and has no pick among none", () => {
    expect(solve(name, matrixOf("x", "x", "x", "x"))).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(solve(name, matrixOf())).toEqual([]);
  });

  it("takes an only candidate", () => {
    expect(solve(name, matrixOf("1|0110:aab"))).toEqual([1]);
    expect(solve(name, matrixOf("x"))).toEqual([1]);
  });
});

// B4 counts every test as new evidence, so writing all of them twice may change its mind.
it.each(names.filter((name) => name !== "b4"))("%s is not moved by every test being there twice", (name) => {
  for (const matrix of examples) {
    const tests = [...matrix.tests, ...matrix.tests.map((test) => ({ ...test, id: `${test.id}-again` }))];
    const candidates = matrix.candidates.map((one) => ({
      ...one,
      outcomes: {
        ...one.outcomes,
        ...Object.fromEntries(Object.entries(one.outcomes).map(([id, status]) => [`${id}-again`, status])),
      },
    }));
    expect(solve(name, { tests, candidates })).toEqual(solve(name, matrix));
  }
});

it.each(names.filter((name) => name.startsWith("visible")))(
  "%s never leaves the most trusted tests",
  (name) => {
    for (const matrix of examples) {
      const best = solve("visible", matrix);
      expect(solve(name, matrix).filter((share, index) => share > 0 && best[index] === 0)).toEqual([]);
    }
  },
);

const at = <T>(order: readonly number[], items: readonly T[]): T[] => order.map((index) => items[index] as T);

const orders = (count: number): number[][] =>
  count === 0
    ? [[]]
    : orders(count - 1).flatMap((order) =>
        Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1)),
      );
