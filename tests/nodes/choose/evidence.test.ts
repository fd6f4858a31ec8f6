// From what the sandbox said to what the vote may look at.
import { describe, expect, it } from "vitest";
import type { TestBody, TestCase } from "../../../core/domain.ts";
import type { CheckResult } from "../../../core/ports.ts";
import { comparable, type Value } from "../../../core/values.ts";
import { buildEvidence, type Examined } from "../../../nodes/choose/evidence.ts";

const example = (call: string, expected = "1"): TestBody => ({
  kind: "example",
  call,
  expected,
  compare: "equal",
});
const assertion = (source: string): TestBody => ({ kind: "assertion", source });
const file: TestBody = { kind: "file", path: "test_x.py", content: "" };
const test = (id: string, origin: TestCase["origin"], body: TestBody, block = 0): TestCase => ({
  id,
  origin,
  block,
  body,
});

const result = (over: Partial<CheckResult> = {}): CheckResult => ({
  status: "ok",
  outcomes: [],
  calls: [],
  output: "",
  durationMs: 1,
  ...over,
});

const examined = (id: string, over: Partial<Examined> = {}): Examined => ({
  id,
  files: { "solution.py": `body of ${id}` },
  unusable: null,
  size: 10,
  length: 100,
  result: result(),
  reviews: [],
  ...over,
});

const reported = (...rows: [string, "passed" | "failed" | "error"][]) =>
  result({ outcomes: rows.map(([id, status]) => ({ id, status })) });

const build = (tests: TestCase[], candidates: Examined[], calls: string[] = []) =>
  buildEvidence({ tests, calls, candidates, duel: null });

describe("tests", () => {
  it("are trusted unless QA wrote them, and fallible where they were read from text", () => {
    const origins = ["file", "workspace", "asked", "docstring", "prose", "qa"] as const;
    const { trusted, untrusted } = build(
      origins.map((origin, index) => test(`t${index}`, origin, example(`f(${index})`), index)),
      [],
    );
    expect(trusted.map(({ origin, fallible }) => [origin, fallible])).toEqual([
      ["file", false],
      ["workspace", false],
      ["asked", false],
      ["docstring", true],
      ["prose", true],
    ]);
    expect(untrusted).toEqual([{ id: "t5", block: 5 }]);
  });

  it.each([
    ["the same call", example("f( [1,2] )", "9")],
    ["an assertion of it", assertion("assert f([1, 2]) == 3")],
    ["an assertion of it in JavaScript", assertion("assert.deepStrictEqual(f([1, 2]), 3)")],
    ["an expectation of it", assertion("expect(f([1,2])).toEqual(3)")],
  ])("of QA that repeat a trusted example are no second witness: %s", (_, body) => {
    const tests = [test("t", "docstring", example("f([1, 2])")), test("u", "qa", body)];
    expect(build(tests, []).untrusted).toEqual([]);
  });

  it.each([
    ["another call", example("f([1])")],
    ["an assertion that only contains the call", assertion("assert g(f([1, 2])) == 3")],
  ])("of QA that say something new stay: %s", (_, body) => {
    const tests = [test("t", "docstring", example("f([1, 2])")), test("u", "qa", body)];
    expect(build(tests, []).untrusted).toEqual([{ id: "u", block: 0 }]);
  });

  it("in a file are known by what it reported for any candidate; what left no trace is missing", () => {
    const { trusted, candidates } = build(
      [test("t", "file", file), test("t2", "file", file)],
      [
        examined("a", { result: reported(["t::one", "passed"], ["t::two", "failed"]) }),
        examined("b", { result: reported(["t::one", "passed"]) }),
        examined("c", { result: reported(["t", "error"]) }),
        examined("d", { result: reported(["t", "passed"]) }),
        examined("e", { result: null }),
      ],
    );
    expect(trusted.map(({ id }) => id)).toEqual(["t::one", "t::two", "t2"]);
    expect(candidates.map(({ outcomes }) => Object.values(outcomes).slice(0, 2))).toEqual([
      ["passed", "failed"],
      ["passed", "missing"],
      ["error", "error"],
      ["missing", "missing"],
      ["missing", "missing"],
    ]);
  });

  it("are named for people by what they say", () => {
    const tests = [
      test("a", "docstring", example("f(1)", "2")),
      test("b", "prose", { kind: "example", call: "f(0)", expected: "ValueError", compare: "raises" }),
      test("c", "prose", { kind: "io", input: "1 2", output: "3" }),
      test("d", "file", assertion("assert f(1) == 2")),
      test("e", "file", file),
    ];
    expect(build(tests, []).trusted.map(({ text }) => text)).toEqual([
      "f(1) → 2",
      "f(0) raises ValueError",
      'input "1 2" → "3"',
      "assert f(1) == 2",
      "e",
    ]);
  });
});

describe("behaviour", () => {
  const calls = ["f(1)", "f(2)", "f( 3 )"];

  it("leaves out the calls of trusted examples, on which passers agree anyway", () => {
    const values: Value[] = [
      ["i", "1"],
      ["i", "2"],
      ["i", "3"],
    ];
    const tests = [test("t", "docstring", example("f(1)")), test("t3", "prose", example("f(3)"))];
    const { candidates } = build(tests, [examined("a", { result: result({ calls: values }) })], calls);
    expect(candidates[0]?.behaviour).toEqual(["#2"]);
  });

  it.each<[string, Value]>([
    ["cut off", ["x"]],
    ["opaque", ["o", "Point", "<Point>"]],
    [
      "opaque inside",
      [
        "d",
        [
          [
            ["s", "key"],
            ["l", [["o", "Point", "<Point>"]]],
          ],
        ],
      ],
    ],
  ])("is null where a value can't be compared: %s", (_, value) => {
    expect(comparable(value)).toBeNull();
  });

  it("is null for each call of a candidate that never ran", () => {
    expect(build([], [examined("a", { result: null })], calls).candidates[0]).toMatchObject({
      status: null,
      behaviour: [null, null, null],
    });
  });
});

describe("candidates", () => {
  it("with the same files have the same hash, whatever they are called and in whatever order", () => {
    const files = { "a.py": "1", "b.py": "2" };
    const { candidates } = build(
      [],
      [
        examined("x", { files }),
        examined("y", { files: { "b.py": "2", "a.py": "1" } }),
        examined("z", { files: { "a.py": "2", "b.py": "1" } }),
      ],
    );
    const [x, y, z] = candidates.map(({ hash }) => hash);
    expect(x).toBe(y);
    expect(x).not.toBe(z);
  });
});
