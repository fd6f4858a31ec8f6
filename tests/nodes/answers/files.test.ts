import { describe, expect, test } from "vitest";
import { extractFiles } from "../../../nodes/answers/files.ts";
import { safePath } from "../../../nodes/answers/paths.ts";

const code = "def f(x):\n    return x\n";
const python = (answer: string, expected = ["solution.py"]) =>
  extractFiles(answer, { expected, language: "python" });
const fence = (info: string, body = code, above = "") => `${above}\n\`\`\`${info}\n${body}\`\`\`\n`;

describe("the path of a block, in the shapes that models use", () => {
  test.each([
    ["path=", fence("python path=solution.py")],
    ["title in quotes", fence('python title="solution.py"')],
    ["file and colon", fence("python {file: 'solution.py'}")],
    ["behind the language", fence("python solution.py")],
    ["colon", fence("py:solution.py")],
    ["alone", fence("solution.py")],
    ["bold above", fence("python", code, "**solution.py**")],
    ["a heading above", fence("python", code, "### 1. solution.py (new)")],
    ["a heading with a word", fence("python", code, "#### File: `solution.py`")],
    ["a label above", fence("python", code, "File: solution.py")],
    ["in a sentence above", fence("python", code, "Here is the updated `solution.py`:")],
    ["tildes", "~~~python path=solution.py\ndef f(x):\n    return x\n~~~"],
    ["in a list", "1. The file:\n\n   ```python path=solution.py\n   def f(x):\n       return x\n   ```\n"],
    ["windows line ends", fence("python path=solution.py").replaceAll("\n", "\r\n")],
    ["./", fence("python path=./solution.py")],
    ["another folder", fence("python path=src/solution.py")],
    ["another name, the only file", fence("python path=is_prime.py")],
    ["no path, the only code", fence("python", code, "Sure! Here is the code:")],
    ["no language either", fence("")],
    ["[PYTHON] tags", `[PYTHON]\n${code}[/PYTHON]\n[TESTS]\nassert f(1) == 1\n[/TESTS]`],
    ["no fence at all", code],
    ["the opening fence lost", `${code}\`\`\`\n\nThat is it.`],
  ])("%s", (_, answer) => expect(python(answer)).toEqual([{ path: "solution.py", content: code }]));

  test("the first comment, which stays", () => {
    const body = `# solution.py\n${code}`;
    expect(python(fence("python", body))).toEqual([{ path: "solution.py", content: body }]);
  });
});

test("a block that is indented as a whole stands so by its place in the answer", () => {
  const inset = code.replaceAll(/^(?=.)/gmu, "    ");
  expect(python(`\`\`\`python\n${inset}\`\`\``)).toEqual([{ path: "solution.py", content: code }]);
});

test("a block that defines what is wanted goes before a longer one that does not", () => {
  const helper = "def helper(x):\n    y = x\n    z = y\n    return z\n";
  const answer = fence("python") + fence("python", helper);
  const options = { expected: ["solution.py"], language: "python" } as const;
  expect(extractFiles(answer, { ...options, names: ["f"] })).toEqual([
    { path: "solution.py", content: code },
  ]);
  expect(extractFiles(answer, options)).toEqual([{ path: "solution.py", content: helper }]);
});

