// What a loader makes of a row of a suite. Whoever holds a `Loaded` holds hidden tests: only the grader's process and the
// measurement of intake (evals/intake) may call loaders.
import type { z } from "zod";
import type { CodeTask, LeftOut } from "./task.ts";

/** A whole test file; the program under test is there as the module `solution` and by its top-level names. */
interface Hidden {
  readonly path: string;
  readonly content: string;
}

/** A program with a planted mistake, shown to models that are to repair it. */
export interface Bug {
  readonly program: string;
  readonly type: string;
}

export interface Loaded {
  readonly task: CodeTask;
  readonly hidden: Hidden;
  /** A program that is right, whole; null where the suite has none. */
  readonly reference: string | null;
  /** Null where the suite is not one of repairs. */
  readonly bug: Bug | null;
}

export interface Form<Row> {
  readonly name: string;
  /** A row that has all these fields is of this form. */
  readonly marks: readonly string[];
  readonly row: z.ZodType<Row>;
  readonly load: (row: Row) => Loaded | LeftOut;
}

export const withoutTests = (task: string): LeftOut => ({
  what: task,
  count: 1,
  why: "it has no tests to grade by",
});
