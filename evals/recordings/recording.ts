// A folder of recorded answers of real models: `solutions.jsonl` and, where there are any, `tests.jsonl`, gzipped or not.
// Grades that lie beside them are the grader's and are never opened here.
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import { readRows } from "../suites/rows-of.ts";
import type { LeftOut } from "../suites/task.ts";

/** Tokens, as they were counted when the answer was recorded; null where nobody counted. */
export type Usage = { readonly prompt: number; readonly completion: number } | null;

export interface Solution {
  readonly model: string;
  readonly sample: number;
  /** It continues the task's prompt, or is a chat answer: to the task alone, or to Hydra's request for a whole file. */
  readonly kind: "completion" | "function" | "file";
  readonly text: string;
  readonly usage: Usage;
}

/** A block of tests as a whole chat answer. */
export interface TestBlock {
  readonly model: string;
  readonly answer: string;
  readonly usage: Usage;
}

export interface Recording {
  readonly name: string;
  /** In the order of their first answers. */
  readonly models: readonly string[];
  /** By task. */
  readonly solutions: ReadonlyMap<string, readonly Solution[]>;
  /** By task; blocks without an assertion are left out. */
  readonly tests: ReadonlyMap<string, readonly TestBlock[]>;
  readonly leftOut: readonly LeftOut[];
}

/** Throws `BAD_INPUT`. */
export const loadRecording = async (folder: string): Promise<Recording> => {
  const paths = present(folder, "solutions");
  if (paths.length === 0)
    throw noRecording(folder, "neither solutions.jsonl nor solutions.jsonl.gz is there");
  const rows = (await Promise.all(paths.map((path) => readRows(path, SolutionRow)))).flat();
  if (rows.length === 0) throw noRecording(folder, "it holds no solution");
  const blocks = await Promise.all(present(folder, "tests").map((path) => readRows(path, TestRow)));
  const counted = onceEach(rows);
  const written = onceEach(blocks.flat());
  const tests = byTask(written, (of) => of.flatMap(blockOf));
  const dropped = written.length - [...tests.values()].flat().length;
  return {
    name: basename(resolve(folder)),
    models: [...new Set(counted.map(({ model }) => model))],
    solutions: byTask(counted, numbered),
    tests,
    leftOut:
      dropped === 0 ? [] : [{ what: "blocks of tests", count: dropped, why: "no assertion is in them" }],
  };
};

/** What of a recording an evaluation of these tasks does not use. */
export const leftOutFor = (
  { solutions, leftOut }: Pick<Recording, "solutions" | "leftOut">,
  tasks: readonly { readonly id: string }[],
): LeftOut[] => {
  const asked = new Set(tasks.map(({ id }) => id));
  const count = [...solutions].reduce((sum, [task, of]) => sum + (asked.has(task) ? 0 : of.length), 0);
  const strange = { what: "recorded solutions", count, why: "their tasks are not in the suite" };
  return count === 0 ? [...leftOut] : [strange, ...leftOut];
};

const common = {
  task_id: z.string().min(1),
  model: z.string().min(1).default("unnamed"),
  sample: z.number().int().nonnegative().optional(),
  completion: z.string().optional(),
  raw: z.string().optional(),
  promptTokens: z.number().int().nonnegative().nullish(),
  completionTokens: z.number().int().nonnegative().nullish(),
  /** Hydra's own recordings: which call of which draw it was. A draw that was begun again after a kill has it twice. */
  thread: z.string().optional(),
  key: z.string().optional(),
};
const SolutionRow = z
  .object(common)
  .refine(({ completion, raw }) => (completion ?? raw) !== undefined, "neither completion nor raw is there");
type SolutionRow = z.infer<typeof SolutionRow>;

const TestRow = z
  .object({ ...common, tests: z.array(z.string()).optional() })
  .refine(
    ({ completion, raw, tests }) => (completion ?? raw ?? tests) !== undefined,
    "neither raw nor completion nor tests is there",
  );
type TestRow = z.infer<typeof TestRow>;

const present = (folder: string, name: string): string[] =>
  [`${name}.jsonl.gz`, `${name}.jsonl`].map((file) => join(folder, file)).filter((path) => existsSync(path));

/** The same call of the same draw counts once, as it was answered last. */
const onceEach = <R extends SolutionRow>(rows: readonly R[]): R[] => [
  ...new Map(
    rows.map((row, index) => [
      row.key === undefined ? index : JSON.stringify([row.task_id, row.model, row.thread, row.key]),
      row,
    ]),
  ).values(),
];

const byTask = <R extends SolutionRow, T>(
  rows: readonly R[],
  read: (rows: readonly R[]) => readonly T[],
): ReadonlyMap<string, readonly T[]> =>
  new Map(
    [...Map.groupBy(rows, (row) => row.task_id)]
      .map(([task, of]) => [task, read(of)] as const)
      .filter(([, of]) => of.length > 0),
  );

/**
 * A sample without a number, or with one that its model has used already, gets one beyond all that were recorded: none is
 * lost, and none is taken for another whose grade is known.
 */
const numbered = (rows: readonly SolutionRow[]): Solution[] => {
  const taken = new Set<string>();
  let free = Math.max(-1, ...rows.map(({ sample }) => sample ?? -1)) + 1;
  return rows.map(({ model, sample: recorded, completion, raw, ...row }) => {
    const again = recorded === undefined || taken.has(`${recorded}/${model}`);
    const sample = again ? free++ : recorded;
    taken.add(`${sample}/${model}`);
    const chat = row.key === undefined ? "function" : "file";
    const kind = completion === undefined ? chat : "completion";
    return { model, sample, kind, text: completion ?? raw ?? "", usage: usageOf(row) };
  });
};

/** Chat answers stay as they are, useless ones too; of the others, lists without an assertion that calls something go. */
const blockOf = ({ model, raw, completion, tests, ...row }: TestRow): TestBlock[] => {
  const usage = usageOf(row);
  if (raw !== undefined) return [{ model, answer: raw, usage }];
  const bare = completion === undefined ? (tests ?? []).join("\n") : continued(completion);
  if (!/^[ \t]*(?:assert|expect)\b[^\n]*\w\(/mu.test(bare)) return [];
  return [{ model, answer: `\`\`\`\`\n${bare.trimEnd()}\n\`\`\`\``, usage }];
};

/** A completion goes on behind the word `assert`, unless it begins anew; base models often break the line behind each. */
const continued = (completion: string): string => {
  const text = completion.trimStart();
  const anew = /^(?:assert|def|class|import|from)\b|^[#@]/u.test(text);
  return `${anew ? "" : "assert "}${text}`.replaceAll(/^([ \t]*assert)[ \t]*\r?\n[ \t]*/gmu, "$1 ");
};

const usageOf = ({
  promptTokens,
  completionTokens,
}: Pick<SolutionRow, "promptTokens" | "completionTokens">): Usage =>
  promptTokens == null || completionTokens == null
    ? null
    : { prompt: promptTokens, completion: completionTokens };

const noRecording = (folder: string, why: string): HydraError =>
  new HydraError("BAD_INPUT", `${folder} is no recording: ${why}`, {
    fix: "name a folder with solutions.jsonl (task_id, model, sample, and completion or raw) and perhaps tests.jsonl",
  });
