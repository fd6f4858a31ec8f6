import { describe, expect, test } from "vitest";
import { isHydraError } from "../../../core/errors.ts";
import { testFilesToCases } from "../../../nodes/examples/test-files.ts";

const refusal = (path: string, content: string, language: "python" | "typescript" = "python"): string => {
  try {
    testFilesToCases([{ path, content }], language);
    return "accepted";
  } catch (error) {
    return isHydraError(error) && error.code === "TEST_FILE_INVALID" ? error.message : String(error);
  }
};

test("a file is kept whole", () => {
  const file = {
    path: "tests/test_a.py",
    content: "from a import f\n\ndef test_f():\n    assert f(1) == 2\n",
  };
  expect(testFilesToCases([file], "python")).toEqual([
    { id: "file:tests/test_a.py", origin: "file", block: 0, body: { kind: "file", ...file } },
  ]);
});

describe("is refused with file, line and reason", () => {
  test.each([
    ["test_a.py", "def test_a():\n    assert f([1, 2) == 3\n", 'test_a.py:2: ")" closes nothing.'],
    ["test_a.py", "x = 1\nassert f(1 == 2\n", 'test_a.py:2: "(" is never closed.'],
    ["test_a.py", "\nassert f('a) == 2\n", "test_a.py:2: a string is not closed."],
    ["test_a.py", "def test_a()\n    assert f(1)\n", 'test_a.py:1: "def test_a()" lacks its colon.'],
    ["test_a.py", "assert\n", "test_a.py:1: an assert has no condition."],
    ["test_a.py", "x = 1\n", "test_a.py:1: it holds no test and no assertion."],
    ["test_a.py", "  \n", "test_a.py:1: it is empty."],
    ["a.test.ts", "test('a', () => {});\n", "a.test.ts:1: it can't test a task in python."],
    [
      "tests.txt",
      "assert f(1)",
      "tests.txt:1: a test file ends in .py, .js, .mjs, .cjs, .jsx, .ts, .mts, .cts or .tsx.",
    ],
  ])("%s %j", (path, content, message) => expect(refusal(path, content)).toBe(message));
  test("JavaScript too", () =>
    expect(refusal("a.test.mjs", "test('a', () => {\n  expect(f(1)).toBe(2);\n", "typescript")).toBe(
      'a.test.mjs:1: "(" is never closed.',
    ));
});

describe("is left to the sandbox where it can't be told", () => {
  test.each([
    ["a.test.tsx", "test('a', () => { render(<p>don't</p>); expect(1).toBe(1); });"],
    ["a.test.ts", "test('a', () => { if (x) /'/.test(y); expect(1).toBe(1); });"],
    ["a.test.js", "import assert from 'node:assert';\nassert.equal(f(1), 2);"],
  ])("%s", (path, content) => expect(refusal(path, content, "typescript")).toBe("accepted"));
  test.each([
    "class TestA(unittest.TestCase):\n    def test(self):\n        self.assertEqual(f(1), 2)\n",
    "@pytest.mark.parametrize('a', [1, 2])\ndef test_a(a):\n    assert f(a) == a\n",
    "assert f({'a': 'b'}['a']) == '''(\n'''\n",
    "if True: assert f(1)\n",
  ])("%j", (content) => expect(refusal("test_a.py", content)).toBe("accepted"));
});
