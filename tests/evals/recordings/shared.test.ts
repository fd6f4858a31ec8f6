// Every sample of the shared recordings, read as the pipeline reads it: what its makers graded as right must come out as a
// program that defines the function, but for a few answers whose form is beyond reading.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answerOf } from "../../../evals/recordings/answer.ts";
import { drawsOf } from "../../../evals/recordings/draw.ts";
import { loadRecording } from "../../../evals/recordings/recording.ts";
import { loadRecordedGrades } from "../../../evals/grader/recorded.ts";
import { loadSuite } from "../../../evals/suites/load.ts";
import type { CodeTask } from "../../../evals/suites/task.ts";
import { extractFiles } from "../../../nodes/answers/files.ts";
import { extractTests } from "../../../nodes/answers/tests.ts";
import { evalData, why } from "../suites/data.ts";

const programOf = (answer: string): string => {
  const files = extractFiles(answer, { expected: ["solution.py"], language: "python" });
  return Array.isArray(files) ? (files.find(({ path }) => path === "solution.py")?.content ?? "") : "";
};

describe.skipIf(evalData === null)(`the shared recordings${why}`, () => {
  const replay = join(evalData ?? "", "replay");
  const tasks = async (): Promise<ReadonlyMap<string, CodeTask>> => {
    const suite = await loadSuite(join(evalData ?? "", "code/humaneval/HumanEval.jsonl.gz"));
    return new Map(suite.tasks.map(({ task }) => [task.id, task]));
  };

  it.each([
    ["codegen-16b", 1923, 0],
    // 12 bring other functions in longer or later blocks, 5 leave a fence open, 2 indent the whole block.
    ["codellama7b_scot", 452, 19],
    ["mistral_zephyr", 614, 0],
    ["poe_ollama", 144, 1],
    ["qwen25coder-1.5b", 215, 0],
  ])("%s: of %i samples that are right at most %i can't be read", async (name, right, unread) => {
    const known = await tasks();
    const grades = await loadRecordedGrades(join(replay, name));
    const recording = await loadRecording(join(replay, name));
    const read = [...recording.solutions].flatMap(([id, samples]) => {
      const task = known.get(id) as CodeTask;
      const defines = new RegExp(`^def ${task.entryPoint}\\b`, "mu");
      return samples
        .filter((sample) => grades.find(id, sample)?.base === true)
        .map((sample) => defines.test(programOf(answerOf(sample, task))));
    });
    expect(read).toHaveLength(right);
    expect(read.filter((one) => !one).length).toBeLessThanOrEqual(unread);
  });

  it.each([
    ["codegen-16b", 1640],
    ["codellama7b_scot", 1640],
    ["mistral_zephyr", 1640],
    ["poe_ollama", 328],
    ["qwen25coder-1.5b", 328],
  ])("%s: 20 seeds give %i draws of three", async (name, draws) => {
    const known = await tasks();
    const recording = await loadRecording(join(replay, name));
    const all = [...recording.solutions.keys()].flatMap((id) =>
      drawsOf(recording, known.get(id) as CodeTask, { seeds: 20, k: 3, blocks: 3 }),
    );
    expect(all).toHaveLength(draws);
  });

  it("codegen-16b: a block of tests holds as many as its makers say, 6.8", async () => {
    const known = await tasks();
    const recording = await loadRecording(join(replay, "codegen-16b"));
    const counts = [...recording.tests].flatMap(([id, blocks]) =>
      blocks.map(
        ({ answer }) =>
          extractTests(answer, {
            language: "python",
            names: [known.get(id)?.entryPoint ?? ""],
            block: 0,
          }).length,
      ),
    );
    expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeCloseTo(6.8, 0);
  });
});
