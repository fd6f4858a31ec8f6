// Verdicts from returned values: what the process that ran the candidate thinks of itself counts only where values can't tell.
import { describe, expect, it } from "vitest";
import type { Language } from "../../../core/domain.ts";
import type { Value } from "../../../core/values.ts";
import { judgePrinted, judgeRaised, judgeSightings, judgeValue } from "../../../tools/sandbox/judge.ts";
import type { Failure, Site } from "../../../tools/sandbox/protocol.ts";

const site = (op: Site["op"], more: Partial<Site> = {}): Site => ({
  op,
  line: 1,
  text: "assert it",
  ...more,
});
const one: Value = ["i", "1"];
const two: Value = ["i", "2"];
const object: Value = ["o", "Any", "<Any>"];
const status = (
  which: Site,
  values: Value[],
  { ok, language = "python" }: { ok?: boolean; language?: Language } = {},
) => judgeSightings([{ site: 0, values, ...(ok !== undefined && { ok }) }], [which], { language }).status;

describe("an expected value that was kept out of the process", () => {
  it.each([
    ["==", two, one, "failed"],
    ["==", one, one, "passed"],
    ["!=", one, one, "failed"],
    ["!=", two, one, "passed"],
    ["is", ["b", true], ["b", true], "passed"],
    ["is", one, ["b", true], "failed"],
    ["<", one, two, "passed"],
    [">=", one, two, "failed"],
    ["<", ["s", "a"], ["s", "b"], "passed"],
    ["in", one, ["l", [two, one]], "passed"],
    ["in", one, ["l", [two]], "failed"],
    ["not in", one, ["S", [two]], "passed"],
    ["in", ["s", "b"], ["s", "abc"], "passed"],
    ["in", ["s", "k"], ["d", [[["s", "k"], one]]], "passed"],
  ] as const)("%s %j against %j is %s, whatever the process says", (op, actual, expected, verdict) => {
    for (const ok of [true, false]) expect(status(site(op, { expected }), [actual], { ok })).toBe(verdict);
  });

  it("is never equal to an object, a part that was cut off, or nothing", () => {
    for (const values of [[object], [["x"]], [["l", [object]]], []] as Value[][]) {
      expect(status(site("==", { expected: one }), values, { ok: true })).toBe("failed");
    }
  });

  it("is near within a tolerance only", () => {
    const near = site("near", { expected: ["f", "1.5"], tolerance: 0.01 });
    expect(status(near, [["f", "1.509"]])).toBe("passed");
    expect(status(near, [["f", "1.52"]], { ok: true })).toBe("failed");
    expect(status(near, [["s", "1.5"]], { ok: true })).toBe("failed");
  });
});

describe("both sides from the process", () => {
  it("values that can be compared are compared here", () => {
    expect(status(site("=="), [one, two], { ok: true })).toBe("failed");
    expect(status(site("=="), [one, one], { ok: false })).toBe("passed");
  });

  it("an object equals plain data never, and another object by its own word", () => {
    expect(status(site("=="), [object, one], { ok: true })).toBe("failed");
    expect(status(site("=="), [object, object], { ok: true })).toBe("passed");
    expect(status(site("=="), [object, object], { ok: false })).toBe("failed");
  });

  it("truth is read from values where it can be", () => {
    expect(status(site("true"), [["i", "0"]], { ok: true })).toBe("failed");
    expect(status(site("true"), [["l", []]], { ok: true })).toBe("failed");
    expect(status(site("true"), [["l", []]], { language: "javascript" })).toBe("passed");
    expect(status(site("false"), [["s", ""]])).toBe("passed");
    expect(status(site("true"), [object], { ok: true })).toBe("passed");
  });
});

describe("a whole test", () => {
  const table = [site("==", { expected: one, line: 4 }), site("==", { expected: two, line: 9 })];
  const language = "python";

  it("fails at the first assertion that does not hold, before the error after it", () => {
    const error: Failure = {
      type: "KeyError",
      mro: ["KeyError"],
      message: "k",
      file: null,
      line: null,
      module: null,
    };
    const sightings = [
      { site: 0, values: [one] },
      { site: 1, values: [one] },
    ];
    expect(judgeSightings(sightings, table, { language, error })).toMatchObject({
      status: "failed",
      line: 9,
      actual: one,
      expected: two,
    });
    expect(judgeSightings([], table, { language, error })).toMatchObject({
      status: "error",
      message: "KeyError: k",
    });
  });

  it("has not passed when assertions that had to be reached were not", () => {
    const seen = [{ site: 0, values: [one] }];
    expect(judgeSightings(seen, table, { language, duties: { all: [0, 1], any: [0, 1] } }).status).toBe(
      "failed",
    );
    expect(judgeSightings([], table, { language, duties: { all: [], any: [0] } }).status).toBe("failed");
    expect(judgeSightings(seen, table, { language, duties: { all: [0], any: [0, 1] } }).status).toBe(
      "passed",
    );
  });

  it("does not know an assertion that nobody wrote", () => {
    expect(judgeSightings([{ site: 7, values: [one], ok: true }], table, { language }).status).toBe("failed");
  });
});

it("JavaScript has NaN equal to itself and true unequal to 1; Python the other way round", () => {
  const nan: Value = ["f", "nan"];
  expect(judgeValue(nan, nan, { language: "javascript" }).status).toBe("passed");
  expect(judgeValue(nan, nan, { language: "python" }).status).toBe("failed");
  expect(judgeValue(["b", true], one, { language: "javascript" }).status).toBe("failed");
  expect(judgeValue(["b", true], one, { language: "python" }).status).toBe("passed");
});

it("an exception counts by its own class and those above it", () => {
  const error: Failure = {
    type: "Mine",
    mro: ["Mine", "ValueError", "Exception"],
    message: "",
    file: null,
    line: null,
    module: null,
  };
  expect(judgeRaised(error, "ValueError").status).toBe("passed");
  expect(judgeRaised(error, "builtins.ValueError").status).toBe("passed");
  expect(judgeRaised(error, "KeyError").status).toBe("failed");
  expect(judgeRaised(undefined, "ValueError").status).toBe("failed");
});

it("printed text is compared line by line, without space at the ends", () => {
  expect(judgePrinted("a  \r\nb\n\n", "a\nb").status).toBe("passed");
  expect(judgePrinted("a\n b", "a\nb").status).toBe("failed");
  expect(judgePrinted("", "a").status).toBe("failed");
});
