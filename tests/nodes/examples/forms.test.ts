// Forms of examples that people write beside `f(1) == 2`, and texts that look like examples and are none.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Language } from "../../../core/domain.ts";
import { extractExamples } from "../../../nodes/examples/extract.ts";

const signs = { equal: "==", approx: "≈", raises: "raises", prints: "prints" } as const;

const read = (text: string, language: Language = "python"): string[] =>
  extractExamples(text, { language }).map(({ body }) => {
    if (body.kind !== "example") return body.kind === "assertion" ? body.source : body.kind;
    const setup = body.setup === undefined ? "" : `${body.setup} | `;
    return `${setup}${body.call} ${signs[body.compare]} ${body.expected}`;
  });

const stub = (signature: string, doc: string): string => `def ${signature}:\n    """\n    ${doc}\n    """\n`;

describe("tables", () => {
  test.each([
    [
      "calls",
      "| Call | Returns |\n| --- | --- |\n| `f(1)` | `2` |\n| `f(2)` | `3` |\n\nf | 3",
      ["f(1) == 2", "f(2) == 3"],
    ],
    [
      "inputs and outputs",
      "Write a function `slug(text)`.\n\n| Input | Output |\n|:--|--:|\n| `'a | b'` | `'a-b'` |\n| '' | '' |",
      ["slug('a | b') == 'a-b'", "slug('') == ''"],
    ],
    [
      "columns named after parameters, in any order",
      "Write a function `f(a, b)`.\n\nb | a | expected\n---|---|---\n1 | 2 | 3",
      ["f(2, 1) == 3"],
    ],
    ["without a column of results", "Write a function `f(a, b)`.\n\n| a | b |\n|---|---|\n| 1 | 2 |", []],
    [
      "about something else",
      "Write a function `f(name)`.\n\n| Person | Result |\n|---|---|\n| 'Bob' | 3 |",
      [],
    ],
    ["a value that says more", "| Call | Result |\n|---|---|\n| f(1) | 2 or 3 |", []],
  ])("%s", (_, text, expected) => expect(read(text)).toEqual(expected));
});

describe("inputs without a call", () => {
  test.each([
    ["two cases in a line", "For n = 3, f returns 6. For n=0, it returns 0.", ["f(3) == 6", "f(0) == 0"]],
    [
      "bare values",
      "When called with 'x', it returns 'y'. Given 'q' returns 'r'.",
      ["f('x') == 'y'", "f('q') == 'r'"],
    ],
    ["on one line", "Example: Input: n = 1, Output: 3", ["f(1) == 3"]],
    ["arrows below the word", "Examples:\n    3 -> 6\n    `4` => `8`\n", ["f(3) == 6", "f(4) == 8"]],
    ["arrows of something else", "Legend:\n    3 -> 6\n", []],
    ["a speed", "For n = 5, f is slow, 3 times slower than for n = 4.", []],
    ["a negation", "For n = 3 the output should not be 4", []],
    ["a part of the input", "For 3 of the elements the result is 4", []],
    ["a condition", "Return 0 if n = 3, or 1 if n = 4.", []],
    ["constraints", "Input: 1 <= n <= 10\n    Output: 1 if ok, 0 otherwise", []],
  ])("%s", (_, doc, expected) => expect(read(stub("f(n)", doc))).toEqual(expected));

  test("below an empty function with words behind it", () => {
    const cases =
      "Example 1:\n\nInput: nums = [2,7], target = 9\nOutput: [0,1]\nExplanation: nums[0] + nums[1] == 9.";
    expect(read(`var twoSum = function(nums, target) {\n    \n};\n\n${cases}`, "javascript")).toEqual([
      "twoSum([2, 7], 9) == [0, 1]",
    ]);
    expect(read(`class Solution:\n    def twoSum(self, nums, target):\n        \n\n${cases}`)).toEqual([
      "Solution().twoSum([2, 7], 9) == [0, 1]",
    ]);
  });
});

describe("comments of JavaScript", () => {
  const documented = (lines: readonly string[]): string =>
    `/**\n${lines.map((line) => ` * ${line}`).join("\n")}\n */\nfunction add(a, b) {}\n`;
  test.each([
    [
      "@example in each of its forms",
      documented([
        "@example",
        "add(1, 2); // 3",
        "@example",
        "// returns 5",
        "add(2, 3);",
        "// => 6",
        "add(3, 3)",
      ]),
      ["add(1, 2) == 3", "add(2, 3) == 5", "add(3, 3) == 6"],
    ],
    [
      "values below the calls",
      "console.log(add(1, 2));\n// 3\nadd(1, 5)\n// => 6\nadd(1, 6)\n// Output: 7",
      ["add(1, 2) == 3", "add(1, 5) == 6", "add(1, 6) == 7"],
    ],
    ["a remark below a call", "add(1, 2)\n// 3 of these are new\nadd(1, 3)\n// adds", []],
    [
      "a fenced session that prints",
      "```js\nconst total = add(1, 2);\nconsole.log(total); // 3\n```",
      ["const total = add(1, 2) | total == 3"],
    ],
    [
      "exceptions",
      "parse('x'); // throws Error: bad thing\nparse('') throws an error\nparse(null) // => TypeError",
      ["parse('x') raises Error", "parse('') raises Error", "parse(null) raises TypeError"],
    ],
    [
      "prompts in Python's words",
      "/* >>> round(zero([1, 2]), 2) # f(x) = 1 + 2x\n  -0.5\n  >>> len(zero([1]))\n  3\n*/\nconst zero = (xs) => {\n",
      ["Number((zero([1, 2])).toFixed(2)) == -0.5", "(zero([1])).length == 3"],
    ],
    [
      "a prompt that shows nothing, where the text says which nothing",
      "/* Returns null for an empty list.\n >>> longest([])\n\n >>> longest(['a'])\n 'a'\n*/\nconst longest = (xs) => {\n",
      ["longest([]) == null", "longest(['a']) == 'a'"],
    ],
    ["a prompt that shows nothing", "// >>> longest([])\n\nfunction longest(xs) {\n", []],
  ])("%s", (_, text, expected) => expect(read(text, "javascript")).toEqual(expected));
});

