// Recorded answers of real models, replayed: which samples a draw takes follows from its seed alone. A folder holds
// `solutions.jsonl.gz` and `tests.jsonl.gz`, by task.
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { z } from "zod";
import { readRows, type CodeTask } from "./suites.ts";

const Solution = z
  .object({
    task_id: z.string(),
    model: z.string(),
    sample: z.number().int(),
    completion: z.string().optional(),
    raw: z.string().optional(),
  })
  .refine(({ completion, raw }) => completion !== undefined || raw !== undefined);
type Solution = z.infer<typeof Solution>;

const Tests = z.object({
  task_id: z.string(),
  completion: z.string().optional(),
  tests: z.array(z.string()).optional(),
});

export interface Recording {
  readonly name: string;
  readonly solutions: ReadonlyMap<string, readonly Solution[]>;
  /** Blocks of assertions as a model would have answered them; empty ones are left out. */
  readonly tests: ReadonlyMap<string, readonly string[]>;
}

/** Throws `BAD_INPUT`. */
export const loadRecording = async (folder: string): Promise<Recording> => {
  const solutions = await readRows(join(folder, "solutions.jsonl.gz"), Solution);
  const tests = await readRows(join(folder, "tests.jsonl.gz"), Tests);
  const blocks = tests.map((row) => ({ id: row.task_id, block: blockOf(row) }));
  return {
    name: basename(folder),
    solutions: Map.groupBy(solutions, (row) => row.task_id),
    tests: new Map(
      [
        ...Map.groupBy(
          blocks.filter(({ block }) => /\bassert\b.*\(/u.test(block)),
          ({ id }) => id,
        ),
      ].map(([id, rows]) => [id, rows.map(({ block }) => block)]),
    ),
  };
};

/** What one run is answered with. */
export interface Draw {
  /** `recording/task/seed`. */
  readonly name: string;
  /** Whole chat answers, one per candidate. */
  readonly solutions: readonly string[];
  /** Whole chat answers, one per block of tests. */
  readonly tests: readonly string[];
}

interface DrawOptions {
  readonly seed: number;
  readonly candidates: number;
  readonly blocks: number;
  /** Whose tests to use where the recording has none of its own for a task. */
  readonly testsFrom?: Recording;
}

/**
 * Candidates are of one model, the models taking turns by seed; where no model has enough samples they are mixed. Null
 * where the recording has too few at all.
 */
export const drawFrom = (recording: Recording, task: CodeTask, options: DrawOptions): Draw | null => {
  const { seed, candidates, blocks, testsFrom } = options;
  const all = recording.solutions.get(task.id) ?? [];
  if (all.length < candidates) return null;
  const byModel = [...Map.groupBy(all, ({ model }) => model).values()].filter(
    (samples) => samples.length >= candidates,
  );
  const pool = byModel[seed % Math.max(1, byModel.length)] ?? all;
  const name = `${recording.name}/${task.id}/${seed}`;
  const tests = recording.tests.get(task.id) ?? testsFrom?.tests.get(task.id) ?? [];
  return {
    name,
    solutions: shuffled(pool, name)
      .slice(0, candidates)
      .map((solution) => answerOf(solution, task)),
    tests: shuffled(tests, name).slice(0, blocks),
  };
};

const fence = (code: string): string => `\`\`\`python path=solution.py\n${code.trimEnd()}\n\`\`\``;

/**
 * As a chat answer with a whole file. Models that were to continue the prompt are given it back, and chat models the
 * imports and helpers above the function, as the recordings' own graders do.
 */
const answerOf = (solution: Solution, task: CodeTask): string => {
  if (solution.completion !== undefined) return fence(continued(solution.completion, task));
  const raw = (solution.raw ?? "").replaceAll(/\[PYTHON\]/gu, "```python\n").replaceAll("[/PYTHON]", "\n```");
  if (!raw.includes("```")) return fence(`${task.preamble}\n${raw}`);
  return raw.replaceAll(/(?<=^|\n)```[^\n]*\n(?=[^]*?def )/gu, (opening) => `${opening}${task.preamble}\n`);
};

/** A completion goes on in the body; where its own indentation is lost, the first line gets it back. */
const continued = (completion: string, { prompt }: CodeTask): string =>
  /^\s/u.test(completion) ? `${prompt}${completion}` : `${prompt}    ${completion}`;

/** A completion begins behind the word `assert`, and often breaks the line behind each. */
const blockOf = (row: z.infer<typeof Tests>): string => {
  const text =
    row.tests?.join("\n") ?? (row.completion === undefined ? "" : `assert ${row.completion.trimStart()}`);
  return text.replaceAll(/^([ \t]*assert)[ \t]*\n[ \t]*/gmu, "$1 ");
};

/** The same order for the same name, on every machine. */
const shuffled = <T>(items: readonly T[], name: string): T[] =>
  items
    .map((item, index) => ({
      item,
      place: createHash("sha256").update(`${name}/${index}`).digest("hex"),
    }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ item }) => item);
