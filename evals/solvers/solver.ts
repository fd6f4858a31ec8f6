// What every baseline is: a pure rule from what was executed to a pick. Ties are shared, so that no coin is thrown and a
// figure is the rule's expectation, not the luck of a seed.
import type { Matrix, MatrixCandidate } from "../matrix.ts";

/** Chance with which each candidate is picked, in their order; they sum to 1 wherever there is a candidate. */
export type Solver = (matrix: Matrix) => readonly number[];

/** Equal shares among the best scores of those that ran; where nothing ran, among all. */
export const shareAmongBest = (
  { candidates }: Matrix,
  score: (candidate: MatrixCandidate) => number,
): readonly number[] => {
  const scores = candidates.map((one) => (one.ran ? score(one) : -Infinity));
  const best = Math.max(...scores);
  const winners = scores.filter((one) => one === best).length;
  return scores.map((one) => (one === best ? 1 / winners : 0));
};

/** Each rule decides among those that the rules before it left level, and sees only them. */
export const inTurn =
  (...solvers: readonly Solver[]): Solver =>
  (matrix) => {
    const everybody = matrix.candidates.map((_, index) => index);
    const left = solvers.reduce((standing, solver) => {
      const candidates = standing.flatMap((index) => matrix.candidates[index] ?? []);
      const pick = solver({ ...matrix, candidates });
      return standing.filter((_, index) => (pick[index] ?? 0) > 0);
    }, everybody);
    return everybody.map((index) => (left.includes(index) ? 1 / left.length : 0));
  };

/** Of the trusted or of QA's tests, those that it passes. */
export const passedBy = (
  candidate: MatrixCandidate,
  { tests }: Matrix,
  { trusted }: { trusted: boolean },
): readonly string[] =>
  tests
    .filter((test) => test.trusted === trusted && candidate.outcomes[test.id] === "passed")
    .map(({ id }) => id);
