import { describe, expect, test } from "vitest";
import { measureIntake } from "../../../evals/intake/measure.ts";
import { measuresOf } from "../../../evals/intake/measures.ts";
import { countsOf, truthOf } from "../../../evals/intake/truth.ts";
import type { Loaded } from "../../../evals/suites/form.ts";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";

const loaded = (id: string, doc: string, task: Partial<Loaded["task"]> = {}): Loaded => ({
  task: {
    id,
    language: "python",
    prompt: `def f(x):\n    """${doc}"""\n`,
    entryPoint: "f",
    preamble: "",
    shown: null,
    ...task,
  },
  hidden: { path: "test_hidden.py", content: "" },
  reference: "def f(x): return x",
  bug: null,
});

/** Fails every test whose call is among these. */
const failing = (...calls: readonly string[]) =>
  makeFakeSandbox({
    check: ({ tests }) => ({
      outcomes: tests.map(({ id, body }) => ({
        id,
        status: body.kind === "example" && calls.includes(body.call) ? "failed" : "passed",
      })),
    }),
  });

const measure = async (tasks: readonly Loaded[], sandbox = failing(), mirror = new Map<string, number>()) =>
  measureIntake({ tasks, mirror, sandbox, parallel: 2, signal: new AbortController().signal });

describe("what an example that the reference fails is", () => {
  test("to the letter in the text: it contradicts its own reference", async () => {
    const { rows } = await measure(
      [loaded("T/1", "Doubles.\n    >>> f([1,  2])\n    4\n")],
      failing("f([1, 2])"),
    );
    expect(rows[0]).toMatchObject({
      found: 1,
      run: 1,
      wrong: [{ example: "f([1, 2]) == 4", line: ">>> f([1,  2])", asWritten: true }],
    });
  });

  test("an assertion that is no equality too", async () => {
    const sandbox = makeFakeSandbox({
      check: ({ tests }) => ({ outcomes: tests.map(({ id }) => ({ id, status: "error" })) }),
    });
    const { rows } = await measure([loaded("T/1", "Holds.\n    assert f(1)\n")], sandbox);
    expect(rows[0]?.wrong).toMatchObject([{ line: "assert f(1)", asWritten: true }]);
  });

  test("not to the letter: misread", async () => {
    const { rows } = await measure([loaded("T/1", "For x = 3 the output should be 4")], failing("f(3)"));
    expect(rows[0]?.wrong).toMatchObject([{ asWritten: false }]);
  });
});

test("a reference that does not run is left out, and its examples are no share of anything", async () => {
  const sandbox = makeFakeSandbox({ check: () => ({ status: "load-error", outcomes: [] }) });
  const { rows, leftOut } = await measure(
    [loaded("T/1", "f(1) == 2"), loaded("T/2", "No example.")],
    sandbox,
  );
  expect(rows.map(({ found, run }) => [found, run])).toEqual([
    [1, 0],
    [0, 0],
  ]);
  expect(leftOut).toEqual([{ what: "T/1, its reference", count: 1, why: "it does not run in this sandbox" }]);
});

test("a text without the function's definition is read with the assertion that its suite shows", async () => {
  const task = { prompt: "Write a function that doubles.", shown: "assert f(2) == 4" };
  const { rows } = await measure([loaded("MBPP/1", "", task)]);
  expect(rows[0]).toMatchObject({ found: 1, truth: { count: 1, shows: true } });
});

describe("the truth", () => {
  const mirror = countsOf([
    loaded("JavaScript/7", "", {
      shown: "const t = () => {\n  console.assert(f(1) === 2)\n  console.assert(\n    f(2) === 3)\n}",
    }),
  ]);

  test("comes from the task of the same number", () => {
    expect(truthOf(loaded("HumanEval/7", "").task, mirror)).toEqual({ count: 2, shows: true });
  });

  test.each([
    [">>> g(1)", true],
    ["Example: see above", true],
    ["f(1) is 2", true],
    ["Nothing of the kind.", false],
  ])("is a rough sign where nobody counted: %s", (doc, shows) => {
    expect(truthOf(loaded("HumanEval/8", doc).task, mirror)).toEqual({ count: null, shows });
  });
});

test("measures are ratios of sums over tasks, with an interval", () => {
  const row = (task: string, count: number, found: number, wrong = 0) => ({
    task,
    truth: { count, shows: count > 0 },
    found,
    run: found,
    wrong: Array.from({ length: wrong }, () => ({
      task,
      example: "",
      reference: "",
      line: "",
      asWritten: true,
    })),
  });
  const measures = measuresOf([row("a", 2, 5, 1), row("b", 3, 0), row("c", 0, 0), row("d", 5, 5)]);
  expect(measures.map(({ name, value, of }) => [name, value, of])).toEqual([
    ["tasks with examples", 0.75, 4],
    ["recall, tasks", 0.666667, 3],
    ["recall, examples", 0.7, 10],
    ["wrong", 0.1, 10],
    ["misread", 0, 10],
  ]);
  for (const { value, low, high } of measures) expect(low <= value && value <= high).toBe(true);
  expect(measuresOf([row("c", 0, 0)]).map(({ name }) => name)).toEqual(["tasks with examples"]);
});
