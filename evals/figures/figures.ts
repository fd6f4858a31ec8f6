// Rows in, figures out: what each solver made of the same draws, with 95% bootstrap intervals over tasks. Pure, and the
// same rows give the same bytes in whatever order they come.
import type { Row } from "../rows.ts";
import { resampledRatios, resampleTasks, rounded } from "./bootstrap.ts";
import type { Resampling } from "./bootstrap.ts";
import { bestOf, byModel, compare, derivedSolvers, drawsOf, scoresOf, sortRows } from "./draws.ts";
import type { Draw } from "./draws.ts";
import { certainShare, columnOf, each, right } from "./measures.ts";
import type { ChoiceResult, Paired } from "./schema.ts";
import { gradedFigures, passAt1, solverFigures } from "./solver.ts";

export type Figures = Pick<
  ChoiceResult,
  "tasks" | "seeds" | "draws" | "drawnBy" | "bestSingle" | "oracleAtK" | "solvers" | "paired"
>;

/**
 * Every figure is a ratio of sums over draws, resampled as one. The pick is whom a solver favours, also where its verdict
 * is `unsolved`; a coin's pick is right with its share.
 * - `single`: a drawn candidate's mean rightness; where several models drew, that of the draw's best model, best by its
 *   candidates in all rows (chosen on the reported rows, so it flatters `single` and never a solver).
 * - `wrongWhenAllWrong`: of the draws with no right candidate, how many ended `verified` or `probable`.
 * - `verifiedOfRight`: of the right picks, how many were called `verified`.
 * - `abstention.precision`: of the `unsolved` draws, how many had a wrong pick, or no pick where nothing was right.
 * - `abstention.recall`: of the draws with no right candidate, how many ended `unsolved`.
 * - `paired`: hydra minus each other, then each other but its ablations (`without-…`) minus `single`.
 * Throws `BAD_INPUT` for no row, and for the same draw twice.
 */
export const figuresOf = (unsorted: readonly Row[], { bins = 10, resamples = 2_000 } = {}): Figures => {
  const rows = sortRows(unsorted);
  const draws = drawsOf(rows, "right");
  const tasks = new Set(rows.map(({ task }) => task)).size;
  const resampling = resampleTasks(tasks, { resamples });
  const graded = rows.every(({ candidates }) => candidates.every(({ plus }) => plus !== null));
  const plus = graded ? drawsOf(rows, "plus") : null;
  const names = solversOf(rows);
  const rightness = byModel(rows, "right");
  const best = bestOf(rightness);
  const candidatesOf = (model: string) =>
    rows.flatMap(({ candidates }, index) =>
      candidates
        .filter((candidate) => candidate.model === model)
        .map((candidate) => ({ task: draws[index]?.task ?? 0, right: Number(candidate.right) })),
    );
  return {
    tasks,
    seeds: new Set(rows.map(({ seed }) => seed)).size,
    draws: rows.length,
    drawnBy: [...rightness.keys()].toSorted(compare),
    bestSingle: { model: best, passAt1: passAt1(candidatesOf(best), resampling) },
    oracleAtK: passAt1(scoresOf(draws, "oracle"), resampling),
    solvers: Object.fromEntries(
      names.map((name) => [
        name,
        {
          ...solverFigures(scoresOf(draws, name), resampling, bins),
          plus: plus === null ? null : gradedFigures(scoresOf(plus, name), resampling),
        },
      ]),
    ),
    paired: pairsOf(names).flatMap(([solver, than]) => difference(draws, { solver, than }, resampling)),
  };
};

/** Those that pick blindly, then those that choose by name, then the one that knows. */
const solversOf = (rows: readonly Row[]): string[] => {
  const derived = new Set<string>(derivedSolvers);
  const answered = new Set(rows.flatMap(({ answers }) => Object.keys(answers)));
  const chose = [...answered].filter((name) => !derived.has(name)).toSorted(compare);
  return ["single", "random3", ...chose, "oracle"];
};

const pairsOf = (names: readonly string[]): [string, string][] => {
  const hydra = names.includes("hydra");
  const others = names.filter((name) => name !== "hydra");
  return [
    ...(hydra ? others.map((name): [string, string] => ["hydra", name]) : []),
    ...others
      .filter((name) => name !== "single" && !name.startsWith("without-"))
      .map((name): [string, string] => [name, "single"]),
  ];
};

/** Over the draws that both answered; nothing where there is none. */
const difference = (
  draws: readonly Draw[],
  { solver, than }: { solver: string; than: string },
  resampling: Resampling,
): Paired[] => {
  const shared = draws.filter(
    (draw) => scoresOf([draw], solver).length + scoresOf([draw], than).length === 2,
  );
  if (shared.length === 0) return [];
  const [left, less] = [solver, than].map((name) => columnOf(scoresOf(shared, name), resampling, right));
  const top = left?.map((sum, task) => sum - (less?.[task] ?? 0)) ?? new Float64Array();
  const bottom = columnOf(shared, resampling, each);
  const resampled = resampledRatios(resampling, top, bottom).filter((value) => !Number.isNaN(value));
  const above = resampled.filter((value) => value > 1e-9).length / resampled.length;
  return [{ solver, than, passAt1: certainShare(resampling, top, bottom), above: rounded(above) }];
};
