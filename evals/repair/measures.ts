// Rows of repairs as figures with 95% bootstrap intervals over tasks.
import { ratioOf, resampleTasks } from "../figures/bootstrap.ts";
import type { MeasuredResult } from "../figures/schema.ts";
import type { RepairRow } from "./rows.ts";

type Measure = MeasuredResult["measures"][number];

/** Shares are of all tasks unless the meaning says otherwise; what has nothing to be a share of is not there. */
export const measuresOf = (rows: readonly RepairRow[]): Measure[] => {
  const resampling = resampleTasks(rows.length, { name: "repair" });
  const column = (value: (row: RepairRow) => number): Float64Array => Float64Array.from(rows, value);
  const measure = (unit: "share" | "mean", { name, meaning, value, of = every }: Told): Measure[] => {
    const bottom = column(of);
    const top = column((row) => of(row) * value(row));
    const figure = ratioOf(resampling, top, bottom);
    if (figure === null) return [];
    return [{ name, meaning, unit, ...figure, of: bottom.filter((one) => one > 0).length }];
  };
  return [
    ...shares.flatMap((share) => measure("share", share)),
    ...means.flatMap((mean) => measure("mean", mean)),
  ];
};

interface Told {
  readonly name: string;
  readonly meaning: string;
  readonly value: Of;
  /** What it is a share of. Default: every task. */
  readonly of?: Of;
}

type Of = (row: RepairRow) => number;

const every: Of = () => 1;

const right: Of = ({ after }) => Number(after?.right === true);
const shipped: Of = ({ after }) => Number(after !== null);
const called =
  (status: RepairRow["status"]): Of =>
  (row) =>
    Number(row.status === status);
const wrong: Of = (row) => shipped(row) * (1 - right(row));

const shares: readonly Told[] = [
  {
    name: "unchanged passes what is shown",
    meaning: "faulty program passes all shown tests, of the tasks that show any",
    value: ({ before }) => Number(before.shown),
    of: ({ before }) => Number(before.shown !== null),
  },
  { name: "hydra", meaning: "a repair is shipped and passes the hidden tests", value: right },
  {
    name: "verified and right",
    meaning: "of all tasks",
    value: (row) => called("verified")(row) * right(row),
  },
  {
    name: "verified and wrong",
    meaning: "of all tasks",
    value: (row) => called("verified")(row) * wrong(row),
  },
  {
    name: "probable and right",
    meaning: "of all tasks",
    value: (row) => called("probable")(row) * right(row),
  },
  {
    name: "probable and wrong",
    meaning: "of all tasks",
    value: (row) => called("probable")(row) * wrong(row),
  },
  { name: "unsolved", meaning: "nothing is shipped", value: called("unsolved") },
  {
    name: "passes what is shown, and is wrong",
    meaning: "of the shipped repairs that pass all shown tests",
    value: wrong,
    of: (row) => Number(row.after?.shown === true),
  },
];

const means: readonly Told[] = [
  { name: "calls", meaning: "model calls per task", value: ({ calls }) => calls },
  { name: "tokens", meaning: "prompt and completion per task", value: ({ tokens }) => tokens },
  { name: "runs", meaning: "programs in the sandbox per task", value: ({ runs }) => runs },
  { name: "seconds", meaning: "wall time per task", value: ({ seconds }) => seconds },
];
