// Grades that came with a recording: `grades.jsonl.gz`, a row per sample, or `outcomes.jsonl.gz`, a row per task with a digit
// per sample.
import { access } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readRows } from "../suites/rows-of.ts";
import type { Asked, Grade } from "./protocol.ts";

export interface RecordedGrades {
  /** Names of the files they are from; none where there are no grades. */
  readonly files: readonly string[];
  find(task: string, sample: Asked["sample"]): Grade | null;
}

const GradeRow = z.object({
  task_id: z.string(),
  model: z.string(),
  sample: z.number().int(),
  base: z.boolean(),
  plus: z.boolean().nullish(),
});

const digits = z.string().regex(/^[01]*$/u);
const OutcomeRow = z.object({
  task_id: z.string(),
  passes_hidden: digits,
  passes_plus: digits.nullish(),
});

/** Throws `BAD_INPUT`. */
export const loadRecordedGrades = async (folder: string | null): Promise<RecordedGrades> => {
  const names = ["grades.jsonl.gz", "grades.jsonl", "outcomes.jsonl.gz", "outcomes.jsonl"];
  const files = folder === null ? [] : await existing(folder, names);
  const bySample = new Map<string, Grade>();
  for (const name of files.toReversed()) {
    const path = join(folder ?? "", name);
    if (name.startsWith("grades")) {
      for (const { task_id, model, sample, base, plus } of await readRows(path, GradeRow))
        bySample.set(keyOf(task_id, model, sample), { base, plus: plus ?? null });
    } else {
      for (const row of await readRows(path, OutcomeRow)) {
        for (const [sample, digit] of row.passes_hidden.split("").entries()) {
          const plus = row.passes_plus?.[sample];
          const grade = { base: digit === "1", plus: plus === undefined ? null : plus === "1" };
          bySample.set(keyOf(row.task_id, anyModel, sample), grade);
        }
      }
    }
  }
  return {
    files,
    find: (task, sample) =>
      sample === null
        ? null
        : (bySample.get(keyOf(task, sample.model, sample.sample)) ??
          bySample.get(keyOf(task, anyModel, sample.sample)) ??
          null),
  };
};

/** Outcomes are of a recording with one model. */
const anyModel = "";

const keyOf = (task: string, model: string, sample: number): string => JSON.stringify([task, model, sample]);

const existing = async (folder: string, names: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(
    names.map(async (name) =>
      access(join(folder, name)).then(
        () => [name],
        () => [],
      ),
    ),
  );
  return found.flat();
};
