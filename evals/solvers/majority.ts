// The largest group of candidates that behave alike on the shared calls, one of it at random: MBR-exec with the 0/1 loss
// (Shi et al. 2022, arXiv 2204.11454).
import type { MatrixCandidate } from "../matrix.ts";
import { shareAmongBest, type Solver } from "./solver.ts";

export const majority: Solver = (matrix) => {
  const ran = matrix.candidates.filter((one) => one.ran && answers(one));
  return shareAmongBest(
    matrix,
    (one) => ran.filter((other) => behaviourOf(other) === behaviourOf(one)).length,
  );
};

/** One that only raises, or returns nothing that can be told, is alike to nobody: it counts no more than a crash. */
const answers = ({ behaviour }: MatrixCandidate): boolean =>
  behaviour.some((value) => value !== null && !value.startsWith("e"));

const behaviourOf = ({ behaviour }: MatrixCandidate): string => JSON.stringify(behaviour);
