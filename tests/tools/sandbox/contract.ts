// What every tier of the sandbox promises, run against a real one.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Language, SourceFile, TestBody, TestCase } from "../../../core/domain.ts";
import type { CheckJob, CheckResult, Sandbox } from "../../../core/ports.ts";

const never = new AbortController().signal;

export const test = (id: string, body: TestBody): TestCase => ({ id, origin: "qa", block: 0, body });
export const example = (id: string, call: string, expected: string, more: object = {}): TestCase =>
  test(id, { kind: "example", call, expected, compare: "equal", ...more });
export const assertion = (id: string, source: string): TestCase => test(id, { kind: "assertion", source });
const statuses = (result: CheckResult) =>
  Object.fromEntries(result.outcomes.map(({ id, status }) => [id, status]));
const messageOf = (result: CheckResult, id: string) => result.outcomes.find((each) => each.id === id);

export const sandboxContract = (name: string, open: () => Promise<Sandbox>): void => {
  describe(`${name}: the contract`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await open();
    });
    afterAll(() => sandbox?.close());

    const check = (language: Language, source: string, job: Partial<CheckJob> = {}) => {
      const path = { python: "solution.py", javascript: "solution.js", typescript: "solution.ts" }[language];
      const files: readonly SourceFile[] = [{ path, content: source }];
      return sandbox.check({ language, files, tests: [], calls: [], ...job }, { signal: never });
    };

    describe("Python", () => {
      const program = `
import asyncio, sys
class Bag:
    def __init__(self, *items): self.items = list(items)
    def __eq__(self, other): return type(other) is Bag and self.items == other.items
def add(a, b): return a + b
def root(x): return x ** 0.5
def pick(d): return {k: set(v) for k, v in d.items()}
def refuse(x): raise ValueError(f"no {x}")
def speak(x):
    print("said", x)
    return x
async def later(x):
    await asyncio.sleep(0.001)
    return x * 2
def bag(*items): return Bag(*items)
_hidden = 41
`;
      it("judges every kind of test", async () => {
        const result = await check("python", program, {
          tests: [
            example("equal", "add(1, 2)", "3"),
            example("wrong", "add(1, 2)", "4"),
            example("containers", "pick({'a': [1, 2, 2], 'b': []})", "{'b': set(), 'a': {2, 1}}"),
            example("true is one", "add(0, 1)", "True"),
            example("list is no tuple", "add([1], [2])", "(1, 2)"),
            example("approx", "root(2)", "1.414213562", { compare: "approx" }),
            example("not approx", "root(2)", "1.4143", { compare: "approx" }),
            example("raises", "refuse(1)", "ValueError", { compare: "raises" }),
            example("raises parent", "refuse(1)", "Exception", { compare: "raises" }),
            example("raises other", "refuse(1)", "KeyError", { compare: "raises" }),
            example("raises nothing", "add(1, 2)", "ValueError", { compare: "raises" }),
            example("prints", "speak(7)", "said 7", { compare: "prints" }),
            example("prints other", "speak(7)", "said 8", { compare: "prints" }),
            example("setup", "add(x, 1)", "math.floor(6.5)", { setup: "import math\nx = 5" }),
            example("awaits", "later(4)", "8"),
            example("own class", "bag(1, 2)", "Bag(1, 2)"),
            example("own class differs", "bag(1, 2)", "Bag(1, 3)"),
            example("error", "add(1, 'a')", "2"),
            assertion("assert", "assert add(1, 2) == 3, 'sum'"),
            assertion("assert wrong", "x = add(2, 2)\nassert x == 4\nassert add(1, 2) == 5"),
            assertion(
              "assert near",
              "import math\nassert abs(root(2) - 1.41421356) < 1e-6\nassert math.isclose(root(4), 2)",
            ),
            assertion(
              "assert truth",
              "assert not add('', '')\nassert add([], [1])\nassert add(1, 1) in (1, 2)\nassert add(1, 1) is not None",
            ),
            assertion("assert loop", "for i in range(5):\n    assert add(i, i) == 2 * i"),
            assertion("imported", "from solution import add as plus\nassert plus(1, 1) == 2"),
            assertion("hidden name", "assert _hidden == 41"),
            assertion("broken", "assert add(1, =="),
            assertion("unknown name", "assert subtract(1, 1) == 0"),
          ],
          calls: ["add(2, 3)", "refuse('x')", "later(1)", "pick({'k': 'z'})", "bag"],
        });
        expect(result.status).toBe("ok");
        expect(statuses(result)).toEqual({
          equal: "passed",
          wrong: "failed",
          containers: "passed",
          "true is one": "passed",
          "list is no tuple": "failed",
          approx: "passed",
          "not approx": "failed",
          raises: "passed",
          "raises parent": "passed",
          "raises other": "failed",
          "raises nothing": "failed",
          prints: "passed",
          "prints other": "failed",
          setup: "passed",
          awaits: "passed",
          "own class": "passed",
          "own class differs": "failed",
          error: "error",
          assert: "passed",
          "assert wrong": "failed",
          "assert near": "passed",
          "assert truth": "passed",
          "assert loop": "passed",
          imported: "passed",
          "hidden name": "passed",
          broken: "unsupported",
          "unknown name": "error",
        });
        expect(messageOf(result, "wrong")).toMatchObject({ actual: ["i", "3"], expected: ["i", "4"] });
        expect(messageOf(result, "error")).toMatchObject({ file: "solution.py", line: 6 });
        expect(messageOf(result, "assert wrong")).toMatchObject({
          line: 3,
          message: "assert add(1, 2) == 5: got 3",
        });
        expect(result.calls.slice(0, 4)).toEqual([
          ["i", "5"],
          ["e", "ValueError", "no x"],
          ["i", "2"],
          [
            "d",
            [
              [
                ["s", "k"],
                ["S", [["s", "z"]]],
              ],
            ],
          ],
        ]);
        expect(result.output).toContain("said 7");
      });

      it("runs test files: plain, pytest-style, unittest", async () => {
        const pytest = `
import pytest
from solution import add, root, refuse, speak

@pytest.fixture
def one():
    yield 1

def test_add(one):
    assert add(one, 2) == 3

def test_wrong():
    assert add(1, 2) == 4

@pytest.mark.parametrize("a,b", [(1, 2), (3, 7)])
def test_pairs(a, b):
    assert add(a, 1) == b

def test_raises():
    with pytest.raises(ValueError, match="no"):
        refuse(1)
    assert root(2) == pytest.approx(1.4142135)

def test_prints(capsys):
    speak(3)
    assert capsys.readouterr().out == "said 3\\n"

@pytest.mark.skip(reason="later")
def test_skipped():
    assert False

class TestGroup:
    def setup_method(self):
        self.x = 4
    def test_method(self):
        assert add(self.x, 1) == 5

async def test_async():
    from solution import later
    assert await later(1) == 2
`;
        const unit = `
import unittest
class AddTest(unittest.TestCase):
    def setUp(self):
        self.two = 2
    def test_equal(self):
        self.assertEqual(add(self.two, 1), 3)
        self.assertAlmostEqual(root(2), 1.4142135, places=5)
    def test_not_equal(self):
        self.assertEqual(add(1, 1), 3)
    def test_raises(self):
        with self.assertRaises(ValueError):
            refuse(2)
        self.assertTrue(add(1, 1) == 2)
        self.assertIn(add(1, 1), [1, 2])
if __name__ == "__main__":
    unittest.main()
`;
        const plain =
          "from solution import *\nassert add(1, 1) == 2\nassert add(1, 1) == 3\nx = 4\nassert x == 4\n";
        const checking = "def check(f):\n    assert f(1, 2) == 3\n    assert f(1, 2) == 0\ncheck(add)\n";
        const needing = "import numpy as np\ndef test_np():\n    assert np.sum([1]) == 1\n";
        const file = (id: string, content: string) =>
          test(id, { kind: "file", path: `test_${id}.py`, content });
        const result = await check("python", program, {
          tests: [
            file("p", pytest),
            file("u", unit),
            file("a", plain),
            file("c", checking),
            file("n", needing),
          ],
        });
        expect(statuses(result)).toEqual({
          "p::test_add": "passed",
          "p::test_wrong": "failed",
          "p::test_pairs[0]": "passed",
          "p::test_pairs[1]": "failed",
          "p::test_raises": "passed",
          "p::test_prints": "passed",
          "p::test_skipped": "unsupported",
          "p::TestGroup::test_method": "passed",
          "p::test_async": "passed",
          "u::AddTest::test_equal": "passed",
          "u::AddTest::test_not_equal": "failed",
          "u::AddTest::test_raises": "passed",
          "a::line 2": "passed",
          "a::line 3": "failed",
          "a::line 5": "passed",
          "c::module": "failed",
          "n::test_np": "unsupported",
        });
        expect(messageOf(result, "p::test_wrong")).toMatchObject({ line: 13 });
        expect(messageOf(result, "n::test_np")?.message).toContain("numpy");
      });

      it("runs programs that read and print", async () => {
        const source = "n = int(input())\nprint(sum(map(int, input().split())) * n)\n";
        const result = await check("python", source, {
          tests: [
            test("right", { kind: "io", input: "2\n1 2 3\n", output: "12  \n\n" }),
            test("wrong", { kind: "io", input: "2\n1 2 3\n", output: "13" }),
            test("error", { kind: "io", input: "x\n", output: "13" }),
          ],
        });
        expect(statuses(result)).toEqual({ right: "passed", wrong: "failed", error: "error" });
      });

      it("loads several files and finds them by their paths", async () => {
        const files = [
          { path: "src/app/__init__.py", content: "" },
          {
            path: "src/app/money.py",
            content: "from app.tax import rate\ndef gross(x): return x * (1 + rate)\n",
          },
          { path: "src/app/tax.py", content: "rate = 0.5\n" },
        ];
        const source =
          "from app.money import gross\nimport src.app.tax as tax\ndef test_it():\n    assert gross(2) == 3.0\n    assert tax.rate == 0.5\n";
        const tests = [
          test("f", { kind: "file", path: "tests/test_money.py", content: source }),
          example("e", "gross(4)", "6"),
        ];
        expect(statuses(await check("python", "", { files, tests }))).toEqual({
          "f::test_it": "passed",
          e: "passed",
        });
      });

      it("says what is wrong with a program that does not load", async () => {
        const tests = [
          example("e", "f(1)", "1"),
          test("f", {
            kind: "file",
            path: "test_f.py",
            content: "def test_a():\n    assert f(1) == 1\ndef test_b():\n    assert f(2) == 2\n",
          }),
        ];
        const syntax = await check("python", "def f(x):\n    return x +\n", { tests });
        expect(syntax).toMatchObject({ status: "load-error", error: { file: "solution.py", line: 2 } });
        expect(statuses(syntax)).toEqual({ e: "error", "f::test_a": "error", "f::test_b": "error" });
        const missing = await check("python", "import numpy as np\ndef f(x): return x\n", { tests });
        expect(missing.status).toBe("load-error");
        expect(missing.error?.message).toContain("numpy");
      });
    });

    describe.each(["javascript", "typescript"] as const)("%s", (language) => {
      const typed = language === "typescript";
      const number = typed ? ": number" : "";
      const program = `
${typed ? "enum Level { Low = 1 }\nexport interface Point { x: number }\n" : ""}
export function add(a${number}, b${number}) { return a + b; }
export const later = async (x${number}) => { await new Promise((go) => setTimeout(go, 50)); return x * 2; };
export const point = (x${number}) => ({ x, tags: new Set(["a"]), none: undefined });
export function refuse(x${number}) { throw new RangeError("no " + x); }
export const speak = (x${number}) => { console.log("said", x, [1, { a: "b" }]); return x; };
function hidden() { return 41; }
export const bad = () => { return [NaN, 1n, null]; };
export default add;
`;
      it("judges every kind of test", async () => {
        const result = await check(language, program, {
          tests: [
            example("equal", "add(1, 2)", "3"),
            example("wrong", "add(1, 2)", "4"),
            example("one is no true", "add(0, 1)", "true"),
            example("objects", "point(1)", "{ tags: new Set(['a']), x: 1, none: undefined }"),
            example("nan and bigint", "bad()", "[NaN, 1n, null]"),
            example("bigint is no number", "bad()", "[NaN, 1, null]"),
            example("awaits", "later(4)", "8"),
            example("awaits itself", "await later(4)", "8"),
            example("approx", "add(0.1, 0.2)", "0.3", { compare: "approx" }),
            example("raises", "refuse(1)", "RangeError", { compare: "raises" }),
            example("raises parent", "refuse(1)", "Error", { compare: "raises" }),
            example("raises other", "refuse(1)", "TypeError", { compare: "raises" }),
            example("prints", "speak(7)", "said 7 [ 1, { a: 'b' } ]", { compare: "prints" }),
            example("error", "add.nope.x", "1"),
            assertion("assert", "assert.deepStrictEqual(add(1, 2), 3);"),
            assertion("assert equal wrong", "assert.strictEqual(add(1, 2), 4)"),
            assertion("assert truth", "assert(add(1, 2) === 3, 'sum')"),
            assertion("console.assert", "console.assert(add(1, 2) === 4)"),
            assertion("expect", "expect(point(1)).toEqual({ x: 1, tags: new Set(['a']) })"),
            assertion("expect not", "expect(add(1, 1)).not.toBe(3)\nexpect(add(1, 1)).toBeGreaterThan(5)"),
            assertion(
              "throws",
              "assert.throws(() => refuse(1), /no 1/);\nawait assert.rejects(async () => refuse(2), RangeError)",
            ),
            assertion(
              "imported",
              "import assert from 'node:assert';\nimport plus, { add as also } from './solution.js';\nassert.equal(plus(1, 1), also(1, 1))",
            ),
            assertion("hidden name", "assert.equal(hidden(), 41)"),
            assertion("broken", "assert.equal(add(1, )"),
            assertion("unknown name", "assert.equal(subtract(1, 1), 0)"),
            assertion("never ends", "await new Promise(() => {})"),
          ],
          calls: ["add(2, 3)", "refuse('x')", "await later(1)", "hidden", "syntax error"],
        });
        expect(result.status).toBe("ok");
        expect(statuses(result)).toEqual({
          equal: "passed",
          wrong: "failed",
          "one is no true": "failed",
          objects: "passed",
          "nan and bigint": "passed",
          "bigint is no number": "failed",
          awaits: "passed",
          "awaits itself": "passed",
          approx: "passed",
          raises: "passed",
          "raises parent": "passed",
          "raises other": "failed",
          prints: "passed",
          error: "error",
          assert: "passed",
          "assert equal wrong": "failed",
          "assert truth": "passed",
          "console.assert": "failed",
          expect: "passed",
          "expect not": "failed",
          throws: "passed",
          imported: "passed",
          "hidden name": "passed",
          broken: "unsupported",
          "unknown name": "error",
          "never ends": "error",
        });
        expect(messageOf(result, "wrong")).toMatchObject({ actual: ["i", "3"], expected: ["i", "4"] });
        expect(messageOf(result, "expect not")).toMatchObject({ line: 2 });
        expect(result.calls.slice(0, 3)).toEqual([
          ["i", "5"],
          ["e", "RangeError", "no x"],
          ["i", "2"],
        ]);
        expect(result.calls[4]?.[0]).toBe("e");
        expect(result.output).toContain("said 7");
      });

      it("runs test files: vitest, node:test, plain", async () => {
        const ending = typed ? "ts" : "js";
        const vitest = `
import { beforeEach, describe, expect, it, test, vi } from "vitest";
import add, { later, point, refuse } from "../src/solution";
describe("add", () => {
  let base = 0;
  beforeEach(() => { base = 1; });
  it("adds", () => expect(add(base, 2)).toBe(3));
  it("is wrong", () => {
    expect(add(base, 2)).toBe(4);
  });
  it.each([[1, 1, 2], [2, 2, 5]])("%i + %i", (a, b, sum) => expect(add(a, b)).toBe(sum));
});
test("matchers", async () => {
  expect(point(1)).toMatchObject({ x: 1 });
  expect(point(1)).toHaveProperty("x", 1);
  expect([1, 2]).toContain(add(1, 1));
  expect([1, 2]).toHaveLength(2);
  expect("abc").toMatch(/b/);
  expect(add(0.1, 0.2)).toBeCloseTo(0.3);
  expect(() => refuse(1)).toThrow("no 1");
  expect(() => refuse(1)).toThrow(RangeError);
  await expect(later(2)).resolves.toBe(4);
  await expect(Promise.reject(new Error("x"))).rejects.toThrow("x");
  const spy = vi.fn((x) => x);
  spy(3);
  expect(spy).toHaveBeenCalledWith(3);
  expect(null).toBeNull();
  expect({ a: [1] }).toEqual({ a: expect.any(Array) });
});
test.skip("skipped", () => { throw new Error("no"); });
`;
        const node = `
import { test, describe, it } from "node:test";
import assert from "node:assert/strict";
import { add } from "./solution.${ending}";
test("adds", (t) => { assert.equal(add(1, 1), 2); });
describe("group", () => { it("fails", () => { assert.deepEqual([add(1, 1)], [3]); }); });
`;
        const plain = `import { add } from "./solution.js";\nimport assert from "assert";\nconst one = await Promise.resolve(1);\nassert.equal(add(one, 1), 2);\nassert.equal(add(one, 1), 3);\n`;
        const jest = `describe("globals", () => { test("work", (done) => { expect(add(1, 1)).toBe(2); done(); }); });\n`;
        const needing = `import request from "supertest";\ntest("x", () => { request(); });\n`;
        const file = (id: string, content: string) =>
          test(id, { kind: "file", path: `${id}.test.${ending}`, content });
        const result = await check(language, program, {
          tests: [
            file("tests/v", vitest),
            file("n", node),
            file("p", plain),
            file("j", jest),
            file("x", needing),
          ],
        });
        expect(statuses(result)).toEqual({
          "tests/v::add > adds": "passed",
          "tests/v::add > is wrong": "failed",
          "tests/v::add > 1 + 1": "passed",
          "tests/v::add > 2 + 2": "failed",
          "tests/v::matchers": "passed",
          "tests/v::skipped": "unsupported",
          "n::adds": "passed",
          "n::group > fails": "failed",
          "p::module": "failed",
          "j::globals > work": "passed",
          "x::x": "unsupported",
        });
        expect(messageOf(result, "tests/v::add > is wrong")).toMatchObject({ line: 9 });
        expect(messageOf(result, "p::module")).toMatchObject({ line: 5 });
        expect(messageOf(result, "x::x")?.message).toContain("supertest");
      });

      it("runs programs that read and print", async () => {
        const source = `import { readFileSync } from "node:fs";\nconst [n, rest] = readFileSync(0, "utf8").split("\\n");\nconsole.log(Number(n) * rest.split(" ").map(Number).reduce((a, b) => a + b));\n`;
        const lines = `import * as readline from "node:readline";\nconst lines = [];\nconst rl = readline.createInterface({ input: process.stdin });\nrl.on("line", (line) => lines.push(line));\nrl.on("close", () => console.log(lines.length));\n`;
        const awaiting = `import * as readline from "node:readline";\nlet n = 0;\nfor await (const line of readline.createInterface({ input: process.stdin })) n += Number(line);\nconsole.log(n);\n`;
        const io = (output: string) => [
          test("right", { kind: "io", input: "2\n1 2 3\n", output }),
          test("wrong", { kind: "io", input: "2\n1 2 3\n", output: "-" }),
        ];
        expect(statuses(await check(language, source, { tests: io("12\n") }))).toEqual({
          right: "passed",
          wrong: "failed",
        });
        expect(statuses(await check(language, lines, { tests: io("2") }))).toEqual({
          right: "passed",
          wrong: "failed",
        });
        expect(statuses(await check(language, awaiting, { tests: io("NaN") }))).toEqual({
          right: "passed",
          wrong: "failed",
        });
      });

      it("says what is wrong with a program that does not load", async () => {
        const tests = [
          example("e", "f(1)", "1"),
          test("f", {
            kind: "file",
            path: "f.test.js",
            content: 'test("a", () => { expect(f(1)).toBe(1); });\ntest("b", () => {});\n',
          }),
        ];
        const syntax = await check(language, "export const f = (x) => {\n  return x +;\n};\n", { tests });
        expect(syntax).toMatchObject({ status: "load-error", error: { line: 2 } });
        expect(statuses(syntax)).toEqual({ e: "error", "f::a": "error", "f::b": "error" });
        const throwing = await check(
          language,
          "export const f = (x) => x;\n\nthrow new Error('at load');\n",
          { tests },
        );
        expect(throwing).toMatchObject({ status: "load-error", error: { line: 3 } });
        const missing = await check(
          language,
          'import lodash from "lodash";\nexport const f = (x) => lodash.chunk(x);\n',
          { tests },
        );
        expect(missing.error?.message).toContain("lodash");
      });
    });

    it("loads several JavaScript files and CommonJS", async () => {
      const files = [
        {
          path: "src/money.ts",
          content:
            'import { rate } from "./tax.js";\nexport const gross = (x: number): number => x * (1 + rate);\n',
        },
        { path: "src/tax.ts", content: "export const rate = 0.5;\n" },
      ];
      const source =
        'import { gross } from "../src/money.js";\nimport { expect, it } from "vitest";\nit("is gross", () => expect(gross(2)).toBe(3));\n';
      const tests = [
        test("f", { kind: "file", path: "tests/money.test.ts", content: source }),
        example("e", "gross(4)", "6"),
      ];
      expect(statuses(await check("typescript", "", { files, tests }))).toEqual({
        "f::is gross": "passed",
        e: "passed",
      });
      const common = "const twice = (x) => x * 2;\nmodule.exports = { twice };\n";
      const required = assertion(
        "r",
        "const { twice } = require('./solution.js');\nassert.equal(twice(2), 4)",
      );
      expect(
        statuses(await check("javascript", common, { tests: [required, example("e", "twice(1)", "2")] })),
      ).toEqual({ r: "passed", e: "passed" });
    });

    describe("limits", () => {
      const patient = { timeoutMs: 10_000, jobTimeoutMs: 60_000 };
      const limits = { timeoutMs: 1_500, jobTimeoutMs: 30_000 };

      it("a test that hangs loses itself, not the tests after it", async () => {
        const python = await check("python", "def f(x):\n    while x == 2: pass\n    return x\n", {
          tests: [
            example("one", "f(1)", "1"),
            example("two", "f(2)", "2"),
            example("three", "f(3)", "3"),
            test("f", {
              kind: "file",
              path: "test_f.py",
              content:
                "def test_a():\n    assert f(1) == 1\ndef test_b():\n    assert f(2) == 2\ndef test_c():\n    assert f(3) == 3\n",
            }),
          ],
          calls: ["f(4)"],
          limits,
        });
        expect(python.status).toBe("timeout");
        expect(statuses(python)).toEqual({
          one: "passed",
          two: "timeout",
          three: "passed",
          "f::test_a": "passed",
          "f::test_b": "timeout",
          "f::test_c": "passed",
        });
        expect(python.calls).toEqual([["i", "4"]]);
        const javascript = await check(
          "javascript",
          "export const f = (x) => { while (x === 2); return x; };",
          {
            tests: [example("one", "f(1)", "1"), example("two", "f(2)", "2"), example("three", "f(3)", "3")],
            calls: ["f(2)"],
            limits,
          },
        );
        expect(statuses(javascript)).toEqual({ one: "passed", two: "timeout", three: "passed" });
        expect(javascript.calls).toEqual([["x"]]);
      });

      it("a program that hangs while it loads fails all its tests", async () => {
        const tests = [example("a", "f(1)", "1"), example("b", "f(2)", "2")];
        const result = await check("python", "while True: pass", { tests, limits });
        expect(result).toMatchObject({
          status: "timeout",
          error: { message: expect.stringContaining("Loading") },
        });
        expect(statuses(result)).toEqual({ a: "timeout", b: "timeout" });
      });

      it("memory and output are bounded, and told apart", async () => {
        const tests = [example("a", "f(1)", "1"), example("b", "f(0)", "0")];
        const hungry = await check(
          "python",
          "def f(x):\n    keep = []\n    while x: keep.append('x' * 10_000_000 + str(len(keep)))\n    return x\n",
          { tests, limits: patient },
        );
        expect(hungry.status).toBe("out-of-memory");
        expect(statuses(hungry)).toEqual({ a: "error", b: "passed" });
        const greedy = await check(
          "javascript",
          "export const f = (x) => { const keep = []; while (x) keep.push(new Uint8Array(10_000_000).fill(keep.length)); return x; };",
          { tests, limits: patient },
        );
        expect(greedy.status).toBe("out-of-memory");
        expect(statuses(greedy)).toEqual({ a: "error", b: "passed" });
        for (const [language, source] of [
          ["python", "def f(x):\n    while x: print('spam' * 100)\n    return x\n"],
          ["javascript", "export const f = (x) => { while (x) console.log('spam'.repeat(100)); return x; };"],
        ] as const) {
          const flood = await check(language, source, { tests, limits: { ...patient, outputBytes: 20_000 } });
          expect(flood.status).toBe("output-limit");
          expect(statuses(flood)).toEqual({ a: "error", b: "passed" });
          expect(flood.output.length).toBeLessThanOrEqual(20_000);
        }
      });
    });

    it("gives the same answer to the same job", async () => {
      const seeded = "import random\ndef f(): return [random.random(), list({'a', 'b', 'c', 'd'})]\n";
      const again = [
        await check("python", seeded, { calls: ["f()"] }),
        await check("python", seeded, { calls: ["f()"] }),
      ];
      expect(again[0]?.calls).toEqual(again[1]?.calls);
      const javascript = "export const f = () => [Math.random(), Math.random()];";
      const both = [
        await check("javascript", javascript, { calls: ["f()"] }),
        await check("javascript", javascript, { calls: ["f()"] }),
      ];
      expect(both[0]?.calls).toEqual(both[1]?.calls);
      expect(both[0]?.calls[0]?.[0]).toBe("l");
    });

    it("keeps programs apart that run at the same time", async () => {
      const results = await Promise.all(
        [1, 2, 3, 4, 5].map((n) =>
          check(
            "javascript",
            `globalThis.shared = (globalThis.shared ?? 0) + ${n};\nexport const f = () => shared;`,
            { calls: ["f()"] },
          ),
        ),
      );
      expect(results.map(({ calls }) => calls[0])).toEqual([1, 2, 3, 4, 5].map((n) => ["i", String(n)]));
    });

    it("stops when it is aborted", async () => {
      const stop = new AbortController();
      const files = [{ path: "solution.py", content: "while True: pass" }];
      const running = sandbox.check(
        { language: "python", files, tests: [], calls: ["1"] },
        { signal: stop.signal },
      );
      setTimeout(() => stop.abort(), 300);
      await expect(running).rejects.toMatchObject({ code: "ABORTED" });
    });
  });
};
