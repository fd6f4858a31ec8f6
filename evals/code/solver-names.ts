// Every name that `--solvers` takes.
import { derivedSolvers } from "../figures/draws.ts";
import { solvers } from "../solvers/solvers.ts";
import { variantNames } from "./variants.ts";

export const solverNames: readonly string[] = [
  ...derivedSolvers,
  ...Object.keys(solvers),
  "judge-only",
  ...variantNames,
];
