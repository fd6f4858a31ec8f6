// Whoever passes most tests: of those that QA wrote, or of those that the task itself shows.
import { passedBy, shareAmongBest, type Solver } from "./solver.ts";

export const mostTests: Solver = (matrix) =>
  shareAmongBest(matrix, (one) => passedBy(one, matrix, { trusted: false }).length);

export const visible: Solver = (matrix) =>
  shareAmongBest(matrix, (one) => passedBy(one, matrix, { trusted: true }).length);
