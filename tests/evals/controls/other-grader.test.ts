// The second control's material: everything that is shown stays, everything that grades is other.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeOther } from "../../../evals/controls/other-grader.ts";
import { loadRecordedGrades } from "../../../evals/grader/recorded.ts";
import { loadRecording } from "../../../evals/recordings/recording.ts";
import { loadSuite } from "../../../evals/suites/load.ts";
import { humanEvalRow, javaScriptRow, mbppRow } from "../suites/rows.ts";

let folder = "";
let recording = "";
const write = async (path: string, rows: readonly object[]) => {
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  await writeFile(path, path.endsWith(".gz") ? gzipSync(text) : text);
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-other-"));
  recording = await mkdtemp(join(folder, "recorded-"));
  await write(join(recording, "solutions.jsonl"), [{ task_id: "T", model: "m", sample: 0, raw: "1" }]);
  await write(join(recording, "tests.jsonl.gz"), [{ task_id: "T", model: "m", raw: "assert f(1)" }]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([
  ["HumanEval", humanEvalRow(), "HumanEval/0"],
  ["MBPP", mbppRow(), "MBPP/3"],
  ["HumanEval-X", javaScriptRow(), "JavaScript/0"],
  ["HumanEval-X in Python", { ...javaScriptRow(), ...inPython() }, "Python/0"],
])("%s: the task is the same, its tests and its solution are not", async (_, row, id) => {
  const suite = join(folder, "original.jsonl.gz");
  await write(suite, [row]);
  const other = await writeOther({ suite, recording }, join(folder, "other"));
  const [before, after] = [await loadSuite(suite), await loadSuite(other.suite)];
  expect(after.tasks.map(({ task }) => task)).toEqual(before.tasks.map(({ task }) => task));
  expect(after.tasks.map(({ task }) => task.id)).toEqual([id]);
  expect(after.tasks[0]?.hidden.content).toMatch(/assert(?: False|\(false\))/u);
  const text = await readFile(other.suite, "utf8");
  for (const secret of ["(3)", "(4)", "(-1)", "(0)", "return 2 * x", "return x * x"])
    expect(text).not.toContain(secret);
});

it("the recording has the same answers under the same name, and each grade turned", async () => {
  const suite = join(folder, "original.jsonl");
  await write(suite, [humanEvalRow()]);
  const graded = { task_id: "T", model: "m" };
  await write(join(recording, "grades.jsonl.gz"), [
    { ...graded, sample: 0, base: true, plus: false },
    { ...graded, sample: 1, base: false },
  ]);
  await write(join(recording, "outcomes.jsonl"), [
    { task_id: "U", passes_hidden: "101", passes_plus: "001" },
    { task_id: "V", passes_hidden: "0", passes_plus: null },
  ]);
  await writeFile(join(recording, "NOTICE.txt"), "none");
  const other = await writeOther({ suite, recording: `${recording}/` }, join(folder, "other"));
  expect(await loadRecording(other.recording)).toEqual(await loadRecording(recording));
  expect(await readdir(other.recording)).not.toContain("NOTICE.txt");
  const grades = await loadRecordedGrades(other.recording);
  const of = (task: string, sample: number) => grades.find(task, { model: "m", sample });
  expect([of("T", 0), of("T", 1), of("U", 0), of("U", 1), of("U", 2), of("V", 0)]).toEqual([
    { base: false, plus: true },
    { base: true, plus: null },
    { base: false, plus: true },
    { base: true, plus: true },
    { base: false, plus: false },
    { base: true, plus: null },
  ]);
});

function inPython() {
  return {
    task_id: "Python/0",
    prompt: "def double(x):\n",
    declaration: "def double(x):\n",
    canonical_solution: "    return 2 * x\n",
    test: "def check(double):\n    assert double(3) == 6\n\ncheck(double)\n",
    example_test: "def check(double):\n    assert double(2) == 4\n\ncheck(double)\n",
  };
}