test("a tolerance of its own makes an assertion", () => {
  expect(read("area(1) == 3.14 ± 0.01, area(2) returns 12.57 (within 1e-2)")).toEqual([
    "assert abs((area(1)) - (3.14)) <= 0.01",
    "assert abs((area(2)) - (12.57)) <= 1e-2",
  ]);
  expect(read("area(1) is 3.14, within 0.01.", "javascript")).toEqual([
    "assert(Math.abs((area(1)) - (3.14)) <= 0.01)",
  ]);
});

test("fenced code before an assertion is its setup, whatever it begins with", () => {
  expect(read("```python\nresult = add(1, 2)\nassert result == 3\n```")).toEqual([
    "result = add(1, 2) | result == 3",
  ]);
});

describe("what looks like an example and is none", () => {
  test.each([
    "f(1) should not be 2. f(1) should not return 2. f(3) must not equal 4",
    "e.g. instead of f(1) == 2 it says 3",
    "f(1) != 2; f(2) is not 3; f(3) isn't 4; f(5) never returns 6",
    "f(1) returned 2 before the change",
    "prior to this, f(1) returned 2; f(2) used to return 3; f(3) no longer returns 4",
    "What if f(1) returned 2? Is f(1) == 2?",
    "Suppose f(1) == 2. Then g fails.",
    "f(1) returns 2 or 3, f(2) returns either 2 or 3, f(3) may return 2",
    "f(1) returns at least 2, f(2) returns more than 2, f(3) returns 3 elements, f(4) returns 2-tuples",
    "Counter-example: f(1) == 2\nNon-example: f(2) == 2\nThis is not an example: f(3) == 3",
    "Wrong:\nf(1) == 2\nf(2) == 3",
    "Counter-examples:\n\n- f(1) == 2\n- f(2) == 3",
    "Actual behaviour:\n  f(1) == 2",
    "f(1) == 2 * n; f(1) == 2 + g(3); f(1) = f(2) = 3",
    "f(1) returns 2 (wrong! it should be 3)",
    "f(1)  # 2. step\nf(2) # 2 is the first argument",
    "f(1) never raises ValueError; f(2) does not throw a TypeError; f(3) currently raises KeyError",
    "if f(1) == 2 then stop\nx = f(1)\ny = 2\nreturn f(1) == 2;",
    "see section f(3): 4 pages",
    "f(1000) takes 2 s",
  ])("%s", (text) => {
    expect(read(text)).toEqual([]);
    expect(read(text, "javascript")).toEqual([]);
  });
});

/** Seeded: the same cut-ups in every run. */
const numbersOf = (name: string): (() => number) => {
  let count = 0;
  return () => {
    count += 1;
    return createHash("sha256").update(`${name}/${count}`).digest().readUInt32LE(0) / 2 ** 32;
  };
};

test("whatever a text is cut and pasted from, reading ends, and every example is bounded", () => {
  const pieces =
    "f(|f(1)| == |->|=>|→|2|[1, 2|]|)|'a'|\"|`|```js\n|```\n|>>> |\n|\n\n|# |// |/*|*/| * |returns | raises |ValueError|Input: |Output: |For n = |def f(n):\n|function f(n) {\n|class A:\n|| a | b |\n|---|---|\n|Examples:\n|assert |expect(|.toBe(|{|}|:|,|\\|lambda x: |(x) => |within |1e9|-|**|±|\t|é|😀|\r\n|console.log(|print(|@example\n|const x = |\"\"\"|'''".split(
      "|",
    );
  const random = numbersOf("cut-ups");
  for (let round = 0; round < 600; round += 1) {
    const parts = Array.from({ length: 60 }, () => pieces[Math.floor(random() * pieces.length)] ?? "");
    const text = parts.join("");
    for (const language of ["python", "javascript"] as const) {
      const examples = extractExamples(text, { language });
      expect(examples.length).toBeLessThanOrEqual(60);
      for (const { body } of examples)
        expect(JSON.stringify(body).length).toBeLessThan(4 * text.length + 500);
      expect(extractExamples(text, { language })).toEqual(examples);
    }
  }
});
