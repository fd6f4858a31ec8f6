// The baselines by the names that `--solvers` takes.
import { b4 } from "./b4.ts";
import { codet } from "./codet.ts";
import { majority } from "./majority.ts";
import { mostTests, visible } from "./most-tests.ts";
import { inTurn, type Solver } from "./solver.ts";

export const solvers: Readonly<Record<string, Solver>> = {
  majority,
  "most-tests": mostTests,
  codet,
  b4,
  visible,
  "visible-majority": inTurn(visible, majority),
  "visible-codet": inTurn(visible, codet),
  /** The fixed rule to beat: examples, then CodeT, then behaviour. */
  "visible-codet-majority": inTurn(visible, codet, majority),
};
