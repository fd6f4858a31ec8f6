// B4 (Chen et al. 2024, arXiv 2409.08692): the consensus set under which the observed passes are the most probable, with
// nothing assumed of how many candidates or tests are right but Beta priors.
import type { Matrix } from "../matrix.ts";
import { passedBy, shareAmongBest, type Solver } from "./solver.ts";

interface Priors {
  /** Right candidates and right tests, θ ~ Beta(α, 1): large for "mostly right". */
  readonly alpha: number;
  /** A wrong candidate passes a wrong test, θ₀ ~ Beta(1, β): large for "hardly ever". */
  readonly beta: number;
}

/** From the ranges that the authors' program tries on recorded samples: α = 10³, β = 10⁴ to 10⁶. */
const published: Priors = { alpha: 1e3, beta: 1e4 };

export const makeB4 =
  (priors: Priors): Solver =>
  (matrix) => {
    const { rows, keys } = passesOf(matrix);
    return shareAmongBest(matrix, (one) => {
      const key = keyOf(passedBy(one, matrix, { trusted: false }));
      return posterior(rows, keys.indexOf(key), priors);
    });
  };

export const b4 = makeB4(published);

const keyOf = (passed: readonly string[]): string => passed.join("\n");

/** The pass matrix of those that ran against QA's tests, with the key of each row. */
const passesOf = (matrix: Matrix): { rows: readonly (readonly boolean[])[]; keys: readonly string[] } => {
  const tests = matrix.tests.filter(({ trusted }) => !trusted);
  const passed = matrix.candidates
    .filter(({ ran }) => ran)
    .map((one) => passedBy(one, matrix, { trusted: false }));
  return {
    rows: passed.map((ids) => tests.map(({ id }) => ids.includes(id))),
    keys: passed.map(keyOf),
  };
};

/**
 * log P(x, y | passes) but for what is the same for every set, where x are the candidates whose row is this one's and y
 * the tests that they pass: right candidates pass all right tests and no other, and the rest is integrated out.
 */
const posterior = (rows: readonly (readonly boolean[])[], place: number, { alpha, beta }: Priors): number => {
  const right = rows[place] ?? [];
  const wrong = rows.filter((row) => row.some((passes, test) => passes !== right[test]));
  const count = (ofRightTests: boolean, onlyPasses: boolean): number =>
    wrong.flatMap((row) =>
      row.filter((passes, test) => right[test] === ofRightTests && (passes || !onlyPasses)),
    ).length;
  const cells = (ofRightTests: boolean) => ({
    hits: count(ofRightTests, true),
    of: count(ofRightTests, false),
  });
  const total =
    logBeta({ hits: rows.length - wrong.length, of: rows.length }, alpha, 1) +
    logBeta({ hits: right.filter(Boolean).length, of: right.length }, alpha, 1) +
    logBeta(cells(true), 1, 1) +
    logBeta(cells(false), 1, beta);
  // Sums of the same terms in another order are the same score.
  return Number(total.toFixed(9));
};

/** log B(hits + a, misses + b), for whole a and b. */
const logBeta = ({ hits, of }: { hits: number; of: number }, a: number, b: number): number => {
  const [left, right] = [hits + a, of - hits + b].toSorted((x, y) => x - y) as [number, number];
  // B(m, n) = (m − 1)! / (n (n + 1) … (n + m − 1)), by the smaller one's few factors.
  let log = -Math.log(right);
  for (let factor = 1; factor < left; factor += 1) log += Math.log(factor) - Math.log(right + factor);
  return log;
};
