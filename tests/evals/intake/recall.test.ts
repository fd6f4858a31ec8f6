// What is read out of the public suites, where they are there: a change to the readers that loses examples shows here.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { textOf } from "../../../evals/intake/measure.ts";
import { countsOf, truthOf } from "../../../evals/intake/truth.ts";
import { loadSuite } from "../../../evals/suites/load.ts";
import { extractExamples } from "../../../nodes/examples/extract.ts";

const code = join(resolve(process.env["HYDRA_EVAL_DATA"] ?? "../shared/data"), "code");
const there = existsSync(code);

const recallOf = async (file: string, counts: string): Promise<{ tasks: number; examples: number }> => {
  const { tasks } = await loadSuite(join(code, file));
  const mirror = countsOf((await loadSuite(join(code, counts))).tasks);
  const rows = tasks.map(({ task }) => ({
    truth: truthOf(task, mirror),
    found: extractExamples(textOf(task), { language: task.language }).length,
  }));
  const showing = rows.filter(({ truth }) => truth.shows);
  const counted = rows.map(({ truth, found }) => ({ count: truth.count ?? 0, found }));
  return {
    tasks: showing.filter(({ found }) => found > 0).length / showing.length,
    examples:
      counted.reduce((sum, { count, found }) => sum + Math.min(count, found), 0) /
      counted.reduce((sum, { count }) => sum + count, 0),
  };
};

const xjs = "humaneval-x-js/humaneval_js.jsonl.gz";

describe.skipIf(!there)(
  `recall on public suites (${there ? code : `no data at ${code}: set HYDRA_EVAL_DATA`})`,
  () => {
    test.each([
      ["HumanEval", "humaneval/HumanEval.jsonl.gz", xjs],
      ["HumanEval-X", xjs, xjs],
      ["MBPP", "mbpp/mbpp.jsonl.gz", xjs],
    ])("%s: at least 95% of tasks and of examples", async (_, file, counts) => {
      const recall = await recallOf(file, counts);
      expect(recall.tasks).toBeGreaterThanOrEqual(0.95);
      expect(recall.examples).toBeGreaterThanOrEqual(0.95);
    });
  },
);
