import { describe, expect, test } from "vitest";
import { readExpression, readWhole } from "../../../nodes/examples/expressions.ts";
import { argumentsAt, splitOuter, unwrapped } from "../../../nodes/examples/parts.ts";
import { render } from "../../../nodes/examples/render.ts";
import { splitStatements } from "../../../nodes/examples/statements.ts";
import { findImbalance, namesIn, tokenise } from "../../../nodes/examples/tokens.ts";

describe("values in both notations", () => {
  test.each([
    ["[1,(2,),{'a': 1},None]", "[1, (2,), {'a': 1}, None]", "[1, [2], ({'a': 1}), null]"],
    ["(1, 2)", "(1, 2)", "[1, 2]"],
    ["()", "()", "[]"],
    ["{1, 2}", "{1, 2}", "new Set([1, 2])"],
    ["set()", "set()", "new Set([])"],
    ["{}", "{}", "({})"],
    ["{a: [true]}", '{"a": [True]}', '({"a": [true]})'],
    ["new Map([[1, 'x']])", "{1: 'x'}", "new Map([[1, 'x']])"],
    ["float('-inf')", "-float('inf')", "-Infinity"],
    ["3 // 2", "3 // 2", "Math.floor(3 / 2)"],
    ["1_000", "1_000", "1000"],
    ["5n", "5", "5n"],
    ["1 + 2.5j", "1 + 2.5j", null],
    ["-2 ** 2", "-(2 ** 2)", "-(2 ** 2)"],
    ["r'\\d'", "r'\\d'", '"\\\\d"'],
    ["b'a'", "b'a'", null],
    ["'a' * 3", "'a' * 3", null],
    ["{(1, 2): 3}", "{(1, 2): 3}", null],
    ["undefined", "None", "undefined"],
  ])("%s", (text, python, javascript) => {
    const value = readWhole(text, { notation: "python" });
    expect(value && render(value, "python")).toBe(python);
    expect(value && render(value, "typescript")).toBe(javascript);
  });

  test.each(["", "x", "f(1)", "[1", "{1: 2, 3}", "f'{x}'", "`${x}`", "'a", "[...]", "1 +", "(", "a.b"])(
    "%j is no value",
    (text) => expect(readWhole(text, { notation: "python" })).toBeNull(),
  );

  test("templates are strings of JavaScript only", () => {
    const value = readWhole("`a`", { notation: "javascript" });
    expect(value && [render(value, "python"), render(value, "javascript")]).toEqual(['"a"', "`a`"]);
    expect(readWhole("`a`", { notation: "python" })).toBeNull();
  });

  test("the longest value is read, and no further", () => {
    const end = (text: string) => readExpression(text, 0, { notation: "python" })?.end;
    expect(end("True.")).toBe(4);
    expect(end("8 // x")).toBe(1);
    expect(end("3.5. Then")).toBe(3);
    expect(end("[1,\n2] and")).toBe(6);
    expect(end("1\n+ 2")).toBe(1);
  });

  test.each(["(", "[", "{", "-", "1**", "1+", "[1,"])(
    "%j over and over is read in bounded time and depth",
    (piece) => {
      const value = readExpression(`${piece.repeat(50_000)}1`, 0, { notation: "python" });
      expect(value === null || (render(value.value, "python")?.length ?? 0) < 1_000).toBe(true);
    },
  );
});

describe("tokens", () => {
  const texts = (text: string, notation: "python" | "javascript") =>
    tokenise(text, notation).map(({ text: word }) => word);
  test("strings, comments and regular expressions hide what is in them", () => {
    expect(texts("f('#(') # )", "python")).toEqual(["f", "(", "'#('", ")", "# )"]);
    expect(texts("a / b / c; x = /[/]\\//g // d", "javascript")).toEqual([
      "a",
      "/",
      "b",
      "/",
      "c",
      ";",
      "x",
      "=",
      "/[/]\\//g",
      "// d",
    ]);
    expect(texts("`a${ `}` }b` + 1", "javascript")).toEqual(["`a${ `}` }b`", "+", "1"]);
    expect(texts('"""a\n"b"""', "python")).toEqual(['"""a\n"b"""']);
    expect(texts("'a\nb", "python")).toEqual(["'a", "\n", "b"]);
  });
  test.each([
    ["f([1, 2)", 7],
    ["f(1))", 4],
    ["(1", 0],
    ["'a", 0],
    ["f(1) # )", null],
    ["''' ( '''", null],
  ])("the imbalance of %j is at %s", (text, at) =>
    expect(findImbalance(text, "python")?.at ?? null).toBe(at),
  );
  test("names, without attributes", () =>
    expect([...namesIn("a.b(c, 'd', e=f)", "python")]).toEqual(["a", "c", "e", "f"]));
});

test("parts of an expression", () => {
  expect(splitOuter("a, (b, c), 'd,e', [f,]  # g, h", ",", "python")).toEqual([
    "a",
    "(b, c)",
    "'d,e'",
    "[f,]",
  ]);
  expect(argumentsAt("f(a, g(b)) + 1", 1, "python")).toEqual({ items: ["a", "g(b)"], end: 10 });
  expect(argumentsAt("f(a", 1, "python")).toBeNull();
  expect([
    unwrapped("((a))", "python"),
    unwrapped("(a, b)", "python"),
    unwrapped("(a) + (b)", "python"),
    unwrapped("(a,)", "python"),
  ]).toEqual(["a", "(a, b)", "(a) + (b)", "(a,)"]);
});

describe("statements", () => {
  const cut = (text: string, notation: "python" | "javascript") =>
    splitStatements(text, notation).map(({ text: body, line, broken }) =>
      broken ? `!${body}` : `${line}:${body}`,
    );
  test("of Python, with suites, decorators and brackets", () => {
    const text = `
    import math
    assert f(1) == 2; assert g(
       2) == 3  # ok
    @a
    @b
    def test():
        x = """ q
  r """
        if x:
            y

    try:
        f()
    except ValueError:
        pass
    z = 1`;
    expect(cut(text, "python")).toEqual([
      "2:import math",
      "3:assert f(1) == 2",
      "3:assert g(\n   2) == 3  # ok",
      '5:@a\n@b\ndef test():\n    x = """ q\nr """\n    if x:\n        y',
      "13:try:\n    f()\nexcept ValueError:\n    pass",
      "17:z = 1",
    ]);
  });
  test("of JavaScript, with and without semicolons", () => {
    const text =
      'import { x } from "y"\nconst a = [1,\n2]\nexpect(f(1))\n  .toBe(2)\nif (x) { y }\nelse { z }\nb = 1; c = /;/\n';
    expect(cut(text, "javascript")).toEqual([
      '1:import { x } from "y"',
      "2:const a = [1,\n2]",
      "4:expect(f(1))\n  .toBe(2)",
      "6:if (x) { y }\nelse { z }",
      "8:b = 1",
      "8:c = /;/",
    ]);
  });
  test("what is broken does not take the rest with it", () => {
    expect(cut("assert f(1)) == 2\nf(2)", "python")).toEqual(["!assert f(1)) == 2", "2:f(2)"]);
    expect(cut("assert f([1, 2\nassert f(4) == 1\nassert f('ab", "python")).toEqual([
      "!assert f([1, 2",
      "2:assert f(4) == 1",
      "!assert f('ab",
    ]);
  });
});
