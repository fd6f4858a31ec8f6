import { describe, expect, test } from "vitest";
import type { TestCase } from "../../../core/domain.ts";
import { extractTests } from "../../../nodes/answers/tests.ts";

const signs = { equal: "==", approx: "≈", raises: "raises", prints: "prints" } as const;

const line = ({ body }: TestCase): string => {
  if (body.kind !== "example") return body.kind === "assertion" ? `assert: ${body.source}` : body.kind;
  const setup = body.setup === undefined ? "" : `${body.setup.replaceAll("\n", " ")} | `;
  return `${setup}${body.call} ${signs[body.compare]} ${body.expected}`;
};

const python = (code: string, names = ["f", "g"]): string[] =>
  extractTests(`\`\`\`python\n${code}\n\`\`\``, { language: "python", names, block: 0 }).map(line);
const script = (code: string): string[] =>
  extractTests(`\`\`\`ts\n${code}\n\`\`\``, { language: "typescript", names: ["f"], block: 0 }).map(line);

describe("Python: one assertion, one test", () => {
  test.each([
    ["an equality", "assert f(1) == 2", ["f(1) == 2"]],
    ["a message and a comment", "assert f('a, b # c') == 'x', 'no, (no'  # really", ["f('a, b # c') == 'x'"]],
    ["brackets", "assert (f(1, 2) == 3)\nassert (f(2) == (1, 2))", ["f(1, 2) == 3", "f(2) == (1, 2)"]],
    ["the value first", "assert 4 == f(2)", ["f(2) == 4"]],
    ["is", "assert f(3) is True\nassert f(4) is None", ["f(3) == True", "f(4) == None"]],
    ["truth", "assert f(2)\nassert not f(0)", ["assert: assert f(2)", "assert: assert not f(0)"]],
    [
      "a property",
      "assert f(g(1)) == f(2)\nassert f(1) == 2 and f(2) == 3\nassert 0 < f(1) < 3",
      [
        "assert: assert f(g(1)) == f(2)",
        "assert: assert f(1) == 2 and f(2) == 3",
        "assert: assert 0 < f(1) < 3",
      ],
    ],
    [
      "approximately",
      "assert math.isclose(f(1), 0.2)\nassert f(2) == pytest.approx(0.3)\nassert pytest.approx(1.5) == f(3)",
      ["f(1) ≈ 0.2", "f(2) ≈ 0.3", "f(3) ≈ 1.5"],
    ],
    [
      "with a tolerance of its own",
      "assert f(1) == approx(0.3, abs=0.1)\nassert abs(f(1) - 2) < 1e-3",
      ["assert: assert f(1) == approx(0.3, abs=0.1)", "assert: assert abs(f(1) - 2) < 1e-3"],
    ],
    [
      "exceptions",
      "with pytest.raises(ValueError):\n    f(-1)\nwith pytest.raises(KeyError, match='x') as e:\n    y = f({})\npytest.raises(TypeError, f, None)",
      ["f(-1) raises ValueError", "f({}) raises KeyError", "f(None) raises TypeError"],
    ],
    [
      "unittest",
      "class TestF(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(1), 2)\n        self.assertTrue(f(2))\n        self.assertIsNone(f(3))\n        self.assertAlmostEqual(f(4), 0.5)\n        self.assertIn(1, f(5))\n        with self.assertRaises(ValueError):\n            f(6)",
      [
        "f(1) == 2",
        "assert: assert f(2)",
        "f(3) == None",
        "f(4) ≈ 0.5",
        "assert: assert (1) in (f(5))",
        "f(6) raises ValueError",
      ],
    ],
    [
      "test functions opened",
      "def test_a():\n    '''Doc.'''\n    k = g()\n    assert f(k) == 1\n\ndef test_b() -> None:\n    assert f(2) == 2",
      ["k = g() | f(k) == 1", "f(2) == 2"],
    ],
    [
      "a loop",
      "for i in range(3):\n    assert f(i) == i",
      ["assert: for i in range(3):\n    assert f(i) == i"],
    ],
    [
      "setup, only what is needed",
      "import math\nxs = [1]\nys = [2]\nxs.append(3)\nprint(ys)\nassert f(xs) == [1, 3]\nassert f(math.pi) == 3",
      ["xs = [1] xs.append(3) | f(xs) == [1, 3]", "import math | f(math.pi) == 3"],
    ],
    ["setup of a truth", "xs = [1]\nassert f(xs)", ["assert: xs = [1]\nassert f(xs)"]],
    [
      "never the subject itself",
      "from solution import f\ndef f(x):\n    return x\nassert f(1) == 1",
      ["f(1) == 1"],
    ],
    ["others' functions", "assert h(1) == 2\nassert len([1]) == 1", []],
    ["the same twice", "assert f(1) == 2\nassert f(1)==2\nassert f(1) == 2", ["f(1) == 2"]],
    ["a last line cut off", "assert f(1) == 2\nassert f([1,", ["f(1) == 2"]],
    [
      "what is no Python",
      "assert f(1) ==\nassert correctness of f\nassert assert f(1) == 2\nassert f(1) = 3\nassert f(2) == 2",
      ["f(2) == 2"],
    ],
    ["the main block", "if __name__ == '__main__':\n    assert f(1) == 1", []],
  ])("%s", (_, code, expected) => expect(python(code)).toEqual(expected));

  test.each([
    ["fixtures", "@pytest.fixture\ndef x():\n    return 1\n\ndef test_a(x):\n    assert f(x) == 1"],
    ["parameters", "@pytest.mark.parametrize('a', [1])\ndef test_a(a):\n    assert f(a) == a"],
    [
      "setUp",
      "class TestF(unittest.TestCase):\n    def setUp(self):\n        self.x = 1\n    def test(self):\n        assert f(self.x)",
    ],
  ])("%s stay a whole file", (_, code) => {
    const cases = extractTests(`\`\`\`python\n${code}\n\`\`\``, {
      language: "python",
      names: ["f"],
      block: 2,
    });
    expect(cases).toEqual([
      {
        id: "qa-2-1",
        origin: "qa",
        block: 2,
        body: { kind: "file", path: "test_qa_2.py", content: `${code}\n` },
      },
    ]);
  });
});

