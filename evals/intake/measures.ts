// The rows of an evaluation of the intake as measures, each a ratio of sums over tasks with its bootstrap interval.
import { ratioOf, resampleTasks } from "../figures/bootstrap.ts";
import type { Resampling } from "../figures/bootstrap.ts";
import type { MeasuredResult } from "../figures/schema.ts";
import type { IntakeRow } from "./measure.ts";

type Measure = MeasuredResult["measures"][number];

interface Ratio {
  readonly name: string;
  readonly meaning: string;
  readonly top: (row: IntakeRow) => number;
  readonly bottom: (row: IntakeRow) => number;
}

const counted = ({ truth }: IntakeRow): number => truth.count ?? 0;
const misread = ({ wrong }: IntakeRow): number => wrong.filter(({ asWritten }) => !asWritten).length;

const ratios: readonly Ratio[] = [
  {
    name: "tasks with examples",
    meaning:
      "tasks that show examples / tasks; by the suite's own count, where there is none by a rough sign",
    top: ({ truth }) => Number(truth.shows),
    bottom: () => 1,
  },
  {
    name: "recall, tasks",
    meaning: "tasks of which an example was found / tasks that show some",
    top: ({ truth, found }) => Number(truth.shows && found > 0),
    bottom: ({ truth }) => Number(truth.shows),
  },
  {
    name: "recall, examples",
    meaning: "examples found, at most as many as counted / examples counted by the suite; counted tasks only",
    top: (row) => Math.min(row.found, counted(row)),
    bottom: counted,
  },
  {
    name: "wrong",
    meaning: "examples that the reference fails, misread or contradicting it / examples found and run",
    top: ({ wrong }) => wrong.length,
    bottom: ({ run }) => run,
  },
  {
    name: "misread",
    meaning: "of these, such as do not stand in the text to the letter / examples found and run",
    top: misread,
    bottom: ({ run }) => run,
  },
];

/** What has nothing to be a share of is left out. */
export const measuresOf = (rows: readonly IntakeRow[]): Measure[] => {
  const resampling = resampleTasks(rows.length);
  return ratios.flatMap((ratio) => measureOf(rows, ratio, resampling));
};

const measureOf = (rows: readonly IntakeRow[], ratio: Ratio, resampling: Resampling): Measure[] => {
  const { name, meaning } = ratio;
  const [top, bottom] = [Float64Array.from(rows, ratio.top), Float64Array.from(rows, ratio.bottom)];
  const figure = ratioOf(resampling, top, bottom);
  const of = bottom.reduce((sum, value) => sum + value, 0);
  return figure === null ? [] : [{ name, meaning, ...figure, of }];
};
