// The same examples in every form that documentation takes: what a docstring says is found in a comment too.
import { describe, expect, test } from "vitest";
import { extractExamples } from "../../../nodes/examples/extract.ts";

const shown = (text: string, language: "python" | "javascript" | "typescript"): string[] =>
  extractExamples(text, { language }).map(({ body }) =>
    body.kind === "example" ? `${body.call} ${body.compare} ${body.expected}` : body.kind,
  );

const doc = [
  "Adds up. For example:",
  "* add(1, 2) => 3",
  "add([",
  "  1], 2) == 4",
  ">>> add(2, 2)",
  "4",
  "",
  "Input: x = 5, y = 6",
  "Output: 11",
];
const framed = (prefix: string): string => doc.map((line) => `${prefix}${line}`.trimEnd()).join("\n");
const found = ["add(1, 2) equal 3", "add([1], 2) equal 4", "add(2, 2) equal 4", "add(5, 6) equal 11"];

describe("a stub's examples are found, whatever frame its documentation stands in", () => {
  test.each([
    ["a docstring", "python", `def add(x, y):\n    """${framed("    ")}\n    """\n`],
    ["comments above", "python", `${framed("# ")}\ndef add(x, y):\n    pass\n`],
    ["line comments above", "javascript", `${framed("// ")}\nfunction add(x, y){\n`],
    ["line comments without a blank", "javascript", `${framed("//")}\nconst add = (x, y) => {\n};\n`],
    ["line comments inside", "javascript", `function add(x, y) {\n${framed("  // ")}\n}\n`],
    ["triple slashes", "typescript", `${framed("/// ")}\nfunction add(x: number, y: number): number {\n`],
    ["a block comment", "javascript", `/* ${framed("  ")}\n*/\nconst add = (x, y) => {\n`],
    [
      "a starred block",
      "typescript",
      `/**\n${framed(" * ")}\n */\nexport const add = (x: Array<number>, y = 1): number => {\n};\n`,
    ],
    [
      "a fence with words behind it",
      "python",
      `Complete:\n\n\`\`\`python\ndef add(x, y):\n    """${framed("    ")}\n    """\n\`\`\`\n\nOnly code, please.`,
    ],
    [
      "a typed object",
      "typescript",
      `${framed("// ")}\nfunction add(x: Map<string, number>, y: number): { z: number } {\n`,
    ],
  ] as const)("%s", (_, language, text) => expect(shown(text, language)).toEqual(found));
});

test("what a comment's prompt shows ends with the comment", () => {
  expect(shown("// >>> hello()\n// good day to you\nfunction hello() {\n", "javascript")).toEqual([
    "hello() prints good day to you",
  ]);
});

test("what a program prints is kept to the letter, headings and comment signs too", () => {
  expect(shown(">>> print(page('A'))\n# A page\n* one\n", "python")).toEqual([
    "print(page('A')) prints # A page\n* one",
  ]);
});

test("a method that stands alone in its class is called on a new instance, one of several is not called at all", () => {
  const alone =
    'class Solution:\n    def twice(self, n: int) -> int:\n        """\n        Input: n = 2\n        Output: 4\n        twice(3) == 6\n        """\n';
  expect(shown(alone, "python")).toEqual(["Solution().twice(2) equal 4", "Solution().twice(3) equal 6"]);
  const stack =
    'class Stack:\n    """\n    >>> s = Stack()\n    >>> s.push(1)\n    1\n    """\n    def push(self, x):\n        pass\n    def size(self):\n        pass\n';
  expect(shown(stack, "python")).toEqual(["s.push(1) equal 1"]);
});
