// Hand-made rows: a draw is written as its candidates' grades and what each solver answered.
import type { Answer, Row } from "../../../evals/rows.ts";

export const answer = (pick: number | readonly number[], more: Partial<Answer> = {}): Answer => ({
  pick: typeof pick === "number" ? [0, 1, 2].map((place) => Number(place === pick)) : [...pick],
  status: null,
  chance: null,
  calls: 0,
  tokens: 0,
  runs: 0,
  milliseconds: 0,
  ...more,
});

interface Drawn {
  readonly seed?: number;
  readonly models?: readonly string[];
  readonly plus?: string;
}

/** `grades` as in a recording: a digit per candidate, 1 where it is right. */
export const row = (
  task: string,
  grades: string,
  answers: Row["answers"] = {},
  { seed = 0, models = [], plus }: Drawn = {},
): Row => ({
  task,
  seed,
  candidates: grades.split("").map((grade, index) => ({
    model: models[index] ?? "m",
    right: grade === "1",
    plus: plus === undefined ? null : plus[index] === "1",
  })),
  answers,
});
