// The result file: what an evaluation says about itself, so that a table, a plot and a page can be made of it alone.
// Shares are from 0 to 1; a figure is null where there is nothing to measure it on.
import { z } from "zod";
import { LeftOut } from "../suites/task.ts";

/** Another number is another form; it is raised when a field changes its meaning. */
export const resultVersion = 1;

/** A value with its 95% bootstrap interval over tasks. */
export const Figure = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Figure = z.infer<typeof Figure>;

const Maybe = Figure.nullable();

/** One of the equal-width bins of stated chances. */
export const Bin = z.object({
  from: z.number(),
  to: z.number(),
  /** Draws whose stated chance lies in it. */
  count: z.number().int(),
  /** Their mean stated chance, and the share of them that was right; null where there are none. */
  chance: z.number().nullable(),
  right: Maybe,
});
export type Bin = z.infer<typeof Bin>;

/** What of a solver depends on how a program was graded. */
const Graded = z.object({
  /** Chance that the favoured candidate is right, whether or not the verdict ships it. */
  passAt1: Figure,
  /** (pick − single) / (oracle − single). */
  capture: Maybe,
  /** Of the draws with no right candidate, how many ended so. Null for solvers without verdicts: they always answer. */
  wrongWhenAllWrong: z.object({ verified: Maybe, probable: Maybe }),
});

export const SolverFigures = Graded.extend({
  /** Draws in which it answered; the figures are over these. */
  draws: z.number().int(),
  /** Of the right picks, how many were called `verified`. */
  verifiedOfRight: Maybe,
  abstention: z.object({ precision: Maybe, recall: Maybe }),
  /** Of the stated chance that the pick is right; null for solvers that state none. */
  ece: Maybe,
  brier: Maybe,
  reliability: z.array(Bin).nullable(),
  /** Means per draw; null for what no solver did (`single`, `random3`, `oracle`). */
  calls: Maybe,
  tokens: Maybe,
  /** Programs run in the sandbox. */
  runs: Maybe,
  seconds: Maybe,
  /** The same picks by the larger hidden tests; null where they did not grade every candidate. */
  plus: Graded.nullable(),
});
export type SolverFigures = z.infer<typeof SolverFigures>;

/** `solver` minus `than` on the same draws. */
export const Paired = z.object({
  solver: z.string(),
  than: z.string(),
  passAt1: Figure,
  /** Share of the resamples in which the difference is above 0. */
  above: z.number(),
});
export type Paired = z.infer<typeof Paired>;

export const Control = z.object({ name: z.string(), held: z.boolean(), detail: z.string() });
export type Control = z.infer<typeof Control>;

const Head = z.object({
  version: z.literal(resultVersion),
  suite: z.string(),
  /** Whose answers: `replay: NAME`, `live: NAME`, `scripted`, `simulated`. */
  models: z.string(),
  tasks: z.number().int(),
  leftOut: z.array(LeftOut),
  command: z.string(),
  commit: z.string(),
  simulated: z.boolean(),
});

/** `hydra eval code` and `hydra eval simulate`. */
export const ChoiceResult = Head.extend({
  kind: z.enum(["code", "simulate"]),
  k: z.number().int(),
  seeds: z.number().int(),
  draws: z.number().int(),
  intake: z.string(),
  grader: z.string(),
  /** Who judges where a duel needs opinions; `none` in a replay without stubs. */
  jurors: z.string(),
  /** Where the stated chances come from. */
  calibration: z.string(),
  /** Names of the models that drew the candidates. */
  drawnBy: z.array(z.string()),
  bestSingle: z.object({ model: z.string(), passAt1: Figure }),
  /** At least one of the k is right. */
  oracleAtK: Figure,
  solvers: z.record(z.string(), SolverFigures),
  paired: z.array(Paired),
  controls: z.array(Control),
});
export type ChoiceResult = z.infer<typeof ChoiceResult>;

/** `hydra eval intake` and `hydra eval repair`: measures by name. */
export const MeasuredResult = Head.extend({
  kind: z.enum(["intake", "repair"]),
  measures: z.array(
    z.object({
      name: z.string(),
      /** What is divided by what. */
      meaning: z.string(),
      /** Default: a share, shown in percent; a mean is shown as it is. */
      unit: z.enum(["share", "mean"]).optional(),
      value: z.number(),
      low: z.number(),
      high: z.number(),
      /** How many cases it is a share of. */
      of: z.number().int(),
    }),
  ),
});
export type MeasuredResult = z.infer<typeof MeasuredResult>;

export const Result = z.discriminatedUnion("kind", [ChoiceResult, MeasuredResult]);
export type Result = z.infer<typeof Result>;
