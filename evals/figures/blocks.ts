// A result as blocks of cells and lines of text: what the terminal's table and docs/results.md both show.
import type { ChoiceResult, MeasuredResult, Result, SolverFigures } from "./schema.ts";
import { amount, percent, plain, points, tame } from "./words.ts";

export interface Block {
  readonly title: string;
  readonly columns: readonly string[];
  /** The first cell names the line. */
  readonly lines: readonly (readonly string[])[];
}

export const blocksOf = (result: Result): Block[] =>
  ("measures" in result ? [measuredBlock(result)] : choiceBlocks(result)).filter(
    ({ lines }) => lines.length > 0,
  );

/** What was measured, on what, by what; simulated and scripted results say so first. */
export const headOf = (result: Result): string[] => [
  ...(result.simulated ? ["SIMULATED: nothing here was drawn from a model"] : []),
  `${tame(result.suite)} · ${tame(result.models)}`,
  ...("measures" in result
    ? [`${result.tasks} tasks`]
    : [
        `${result.tasks} tasks, ${result.seeds} seeds, ${result.draws} draws of ${result.k} candidates · drawn by ${result.drawnBy.map((name) => tame(name, 40)).join(", ")}`,
        `intake: ${tame(result.intake)} · grader: ${tame(result.grader)} · jurors: ${tame(result.jurors)}`,
        `chances: ${tame(result.calibration, 2_000)}`,
        `best single model: ${tame(result.bestSingle.model, 40)} ${percent(result.bestSingle.passAt1)} % · oracle@${result.k}: ${percent(result.oracleAtK)} %`,
      ]),
  ...leftOutLines(result),
];

/** Counted by reason, with the first few names; what goes by its kind alone is said as its count. */
const leftOutLines = ({ leftOut }: Result): string[] => {
  const byReason = [...Map.groupBy(leftOut, ({ why }) => why)].toSorted(
    ([a], [b]) => Number(a > b) - Number(a < b),
  );
  if (byReason.length === 0) return ["left out: nothing"];
  return byReason.map(([why, all]) => {
    const of = all.toSorted((a, b) => Number(a.what > b.what) - Number(a.what < b.what));
    const names = of.map(({ what, count }) => (count === 1 ? tame(what, 30) : `${count} ${tame(what, 30)}`));
    const total = countIn(of);
    if (of.length === 1 && total > 1) return `left out: ${names.join("")} (${tame(why, 60)})`;
    const more = of.length > 3 ? [`and ${countIn(of.slice(3))} more`] : [];
    return `left out: ${total} (${tame(why, 60)}): ${[...names.slice(0, 3), ...more].join(", ")}`;
  });
};

const countIn = (of: Result["leftOut"]): number => of.reduce((sum, { count }) => sum + count, 0);

/** Definitions, for a reader who sees the table alone. */
export const notesOf = (result: Result): string[] => {
  const interval =
    "[low, high]: 95% bootstrap over tasks; [0.0, 0.0] says it was never seen, not that it can't be.";
  if ("measures" in result) return [interval];
  const mixed = result.drawnBy.length > 1 ? ", of the draw's best model" : "";
  return [
    interval,
    "pass@1: chance that the favoured candidate is right, also where the verdict is `unsolved`.",
    `single: a drawn candidate's mean${mixed}. random3: a random candidate. oracle: any of them is right.`,
    "captured: (pick − single) / (oracle − single).",
    "abstains rightly (precision): of the `unsolved`, how many had a wrong pick, or nothing right to pick.",
    "ECE: 10 equal-width bins of the stated chance that the pick is right, shipped or not.",
    "runs: programs in the sandbox. seconds: of model calls and programs, as first measured; a cache keeps them.",
  ];
};

