// Rows, forms and names of suites, on small suites written here and on the public ones.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadSuite } from "../../../evals/suites/load.ts";
import { locateSuite } from "../../../evals/suites/locate.ts";
import { readRows } from "../../../evals/suites/rows-of.ts";
import { evalData, why } from "./data.ts";
import { humanEvalRow, javaScriptRow, mbppRow } from "./rows.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-suites-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = async (name: string, lines: readonly unknown[]): Promise<string> => {
  const rows = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  const text = `${rows.join("\n")}\n`;
  const path = join(folder, name);
  await writeFile(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
};
const Numbered = z.object({ n: z.number() });

describe("rows", () => {
  it("come from plain and gzipped lines, holes and empty lines left out", async () => {
    for (const name of ["a.jsonl", "a.jsonl.gz"]) {
      const path = await write(name, [{ n: 1 }, "{}", "", { n: 2, more: true }]);
      expect(await readRows(path, Numbered)).toEqual([{ n: 1 }, { n: 2 }]);
    }
  });

  it.each([
    ["is not JSON", [{ n: 1 }, '{"n": 2'], "line 2 is not JSON"],
    ["lacks a field", [{ n: 1 }, "{}", { m: 2 }], 'line 3: "n": '],
    ["has another form", [{ n: 1 }, "[]"], "line 2: "],
  ])("a line that %s is refused with its number", async (_, lines, message) => {
    const path = await write("bad.jsonl", lines);
    await expect(readRows(path, Numbered)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(`${path}: ${message}`),
    });
  });

  it("a file that is not there or cut off is refused", async () => {
    await expect(readRows(join(folder, "nowhere"), Numbered)).rejects.toMatchObject({ code: "BAD_INPUT" });
    const path = join(folder, "cut.jsonl.gz");
    await writeFile(path, gzipSync(JSON.stringify({ n: 1 })).subarray(0, 15));
    await expect(readRows(path, Numbered)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("unpacked"),
    });
  });
});

describe("a suite", () => {
  it("in HumanEval's form keeps what stands above the function apart from it", async () => {
    const { tasks, leftOut } = await loadSuite(await write("h.jsonl", [humanEvalRow()]));
    expect(leftOut).toEqual([]);
    expect(tasks[0]?.task).toEqual({
      id: "HumanEval/0",
      language: "python",
      prompt: humanEvalRow().prompt,
      entryPoint: "double",
      preamble: "import math\n\n\ndef helper(x):\n    return x\n\n\n",
      shown: null,
    });
    expect(tasks[0]?.reference).toBe(`${humanEvalRow().prompt}    return 2 * x\n`);
  });

  it("in MBPP's form shows its first assert, grades by the others and names the function", async () => {
    const { tasks } = await loadSuite(await write("m.jsonl", [mbppRow()]));
    const [one] = tasks;
    expect(one?.task).toMatchObject({
      id: "MBPP/3",
      entryPoint: "area",
      preamble: "import math",
      shown: "assert math.floor(area(2)) == 4",
    });
    expect(one?.task.prompt).toBe("Write a function that squares. Name it `area`.");
    expect(one?.hidden.content).toContain("area(3)");
    expect(one?.hidden.content).not.toContain("area(2)");
  });

  it("in HumanEval-X's form is JavaScript, and shows its example test", async () => {
    const { tasks } = await loadSuite(await write("x.jsonl", [javaScriptRow()]));
    expect(tasks[0]?.task).toMatchObject({ language: "javascript", entryPoint: "double", preamble: "" });
    expect(tasks[0]?.task.shown).toContain("double(2)");
    expect(tasks[0]?.bug).toBeNull();
  });

  it("of repairs brings the planted mistake as a whole program", async () => {
    const row = { ...javaScriptRow(), buggy_solution: "  return x;\n}\n", bug_type: "operator misuse" };
    const { tasks } = await loadSuite(await write("p.jsonl", [row]));
    expect(tasks[0]?.bug).toEqual({
      program: "const double = (x) => {\n  return x;\n}\n",
      type: "operator misuse",
    });
  });

  it("leaves out, with the reason, what can't be graded", async () => {
    const path = await write("left.jsonl", [
      humanEvalRow(),
      { ...humanEvalRow(), task_id: "HumanEval/1", test: "" },
      { ...humanEvalRow(), task_id: "HumanEval/2", test: undefined },
      humanEvalRow(),
    ]);
    const { tasks, leftOut } = await loadSuite(path);
    expect(tasks).toHaveLength(1);
    expect(leftOut.map(({ what, why: reason }) => `${what}: ${reason}`)).toEqual([
      "HumanEval/1: it has no tests to grade by",
      "HumanEval/2: it has no tests to grade by",
      "HumanEval/0: another task before it has the same id",
    ]);
    const single = await loadSuite(
      await write("one.jsonl", [{ ...mbppRow(), test_list: ["assert area(1) == 1"] }]),
    );
    expect(single.leftOut).toHaveLength(1);
  });

  it("of no known form is refused with the forms that are", async () => {
    const path = await write("other.jsonl", [{ question: "?" }]);
    await expect(loadSuite(path)).rejects.toMatchObject({
      code: "BAD_INPUT",
      fix: expect.stringContaining("MBPP (task_id, code, test_list)"),
    });
  });

  it("is found by path or by the name of its folder; an unknown name lists those that are there", async () => {
    const path = await write("mine.jsonl.gz", [humanEvalRow()]);
    expect(await locateSuite(path, [])).toEqual({ name: "mine", path });
    await mkdir(join(folder, "code", "small"), { recursive: true });
    const inside = await write("code/small/any.jsonl", [humanEvalRow()]);
    expect(await locateSuite("small", [join(folder, "none"), join(folder, "code")])).toEqual({
      name: "small",
      path: inside,
    });
    await expect(locateSuite("large", [join(folder, "code")])).rejects.toMatchObject({
      code: "BAD_INPUT",
      fix: expect.stringContaining("small"),
    });
  });
});

describe.skipIf(evalData === null)(`the public suites${why}`, () => {
  it.each([
    ["humaneval", 164, []],
    ["mbpp", 974, []],
    ["humaneval-x-js", 80, ["JavaScript/112", "JavaScript/162"]],
    ["humanevalpack", 80, ["JavaScript/112", "JavaScript/162"]],
  ])("%s: %i tasks", async (name, count, left) => {
    const { path } = await locateSuite(name, [join(evalData ?? "", "code")]);
    const { tasks, leftOut } = await loadSuite(path);
    expect(tasks).toHaveLength(count);
    expect(leftOut.map(({ what }) => what)).toEqual(left);
    for (const { task, reference } of tasks)
      expect(reference, task.id).toMatch(new RegExp(`(?:def|const|let|function) ${task.entryPoint}\\b`, "u"));
  });
});