describe("JavaScript and TypeScript", () => {
  test.each([
    [
      "node:assert",
      'import assert from "node:assert";\nassert.deepStrictEqual(f([1]), [2]);\nassert.equal(f("a;b"), "x", "why")\nassert.notEqual(f(1), 3)',
      ["f([1]) == [2]", 'f("a;b") == "x"', "assert: assert.notEqual(f(1), 3)"],
    ],
    [
      "bare assert",
      "assert(f(1) === 2); assert(f(2));\nassert.ok(f(3) === true)",
      ["f(1) == 2", "assert: assert(f(2))", "f(3) == true"],
    ],
    [
      "console.assert, which throws nothing",
      "console.assert(f(1) === 2)\nconsole.assert(f(1) > 2)",
      ["f(1) == 2", "assert: assert(f(1) > 2)"],
    ],
    [
      "throws",
      "assert.throws(() => f(-1), RangeError);\nassert.throws(() => { f(-2); });\nassert.throws(() => f(-3), { name: 'TypeError' })\nassert.throws(() => f(-4), /bad/)",
      ["f(-1) raises RangeError", "f(-2) raises Error", "f(-3) raises TypeError", "f(-4) raises Error"],
    ],
    [
      "expect",
      "expect(f(1)).toBe(2)\nexpect(f(2)).toEqual({ a: [1] });\nexpect(f(3)).toBeNull()\nexpect(f(4)).toHaveLength(2)\nexpect(f(5)).to.deep.equal([1])\nexpect(f(6)).to.be.true",
      [
        "f(1) == 2",
        "f(2) == { a: [1] }",
        "f(3) == null",
        "(f(4)).length == 2",
        "f(5) == [1]",
        "f(6) == true",
      ],
    ],
    [
      "expect, no equality",
      "expect(f(1)).not.toBe(2);\nexpect(f(1)).toBeCloseTo(0.3);\nexpect(f(1)).toBeCloseTo(0.3, 8)\nexpect(f(2)).toContain(1)",
      [
        "assert: expect(f(1)).not.toBe(2)",
        "assert: expect(f(1)).toBeCloseTo(0.3)",
        "f(1) ≈ 0.3",
        "assert: expect(f(2)).toContain(1)",
      ],
    ],
    [
      "expect, throwing",
      'expect(() => f(1)).toThrow();\nexpect(() => f(2)).toThrow(RangeError)\nexpect(() => f(3)).toThrow("bad")',
      ["f(1) raises Error", "f(2) raises RangeError", "f(3) raises Error"],
    ],
    [
      "test functions opened",
      'import { test } from "node:test";\nimport { f } from "./solution.ts";\ndescribe("a", () => {\n  it("b", () => {\n    const q = [1];\n    expect(f(q)).toEqual([1]);\n  });\n  test("c", function () { expect(f(2)).toBe(3) });\n});',
      ["const q = [1] | f(q) == [1]", "f(2) == 3"],
    ],
    [
      "setup",
      "const m = new Map();\nm.set(1, 2);\nconst other = 3;\nassert.equal(f(m), 2)",
      ["const m = new Map(); m.set(1, 2) | f(m) == 2"],
    ],
    ["over lines", "assert.deepStrictEqual(\n  f([1, 2]),\n  [2, 1],\n);", ["f([1, 2]) == [2, 1]"]],
  ])("%s", (_, code, expected) => expect(script(code)).toEqual(expected));

  test("hooks and waiting stay a whole file", () => {
    expect(script("beforeEach(() => {});\ntest('a', () => { expect(f(1)).toBe(1) })")).toEqual(["file"]);
    expect(script("test('a', async () => { expect(await f(1)).toBe(1) })")).toEqual(["file"]);
  });
});

