// What of a task goes into the pipeline. That nothing of its examples is left is measured with the pipeline's own reading.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { loadSuite } from "../../../evals/suites/load.ts";
import { locateSuite } from "../../../evals/suites/locate.ts";
import { canShow, type Intake, intakes, showTask } from "../../../evals/suites/show.ts";
import type { CodeTask } from "../../../evals/suites/task.ts";
import { extractExamples } from "../../../nodes/examples/extract.ts";
import { evalData, why } from "./data.ts";

const task = (prompt: string, more: Partial<CodeTask> = {}): CodeTask => ({
  id: "T/1",
  language: "python",
  prompt,
  entryPoint: "f",
  preamble: "",
  shown: null,
  ...more,
});
const doc = (...lines: string[]) => `def f(x):\n    '''${lines.join("\n    ")}\n    '''\n`;
const block = (...lines: string[]) => `/* ${lines.join("\n  ")}\n  */\nconst f = (x) => {\n`;

describe("a task", () => {
  it("is shown as it is with the docstring", () => {
    const prompt = doc("Doubles.", ">>> f(1)", "2");
    expect(showTask(task(prompt), "docstring")).toBe(prompt);
  });

  it.each([
    ["doctests", doc("Doubles.", ">>> f(1)", "2", ">>> f([", "...  1])", "[2]")],
    ["a heading and relations", doc("Doubles.", "", "Examples:", "f(1) == 2", "  f(2) ➞ 4")],
    ["inputs and outputs", doc("Doubles.", "", "Example 1:", "    Input: x = 1", "    Output: 2")],
  ])("without its examples keeps the description and parses: %s", (_, prompt) => {
    expect(showTask(task(prompt), "none").replaceAll(/\n\s*(?=\n)/gu, "")).toBe(doc("Doubles."));
  });

  it("goes on behind its examples, also where one stands in a sentence", () => {
    const prompt = doc(
      "Rounds. For example f(1.4) should",
      "return 1.",
      "The function takes a number of any size and sign.",
      ">>> f(2)",
      "2",
      "Note: the number may be missing.",
    );
    expect(showTask(task(prompt), "none")).toBe(
      doc("Rounds.", "The function takes a number of any size and sign.", "Note: the number may be missing."),
    );
  });

  it("keeps a recurrence, whose general line is no example", () => {
    const prompt = doc("The sequence:", "f(0) -> 0", "f(n) -> f(n-1) + 1", "Compute it.");
    expect(showTask(task(prompt), "none")).toBe(doc("The sequence:", "f(n) -> f(n-1) + 1", "Compute it."));
  });

  it("in JavaScript: block comments and line comments", () => {
    const lines = "// Doubles.\n// Example:\n// f(1) => 2\nfunction f(x) {\n";
    const script = (prompt: string) => task(prompt, { language: "javascript" });
    expect(showTask(script(block("Doubles.", ">>> f(1)", "2")), "none")).toBe(block("Doubles."));
    expect(showTask(script(lines), "none")).toBe("// Doubles.\nfunction f(x) {\n");
  });

  it("with one assertion shows the first that the suite shows", () => {
    const prompt = task("Double it. Name it `f`.", { shown: "assert f(1) == [\n  2]\nassert f(2) == 4" });
    expect(showTask(prompt, "first-assert")).toBe("Double it. Name it `f`.\n\nassert f(1) == [ 2]\n");
    const shown =
      "const t = () => {\n  console.assert(\n    JSON.stringify(f(1)) === JSON.stringify([2])\n  )\n}";
    const script = task(block("Doubles.", ">>> f(9)", "18"), { language: "javascript", shown });
    expect(showTask(script, "first-assert")).toBe(block("Doubles.", "  f(1) === [2]"));
    const python = task(doc("Doubles.", ">>> f(9)", "18"), {
      shown: "def check(f):\n    assert f(1) == 2\n",
    });
    expect(showTask(python, "first-assert")).toBe(doc("Doubles.", "assert f(1) == 2"));
  });

  it("that shows no assertion can't be shown with one, and says what works", () => {
    const bare = task(doc("Doubles."));
    expect(intakes.filter((intake) => canShow(bare, intake))).toEqual(["docstring", "none"]);
    expect(canShow({ ...bare, shown: "assert f(1) == 2" }, "first-assert")).toBe(true);
    expect(canShow({ ...bare, shown: "asserted(f(1))" }, "first-assert")).toBe(false);
    const show = () => showTask(bare, "first-assert");
    expect(show).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", fix: expect.stringContaining("--intake none") }),
    );
  });
});

describe.skipIf(evalData === null)(`the public suites${why}`, () => {
  const tasksOf = async (name: string): Promise<CodeTask[]> => {
    const { path } = await locateSuite(name, [join(evalData ?? "", "code")]);
    return (await loadSuite(path)).tasks.map((one) => one.task);
  };
  const examplesIn = (one: CodeTask, intake: Intake) =>
    extractExamples(showTask(one, intake), { language: one.language, names: [one.entryPoint] });

  it.each(["humaneval", "mbpp", "humaneval-x-js"])(
    "%s: no example is left, the description is",
    async (name) => {
      for (const one of await tasksOf(name)) {
        const bare = showTask(one, "none");
        expect(examplesIn(one, "none"), one.id).toEqual([]);
        expect(extractExamples(bare), one.id).toEqual([]);
        const above = bare.startsWith(one.preamble) ? one.preamble.length : 0;
        const described = bare.slice(above).replaceAll(/[^a-z]/giu, "");
        expect(described.length, one.id).toBeGreaterThan(30);
        if (one.language === "javascript") await transform(`${bare}}`);
      }
    },
  );

  const hasPython = spawnSync("python3", ["-V"]).status === 0;
  it.skipIf(!hasPython)(
    `humaneval: what is left is a program${hasPython ? "" : " (skipped: no python3)"}`,
    async () => {
      const programs = (await tasksOf("humaneval")).map((one) => `${showTask(one, "none")}    pass\n`);
      const checking = "import ast, json, sys\nfor text in json.load(sys.stdin):\n    ast.parse(text)";
      const run = spawnSync("python3", ["-c", checking], {
        input: JSON.stringify(programs),
        encoding: "utf8",
      });
      expect(run).toMatchObject({ status: 0, stderr: "" });
    },
  );

  it("the first assertion is read as the one example, nearly always", async () => {
    const shares = await Promise.all(
      ["mbpp", "humaneval-x-js"].map(async (name) => {
        const tasks = (await tasksOf(name)).filter((one) => one.shown !== null);
        const read = tasks.filter((one) => examplesIn(one, "first-assert").length === 1);
        return read.length / tasks.length;
      }),
    );
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBeGreaterThan(0.95);
  });
});
