// CodeT's dual execution agreement (Chen et al. 2022, arXiv 2207.10397): candidates that pass the same set of QA's tests
// support each other, and the tests that they pass support them.
import { passedBy, shareAmongBest, type Solver } from "./solver.ts";

/**
 * √solutions × tests of the consensus set: the root, by which passing more tests outweighs more company, is the one of
 * the authors' own program. Whoever passes no test is in no set. Tests count as often as they were written.
 */
export const codet: Solver = (matrix) => {
  const passed = (one: (typeof matrix.candidates)[number]) => passedBy(one, matrix, { trusted: false });
  const sets = matrix.candidates.filter(({ ran }) => ran).map((one) => passed(one).join("\n"));
  return shareAmongBest(matrix, (one) => {
    const tests = passed(one);
    const solutions = sets.filter((set) => set === tests.join("\n")).length;
    // Squared, so that what is equal is equal in floating point.
    return solutions * tests.length ** 2;
  });
};
