import { describe, expect, test } from "vitest";
import type { TestCase } from "../../core/domain.ts";
import { nextWave, testsFor } from "../../nodes/dispatch.ts";
import { mergeFiles } from "../../nodes/integrate.ts";
import { resultOf, subtaskOf } from "../support/subtask.ts";

const a = subtaskOf({ id: "a", interface: "load(path)" });
const b = subtaskOf({ id: "b", dependsOn: ["a"], interface: "save(path)" });
const c = subtaskOf({ id: "c", dependsOn: ["b"], interface: "main()" });
const d = subtaskOf({ id: "d", interface: "other()" });

describe("nextWave", () => {
  test("what rests on nothing goes first, in any order of writing", () => {
    expect(nextWave([c, b, a, d], {})).toEqual({ ready: ["a", "d"], blocked: [] });
  });

  test("a failed subtask blocks all that rests on it, and nothing else", () => {
    const wave = nextWave([c, b, a, d], { a: resultOf({ id: "a", winner: null }) });
    expect(wave.ready).toEqual(["d"]);
    expect(wave.blocked.map(({ id }) => id).toSorted()).toEqual(["b", "c"]);
  });

  test("nothing is left at the end", () => {
    const results = { a: resultOf({ id: "a" }), d: resultOf({ id: "d" }) };
    expect(nextWave([a, d], results)).toEqual({ ready: [], blocked: [] });
  });
});

const example = (id: string, call: string): TestCase => ({
  id,
  origin: "prose",
  block: 0,
  body: { kind: "example", call, expected: "1", compare: "equal" },
});
const file: TestCase = {
  id: "f",
  origin: "file",
  block: 0,
  body: { kind: "file", path: "t.py", content: "" },
};

test("trusted tests go to the subtask that they call; files and strays to the last ones", () => {
  const tests = [example("1", "load('x')"), example("2", "unknown(1)"), file];
  const ids = (of: typeof a) => testsFor(of, [a, b, c], tests).map(({ id }) => id);
  expect(ids(a)).toEqual(["1"]);
  expect(ids(b)).toEqual([]);
  expect(ids(c)).toEqual(["2", "f"]);
  expect(testsFor(a, [a], tests)).toEqual(tests);
});

test("where two subtasks write a file, the one that built on the other wins", () => {
  const results = {
    a: resultOf({ id: "a", files: { "x.py": "old", "a.py": "a" } }),
    b: resultOf({ id: "b", files: { "x.py": "new" } }),
  };
  expect(mergeFiles([b, a], results)).toEqual({ "x.py": "new", "a.py": "a" });
});