const choiceBlocks = (result: ChoiceResult): Block[] => {
  const solvers = Object.entries(result.solvers);
  const lines = (cells: (solver: SolverFigures) => string[], of = solvers): string[][] =>
    of.map(([name, solver]) => [tame(name, 40), ...cells(solver)]);
  const judging = solvers.filter(([, { ece, abstention }]) => ece !== null || abstention.recall !== null);
  return [
    {
      title: "Choosing",
      columns: ["solver", "pass@1 %", "gap captured %"],
      lines: lines(({ passAt1, capture }) => [percent(passAt1), percent(capture)]),
    },
    {
      title: "Verdicts where no candidate is right, % of those draws",
      columns: ["solver", "verified", "probable", "unsolved (recall)"],
      lines: lines(
        ({ wrongWhenAllWrong: wrong, abstention }) =>
          [wrong.verified, wrong.probable, abstention.recall].map(percent),
        judging,
      ),
    },
    {
      title: "Right picks called verified and precision of abstaining, in %; stated chances",
      columns: ["solver", "verified of right", "abstains rightly", "ECE", "Brier"],
      lines: lines(
        ({ verifiedOfRight, abstention, ece, brier }) => [
          percent(verifiedOfRight),
          percent(abstention.precision),
          plain(ece),
          plain(brier),
        ],
        judging,
      ),
    },
    {
      title: "By the larger hidden tests (HumanEval+); verdicts as % of draws with no right candidate",
      columns: ["solver", "pass@1 %", "gap captured %", "verified", "probable"],
      lines: solvers.flatMap(([name, { plus }]) =>
        plus === null
          ? []
          : [
              [
                tame(name, 40),
                percent(plus.passAt1),
                percent(plus.capture),
                percent(plus.wrongWhenAllWrong.verified),
                percent(plus.wrongWhenAllWrong.probable),
              ],
            ],
      ),
    },
    {
      title: "Differences on the same draws",
      columns: ["solvers", "points of pass@1", "resamples above 0 %"],
      lines: result.paired.map(({ solver, than, passAt1, above }) => [
        `${tame(solver, 40)} − ${tame(than, 40)}`,
        points(passAt1),
        (100 * above).toFixed(1),
      ]),
    },
    reliabilityBlock(result),
    {
      title: "Cost of a draw (means)",
      columns: ["solver", "calls", "tokens", "runs", "seconds"],
      lines: lines(
        ({ calls, tokens, runs, seconds }) => [calls, tokens, runs, seconds].map(amount),
        solvers.filter(([, { calls }]) => calls !== null),
      ),
    },
    {
      title: "Controls",
      columns: ["control", "held", "what was seen"],
      lines: result.controls.map(({ name, held, detail }) => [
        tame(name, 40),
        held ? "yes" : "NO",
        tame(detail),
      ]),
    },
  ];
};

/** Of `hydra`, else of the first that states a chance. */
export const statingOf = (result: ChoiceResult): [string, SolverFigures] | null => {
  const stating = Object.entries(result.solvers).filter(([, { reliability }]) => reliability !== null);
  return stating.find(([name]) => name === "hydra") ?? stating[0] ?? null;
};

const reliabilityBlock = (result: ChoiceResult): Block => {
  const [name, solver] = statingOf(result) ?? ["", null];
  return {
    title: `Reliability of the chance that ${tame(name, 40)} states`,
    columns: ["stated", "draws", "mean stated %", "right %"],
    lines: (solver?.reliability ?? [])
      .filter(({ count }) => count > 0)
      .map(({ from, to, count, chance, right }) => [
        `${from} to ${to}`,
        String(count),
        (100 * (chance ?? 0)).toFixed(1),
        percent(right),
      ]),
  };
};

const measuredBlock = ({ kind, measures }: MeasuredResult): Block => ({
  title: kind === "repair" ? "Repair" : "Intake",
  columns: ["measure", "value", "of", "meaning"],
  lines: measures.map((one) => [tame(one.name, 40), measured(one), String(one.of), tame(one.meaning)]),
});

/** Shares in percent, means as they are. */
export const measured = ({ unit, ...figure }: MeasuredResult["measures"][number]): string =>
  unit === "mean" ? amount(figure) : `${percent(figure)} %`;
