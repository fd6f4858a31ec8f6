import { describe, expect, it } from "vitest";
import { testFileOf } from "../../../evals/repair/shown-tests.ts";
import type { CodeTask } from "../../../evals/suites/task.ts";

const task = (over: Partial<CodeTask>): CodeTask => ({
  id: "t",
  language: "javascript",
  prompt: "p",
  entryPoint: "f",
  preamble: "",
  shown: null,
  ...over,
});

describe("the shown assertions as a test file", () => {
  it("is one test each, equalities with both sides apart", () => {
    const shown = [
      "const testF = () => {",
      "  console.assert(f([1, 2]) === 3)",
      "  console.assert(",
      "    JSON.stringify(f('a)')) === JSON.stringify([1])",
      "  )",
      "  console.assert(Math.abs(f(2) - 1.5) < 1e-6)",
      "}",
      "testF()",
    ].join("\n");
    expect(testFileOf(task({ shown }))).toEqual({
      path: "solution.test.js",
      content: [
        'import assert from "node:assert/strict";',
        'import { test } from "node:test";',
        'import { f } from "./solution.js";',
        "",
        'test("example 1", () => {',
        "  assert.deepStrictEqual(f([1, 2]), 3);",
        "});",
        "",
        'test("example 2", () => {',
        "  assert.deepStrictEqual(JSON.stringify(f('a)')), JSON.stringify([1]));",
        "});",
        "",
        'test("example 3", () => {',
        "  assert(Math.abs(f(2) - 1.5) < 1e-6)",
        "});",
        "",
      ].join("\n"),
    });
  });

  it("keeps the lines that assertions need", () => {
    const { content = "" } = testFileOf(task({ shown: "const big = 9\nconsole.assert(f(big) === 1)" })) ?? {};
    expect(content).toContain("  const big = 9\n  assert.deepStrictEqual(f(big), 1);");
  });

  it("tells a function from a word that contains its name", () => {
    const { content = "" } =
      testFileOf(
        task({ entryPoint: "tri", shown: "console.assert(JSON.stringify(tri(3)) === JSON.stringify([1]))" }),
      ) ?? {};
    expect(content).toContain("assert.deepStrictEqual(JSON.stringify(tri(3)), JSON.stringify([1]));");
  });

  it("calls a Python function as its suite does", () => {
    const shown =
      "def check(candidate):\n    assert candidate(1) == 'candidate'\n    assert candidate(2)\n\ncheck(f)\n";
    expect(testFileOf(task({ language: "python", shown }))).toEqual({
      path: "test_solution.py",
      content: [
        "from solution import f as candidate",
        "",
        "def test_example_1():",
        "    assert candidate(1) == 'candidate'",
        "",
        "def test_example_2():",
        "    assert candidate(2)",
        "",
      ].join("\n"),
    });
  });

  it.each([null, "", "const testF = () => {}\ntestF()"])("is none where nothing is asserted: %j", (shown) => {
    expect(testFileOf(task({ shown }))).toBeNull();
  });
});
