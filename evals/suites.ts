// Sets of tasks with hidden graders. What a task shows and what grades it are two things here and stay so: only `prompt`
// ever goes to the pipeline.
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { HydraError } from "../core/errors.ts";

export interface CodeTask {
  readonly id: string;
  /** Signature and docstring, as models were shown it. */
  readonly prompt: string;
  readonly entryPoint: string;
  /** Imports and helpers that stand above the function in the prompt; answers may rely on them. */
  readonly preamble: string;
  /** Defines `check(candidate)`. Never shown to the pipeline. */
  readonly grader: string;
}

const HumanEvalRow = z.object({
  task_id: z.string(),
  prompt: z.string(),
  entry_point: z.string(),
  test: z.string(),
});

/** HumanEval's form. Throws `BAD_INPUT` where the file is not there or not of this form. */
export const loadHumanEval = async (path: string): Promise<CodeTask[]> =>
  (await readRows(path, HumanEvalRow)).map((row) => ({
    id: row.task_id,
    prompt: row.prompt,
    entryPoint: row.entry_point,
    preamble: row.prompt.slice(0, Math.max(0, row.prompt.lastIndexOf(`def ${row.entry_point}`))),
    grader: row.test,
  }));

/** The same task without its examples, for what is to be learned about tasks that have none. */
export const withoutExamples = (task: CodeTask): CodeTask => {
  const lines = task.prompt.slice(task.preamble.length).split("\n");
  const [signature = "", ...doc] = lines;
  const showing = new RegExp(
    `>>>|\\b${task.entryPoint}\\b|^\\W*(?:for )?examples?\\b|^\\W*(?:for )?\\w* ?=`,
    "iu",
  );
  const first = doc.findIndex((line) => showing.test(line));
  if (first === -1) return task;
  const quote = task.prompt.includes("'''") ? "'''" : '"""';
  return {
    ...task,
    prompt: `${task.preamble}${[signature, ...doc.slice(0, first)].join("\n")}\n    ${quote}\n`,
  };
};

/** Lines of JSON, gzipped where the name ends so. Empty objects are holes and left out. */
export const readRows = async <T>(path: string, schema: z.ZodType<T>): Promise<T[]> => {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw badFile(path, "it can't be read", cause);
  });
  try {
    const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    const lines = text.split("\n").filter((line) => line.trim() !== "" && line.trim() !== "{}");
    return lines.map((line) => schema.parse(JSON.parse(line)));
  } catch (cause) {
    throw badFile(path, "it has another form than expected", cause);
  }
};

const badFile = (path: string, problem: string, cause: unknown): HydraError =>
  new HydraError("BAD_INPUT", `${path}: ${problem}`, {
    fix: "name the folder of the evaluation data with HYDRA_EVAL_DATA",
    cause,
  });
