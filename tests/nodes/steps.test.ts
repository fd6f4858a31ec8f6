// The pure parts of single nodes, and the duel on fakes.
import { describe, expect, test } from "vitest";
import type { Execution, TestCase } from "../../core/domain.ts";
import type { CheckJob, CheckResult } from "../../core/ports.ts";
import type { Value } from "../../core/values.ts";
import { namesFor } from "../../nodes/approaches.ts";
import { makeDuel } from "../../nodes/duel.ts";
import { languageOf } from "../../nodes/intake.ts";
import { survivors } from "../../nodes/review.ts";
import { isSimple } from "../../nodes/route.ts";
import { showValue } from "../../nodes/show.ts";
import { namesIn } from "../../nodes/called-names.ts";
import { makeFakePorts } from "../support/ports.ts";
import { subtaskOf } from "../support/subtask.ts";

const example: TestCase = {
  id: "e",
  origin: "prose",
  block: 0,
  body: { kind: "example", call: "f(1)", expected: "1", compare: "equal" },
};
const file: TestCase = {
  id: "f",
  origin: "file",
  block: 0,
  body: { kind: "file", path: "t.py", content: "" },
};

test("a probe needs one file, nothing beneath it, and two examples or a test file", () => {
  expect(isSimple(subtaskOf(), [example, example])).toBe(true);
  expect(isSimple(subtaskOf(), [file])).toBe(true);
  expect(isSimple(subtaskOf(), [example])).toBe(false);
  expect(isSimple(subtaskOf({ files: ["a.py", "b.py"] }), [example, example])).toBe(false);
  expect(isSimple(subtaskOf({ dependsOn: ["a"] }), [file])).toBe(false);
});

test("candidates are called by their approach", () => {
  expect(namesFor(5)).toEqual(["conservative", "minimal", "aggressive", "conservative-2", "minimal-2"]);
});

test.each([
  ["Write a Python function", [], "python"],
  ["Write it in TypeScript, in x.ts", [], "typescript"],
  ["const f = (x) => x", [], "javascript"],
  ["Write a Python function", [{ path: "a.test.js" }], "javascript"],
  ["Sort a list", [], null],
] as const)("the language of %j with %j", (text, tests, language) => {
  expect(languageOf(text, tests)).toBe(language);
});

test("names that tests may call come from interface and description", () => {
  expect(
    namesIn(subtaskOf({ interface: "class Box:\n  def open(self)", description: "then close(box)" })),
  ).toEqual(["open", "close"]);
});

describe("reviews", () => {
  const execution = (candidate: string, cluster: string, passed = 2, status = "ok"): Execution => ({
    candidate,
    round: 0,
    result: "",
    status,
    trusted: { passed, total: 2 },
    untrusted: { passed: 0, total: 0 },
    cluster,
    failures: [],
  });
  const of = (...list: Execution[]) =>
    survivors({ executions: Object.fromEntries(list.map((one) => [one.candidate, one])) });

  test("are asked of those that pass, where they differ", () => {
    expect(of(execution("a", "x"), execution("b", "y"), execution("c", "z", 1))).toEqual(["a", "b"]);
    expect(of(execution("a", "x"), execution("b", "x"))).toEqual([]);
    expect(of(execution("a", "x"), execution("b", "y", 2, "load-error"))).toEqual([]);
    expect(of()).toEqual([]);
  });
});

test("values are shown in the subject's own language", () => {
  const value: Value = [
    "d",
    [
      [
        ["s", "a"],
        ["t", [["n"], ["b", true]]],
      ],
    ],
  ];
  expect(showValue(value, "python")).toBe('{"a": (None, True)}');
  expect(showValue(["l", [["n"], ["u"], ["b", false]]], "javascript")).toBe("[null, undefined, false]");
});

describe("the duel", () => {
  const world = (replies: Record<string, unknown>, check?: (job: CheckJob) => Partial<CheckResult>) =>
    makeFakePorts({
      replies,
      check:
        check ??
        ((job) => {
          const isFirst = job.files.some(({ content }) => content === "first");
          return {
            calls: job.calls.map((call) => (call === "f(2)" ? ["i", isFirst ? "4" : "5"] : ["i", "0"])),
          };
        }),
    });
  const fight = async (replies: Record<string, unknown>, check?: (job: CheckJob) => Partial<CheckResult>) => {
    const { ports } = world(replies, check);
    const candidate = async (id: string, text: string) => ({
      id,
      approach: id,
      model: "m",
      round: 0,
      unusable: null,
      files: { "solution.py": await ports.artifacts.put(text) },
    });
    const { duelled } = await makeDuel(ports)(
      {
        thread: "t",
        subtask: subtaskOf(),
        base: null,
        finished: {},
        trusted: null,
        untrusted: null,
        finalists: ["b", "a"],
        candidates: { a: await candidate("a", "first"), b: await candidate("b", "second") },
      },
      {},
    );
    return duelled;
  };
  const inputs = { "main/duel/inputs": { calls: ["f(1)", "f(2)"] } };
  const says = (juror: string, ab: string, ba: string) => ({
    [`main/duel/${juror}/ab`]: { choice: ab },
    [`main/duel/${juror}/ba`]: { choice: ba },
  });

  test("is fought on the first call that tells them apart; each juror is asked in both orders", async () => {
    const duel = await fight({
      ...inputs,
      ...says("judge", "A", "B"),
      ...says("qa", "B", "A"),
      ...says("architect", "A", "B"),
    });
    expect(duel).toEqual({
      finalists: ["a", "b"],
      input: "f(2)",
      outputs: { a: "4", b: "5" },
      votes: [
        { juror: "judge", choice: "a" },
        { juror: "qa", choice: "b" },
        { juror: "architect", choice: "a" },
      ],
    });
  });

  test("a juror that follows the order, wants neither, or says nothing abstains", async () => {
    const duel = await fight({ ...inputs, ...says("judge", "A", "A"), ...says("qa", "neither", "A") });
    expect(duel?.votes.map(({ choice }) => choice)).toEqual([null, null, null]);
  });

  test("without an input that differs there is no duel to judge", async () => {
    const same = await fight(inputs, (job) => ({ calls: job.calls.map(() => ["i", "1"]) }));
    expect(same).toMatchObject({ input: null, votes: [] });
    const opaque = await fight(inputs, (job) => ({ calls: job.calls.map(() => ["x"]) }));
    expect(opaque).toMatchObject({ input: null, votes: [] });
  });
});
