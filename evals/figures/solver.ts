// What one solver made of its draws: how often its pick is right, what its verdicts and chances are worth, what it cost.
import type { Answer } from "../rows.ts";
import type { Resampling } from "./bootstrap.ts";
import { chancesOf } from "./chances.ts";
import type { Scored } from "./draws.ts";
import { certainShare, columnOf, each, right, share } from "./measures.ts";
import type { Measure } from "./measures.ts";
import type { Figure, SolverFigures } from "./schema.ts";

export const passAt1 = (scored: readonly Pick<Scored, "task" | "right">[], resampling: Resampling): Figure =>
  certainShare(resampling, columnOf(scored, resampling, right), columnOf(scored, resampling, each));

export const gradedFigures = (
  scored: readonly Scored[],
  resampling: Resampling,
): NonNullable<SolverFigures["plus"]> => {
  const judged = scored.filter(({ answer }) => (answer?.status ?? null) !== null);
  return {
    passAt1: passAt1(scored, resampling),
    capture: share(scored, resampling, [
      ({ right, single }) => right - single,
      ({ oracle, single }) => oracle - single,
    ]),
    wrongWhenAllWrong: {
      verified: share(judged, resampling, [both(has("verified"), allWrong), allWrong]),
      probable: share(judged, resampling, [both(has("probable"), allWrong), allWrong]),
    },
  };
};

export const solverFigures = (
  scored: readonly Scored[],
  resampling: Resampling,
  bins: number,
): Omit<SolverFigures, "plus"> => {
  const judged = scored.filter(({ answer }) => (answer?.status ?? null) !== null);
  const chances = chancesOf(scored, resampling, bins);
  const asked = scored.filter(({ answer }) => answer !== null);
  const perDraw = (measure: (answer: Answer) => number): Figure | null =>
    share(asked, resampling, [({ answer }) => (answer === null ? 0 : measure(answer)), each]);
  return {
    draws: scored.length,
    ...gradedFigures(scored, resampling),
    verifiedOfRight: share(judged, resampling, [both(has("verified"), right), right]),
    abstention: {
      precision: share(judged, resampling, [both(has("unsolved"), ({ failed }) => failed), has("unsolved")]),
      recall: share(judged, resampling, [both(has("unsolved"), allWrong), allWrong]),
    },
    ece: chances?.ece ?? null,
    brier: chances?.brier ?? null,
    reliability: chances?.reliability ?? null,
    calls: perDraw(({ calls }) => calls),
    tokens: perDraw(({ tokens }) => tokens),
    runs: perDraw(({ runs }) => runs),
    seconds: perDraw(({ milliseconds }) => milliseconds / 1_000),
  };
};

const allWrong: Measure = ({ oracle }) => 1 - oracle;
const has =
  (status: Answer["status"]): Measure =>
  ({ answer }) =>
    Number(answer?.status === status);
const both =
  (a: Measure, b: Measure): Measure =>
  (scored) =>
    a(scored) * b(scored);
