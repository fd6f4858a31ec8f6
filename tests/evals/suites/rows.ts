// A small task in each form of suite.

export const humanEvalRow = () => ({
  task_id: "HumanEval/0",
  prompt: [
    "import math",
    "",
    "",
    "def helper(x):",
    "    return x",
    "",
    "",
    "def double(x: int) -> int:",
    '    """ Twice the number.',
    "    >>> double(2)",
    "    4",
    '    """',
    "",
  ].join("\n"),
  entry_point: "double",
  canonical_solution: "    return 2 * x\n",
  test: "def check(candidate):\n    assert candidate(3) == helper(6)\n    assert candidate(-1) == -2\n",
});

export const mbppRow = () => ({
  task_id: 3,
  text: "Write a function that squares.",
  code: "def other(x):\r\n\treturn x\r\ndef area(x):\r\n\treturn x * x",
  test_setup_code: "import math",
  test_list: ["assert math.floor(area(2)) == 4", "assert area(3) == 9", "assert area(0) == 0"],
  challenge_test_list: [],
});

const calling = (asserts: readonly string[]) =>
  `const testDouble = () => {\n${asserts.map((one) => `  console.assert(${one})\n`).join("")}}\ntestDouble()\n`;

export const javaScriptRow = () => ({
  task_id: "JavaScript/0",
  prompt: "/* Twice the number.\n  >>> double(2)\n  4\n  */\nconst double = (x) => {\n",
  declaration: "const double = (x) => {\n",
  canonical_solution: "  return 2 * x;\n}\n",
  test: calling(["double(3) === 6", "JSON.stringify([double(4)]) === JSON.stringify([8])"]),
  example_test: calling(["double(2) === 4"]),
});