describe("whole answers", () => {
  test("every block of tests counts, others don't; ids carry the block", () => {
    const answer =
      "Tests:\n```python\nassert f(1) == 1\n```\nRun:\n```bash\npytest\n```\nMore:\n```\nassert f(2) == 2\n```";
    const cases = extractTests(answer, { language: "python", names: ["f"], block: 3 });
    expect(cases.map(({ id, block, origin }) => [id, block, origin])).toEqual([
      ["qa-3-1", 3, "qa"],
      ["qa-3-2", 3, "qa"],
    ]);
  });
  test("no fence, a list", () => {
    const answer = "Here are the tests:\n1. assert f(1) == 1\n2. assert f(2) == 2\n- assert f(3) == 3\n";
    expect(extractTests(answer, { language: "python", names: ["f"], block: 0 }).map(line)).toEqual([
      "f(1) == 1",
      "f(2) == 2",
      "f(3) == 3",
    ]);
  });
  test.each(["", "Sorry, no.", "<html>502</html>", "```python\ndef f(x): return x\n```"])(
    "nothing in %j",
    (answer) => expect(extractTests(answer, { language: "python", names: ["f"], block: 0 })).toEqual([]),
  );
  test("count and size are bounded", () => {
    const many = Array.from({ length: 200 }, (_, index) => `assert f(${index}) == ${index}`).join("\n");
    const long = `assert f('${"x".repeat(10_000)}') == 1\nassert f(-1) == 1`;
    expect(python(many)).toHaveLength(40);
    expect(python(long)).toEqual(["f(-1) == 1"]);
  });
  test("without names anything may be tested", () =>
    expect(python("assert h(1) == 2", [])).toEqual(["h(1) == 2"]));
});
