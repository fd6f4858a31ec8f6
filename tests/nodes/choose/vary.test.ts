// Inputs that nobody wrote: made of those that tests use, of the same kind, never one that was there.
import { describe, expect, it } from "vitest";
import type { Language, TestCase } from "../../../core/domain.ts";
import { variationsOf } from "../../../nodes/choose/vary.ts";
import { readWhole } from "../../../nodes/examples/expressions.ts";
import { argumentsAt } from "../../../nodes/examples/parts.ts";
import { notationOf } from "../../../nodes/examples/tokens.ts";
import { callsOf } from "../../../nodes/execute.ts";

const many = 1_000;
const vary = (calls: readonly string[], language: Language = "python", limit = many) =>
  variationsOf(calls, { language, limit });

describe("variations of a call", () => {
  it.each<[string, Language, readonly string[], readonly string[]]>([
    ["a number goes on", "python", ["f(3)"], ["f(4)", "f(5)"]],
    ["a fraction goes on", "python", ["f(0.25)"], ["f(0.75)"]],
    ["a fraction stays one", "python", ["f(1.5)"], ["f(2.0)"]],
    ["a text is turned round and doubled", "python", ["f('ab')"], ["f('ba')", "f('abab')"]],
    ["so it is in JavaScript", "javascript", ['f("ab")'], ['f("ba")', 'f("abab")']],
    ["a truth becomes its opposite", "python", ["f(True)"], ["f(False)"]],
    ["in JavaScript's words too", "javascript", ["f(false)"], ["f(true)"]],
    ["a list", "python", ["f([1, 2])"], ["f([2, 1])", "f([1])", "f([1, 2, 1, 2])", "f([2, 2])"]],
    ["a tuple of one", "python", ["f((1,))"], ["f((1, 1))", "f((2,))"]],
    ["a list of lists", "javascript", ["f([[1, 2]])"], ["f([[1, 2], [1, 2]])", "f([[2, 1]])"]],
  ])("%s", (_, language, calls, expected) => {
    expect(vary(calls, language)).toEqual(expected);
  });

  it("exchanges arguments with calls of the same function and as many arguments only", () => {
    expect(vary(["f(x, y)", "f(u)", "g(p, q)", "f(v, w)"])).toEqual(["f(v, y)", "f(x, w)"]);
    expect(vary(["f(x, y)", "f(v, y)"])).toEqual([]);
    const three = vary(["f(x, y)", "f(v, w)", "f(p, q)"]);
    expect(three).toEqual(["f(v, y)", "f(p, w)", "f(x, q)", "f(x, w)", "f(v, q)", "f(p, y)"]);
  });

  it("leave named arguments alone, which stand in any order", () => {
    const calls = ["f(a=1, b=2)", "f(b=3, a=4)"];
    expect(variationsOf(calls, { language: "python", limit: 9 })).toEqual([]);
  });

  it("are none where there is nothing safe to change", () => {
    const calls = ["f()", "f('')", "f([])", "f(None)", "f(-3)", "f(1e9)", "f(12345678)", "f({'a': 1})"];
    const long = `f([${Array.from({ length: 101 }, (_, at) => at).join(", ")}])`;
    expect(vary([...calls, long])).toEqual([]);
  });

  it.each([
    ["python", ["f(1", "f(1) + 2", "x.f(1)", "f(1)(2)", "lambda: 1", "", "f", "f('a)", "1"]],
    ["javascript", ["f(1", "f(1) + 2", "new F(1)", "f(1)[0]", "() => 1", "", "f", "f('a)", "1"]],
  ] as const)("what is no plain call is left alone in %s", (language, calls) => {
    expect(vary(calls, language)).toEqual([]);
    expect(vary([...calls, "f(1)"], language)).toEqual(["f(2)", "f(3)"]);
  });
});