describe("several blocks", () => {
  const better = "def f(x):\n    return x + 1\n";
  test.each([
    [
      "the last whole one of a path",
      fence("python path=solution.py") + fence("python path=solution.py", better),
      better,
    ],
    ["a revision without a path", fence("python") + "Better:" + fence("python", better), better],
    ["use is not the solution", fence("python") + "Usage:" + fence("python", "print(f(1))\n"), code],
    [
      "tests are not the solution",
      fence("python") + fence("python", "def test_f():\n    assert f(1) == 1\n"),
      code,
    ],
    ["shell is not the solution", fence("bash", "pip install x\n") + fence("python"), code],
    [
      "tests with a path are not the solution",
      fence("python path=test_solution.py", "def test(): pass\n") + fence("python path=solution.py"),
      code,
    ],
    ["output is not the solution", fence("python") + fence("text", "result = 1\n"), code],
    [
      "a forgotten closing fence",
      `\`\`\`python path=solution.py\n${code}\`\`\`python\nprint(f(1))\n\`\`\`\n`,
      code,
    ],
    ["not a shorter one that defines other things", fence("python") + fence("python", "def g(): 1\n"), code],
    [
      "not one that defines a part of it",
      fence("python", `${code}def g():\n    return 1\n`) + fence("python"),
      `${code}def g():\n    return 1\n`,
    ],
    [
      "the longer of two different ones",
      fence("python", "def helper():\n    pass\n") + fence("python", `${code}\ndef g(y):\n    return f(y)\n`),
      `${code}\ndef g(y):\n    return f(y)\n`,
    ],
  ])("%s", (_, answer, content) => expect(python(answer)).toEqual([{ path: "solution.py", content }]));

  test("each to its file, helpers kept", () => {
    const answer =
      fence("ts path=src/a.ts", "export const a = 1;\n") +
      fence("ts path=src/b.ts", "export const b = 2;\n") +
      fence("ts path=src/util.ts", "export {};\n");
    const files = extractFiles(answer, { expected: ["src/a.ts", "src/b.ts"], language: "typescript" });
    expect(Array.isArray(files) && files.map(({ path }) => path)).toEqual([
      "src/a.ts",
      "src/b.ts",
      "src/util.ts",
    ]);
  });

  test("markdown holds blocks of its own", () => {
    const answer =
      "```markdown path=README.md\n# Hi\n```bash\nnpm ci\n```\nBye\n```\n" + fence("python path=solution.py");
    const files = extractFiles(answer, { expected: ["README.md", "solution.py"], language: "python" });
    expect(files).toEqual([
      { path: "README.md", content: "# Hi\n```bash\nnpm ci\n```\nBye\n" },
      { path: "solution.py", content: code },
    ]);
  });

  test("a page and its style are told apart by their language", () => {
    const answer = fence("html", "<p>\n") + fence("css", "p {}\n") + fence("js", "export const a = 1;\n");
    const files = extractFiles(answer, { expected: ["a.js", "index.html", "a.css"], language: "javascript" });
    expect(files).toEqual([
      { path: "a.js", content: "export const a = 1;\n" },
      { path: "index.html", content: "<p>\n" },
      { path: "a.css", content: "p {}\n" },
    ]);
  });
});

describe("no file, and why", () => {
  test.each([
    ["", "the answer is empty"],
    ["I can't do that.", "the answer holds no fenced block of code"],
    ["<!DOCTYPE html><html><body>502</body></html>", "the answer holds no fenced block of code"],
    [
      "```python path=solution.py\ndef f(x):\n    return so",
      "the answer was cut off: its last block of code is never closed",
    ],
    [
      "def f(x):\n    return g(x",
      'the answer holds no fenced block, and as code it is broken: "(" is never closed',
    ],
    [fence("python", "print(1)\n"), "no block of the answer is solution.py"],
    [fence("python path=solution.py", "\n"), "the answer leaves solution.py empty"],
    [
      fence("python path=../../etc/cron.d/x"),
      'the path "../../etc/cron.d/x" does not stay inside the workspace',
    ],
    [
      fence("python path=/work/solution.py"),
      'the path "/work/solution.py" does not stay inside the workspace',
    ],
  ])("%j", (answer, problem) => expect(python(answer)).toEqual({ problem }));
});

test.each([
  ["a/b.py", "a/b.py"],
  ["./a.py", "a.py"],
  ["a\\b.py", "a/b.py"],
  ["../a.py", null],
  ["a/../b.py", null],
  ["/a.py", null],
  ["C:\\a.py", null],
  ["~/a.py", null],
  ["a//b.py", null],
  [".git/hooks/x", null],
  ["a\u0000.py", null],
  ["a.py\n", null],
  ["", null],
  [".env", ".env"],
])("the path %j is %j", (path, safe) => expect(safePath(path)).toBe(safe));