const inputs = {
  python: [
    "add(1, 2)",
    "add(2, 3)",
    "scale([1.5, 0.0, 2.25], 3)",
    "scale([], 0)",
    "join(['a', 'bc', ''], sep='-')",
    "join(('x', \"y\"), ',')",
    "flag(True, False, None)",
    "deep([[1, 2], [3]], {'k': [1]})",
    "word('level', 10)",
  ],
  javascript: [
    "add(1, 2)",
    "add(2,3)",
    "scale([1.5, 0, 2.25], 3)",
    "join(['a', 'bc', ''], `-`)",
    'join(["x"], ",")',
    "flag(true, false, null, undefined)",
    "deep([[1, 2], [3]], {k: [1]})",
    "word('level', 10)",
  ],
} as const;

describe.each(["python", "javascript"] as const)("variations in %s", (language) => {
  const calls = inputs[language];
  const fresh = vary(calls, language);
  const squeeze = (text: string) => text.replaceAll(/\s/gu, "");

  it("are new, each once, and the same the next time", () => {
    expect(fresh.length).toBeGreaterThan(20);
    const all = [...calls, ...fresh].map(squeeze);
    expect(new Set(all).size).toBe(all.length);
    expect(vary(calls, language)).toEqual(fresh);
  });

  it("are calls of the same functions with as many arguments, each whole", () => {
    const notation = notationOf(language);
    const shapeOf = (call: string) => {
      const name = /^\w+/u.exec(call)?.[0] ?? "";
      const found = argumentsAt(call, name.length, notation);
      expect(found?.end).toBe(call.length);
      return `${name}/${found?.items.length}`;
    };
    const known = new Set(calls.map(shapeOf));
    expect(fresh.filter((call) => !known.has(shapeOf(call)))).toEqual([]);
    const value = (call: string) => readWhole(call, { notation, callable: (name) => name });
    const readable = new Set(calls.filter((call) => value(call) !== null).map(shapeOf));
    expect(fresh.filter((call) => readable.has(shapeOf(call)) && value(call) === null)).toEqual([]);
  });

  it("make nothing empty, zero or negative that was not", () => {
    const strict = vary(
      calls.filter((call) => !/\[\]|''|\b0\b/u.test(call)),
      language,
    );
    expect(strict.filter((call) => /\[\]|\(\)|''|""|(?<![\d.])0(?![\d.])|-\d/u.test(call))).toEqual([]);
  });

  it("are cut alike for all calls: each has its first before any has its second", () => {
    expect(vary(["f([1, 2])", "g(1)", "h(5)"], language, 4)).toEqual(["f([2, 1])", "g(2)", "h(6)", "f([1])"]);
    expect(vary(calls, language, 5)).toEqual(fresh.slice(0, 5));
    expect(vary(calls, language, 0)).toEqual([]);
  });
});

describe("the calls on which candidates are compared", () => {
  const example = (call: string, more: object = {}): TestCase => ({
    id: call,
    origin: "qa",
    block: 0,
    body: { kind: "example", call, expected: "1", compare: "equal", ...more },
  });

  it("are those of plain examples, each once, and at most 16 variations behind them", () => {
    const tests = [
      example("f(1)"),
      example("f(1)"),
      example("f([1, 2, 3])"),
      example("f(7)", { setup: "import math" }),
      example("f(8)", { compare: "prints" }),
      { ...example("g(1)"), body: { kind: "assertion" as const, source: "assert g(1)" } },
    ];
    const calls = callsOf(tests, "python");
    expect(calls.slice(0, 4)).toEqual(["f(1)", "f([1, 2, 3])", "f(2)", "f([3, 2, 1])"]);
    expect(calls.join(" ")).not.toMatch(/[g78]/u);
    const long = Array.from({ length: 30 }, (_, at) => example(`f(${at * 10})`));
    expect(callsOf(long, "python")).toHaveLength(30 + 16);
    expect(callsOf([], "python")).toEqual([]);
  });
});
