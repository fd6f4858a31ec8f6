// Changes of a draw: what each moves, and that it moves nothing else.
import { describe, expect, it } from "vitest";
import type { CheckJob, Sandbox } from "../../../core/ports.ts";
import type { Change } from "../../../evals/controls/change.ts";
import { pleas } from "../../../evals/controls/change.ts";
import { changeDraw, orderOf, shuffledSandbox } from "../../../evals/controls/change-draw.ts";
import type { Draw } from "../../../evals/recordings/draw.ts";
import type { CodeTask } from "../../../evals/suites/task.ts";

const task: CodeTask = {
  id: "T/1",
  language: "python",
  prompt: "def f(x):\n",
  entryPoint: "f",
  preamble: "",
  shown: null,
};
const fenced = (code: string) => `Here:\n\`\`\`python\n${code}\`\`\`\nDone.`;
const draw: Draw = {
  name: "r/T/1/0",
  seed: 0,
  candidates: ["a", "b", "c"].map((name, sample) => ({
    model: "m",
    sample,
    answer: fenced(`def f(x): return "${name}"\n`),
    usage: null,
  })),
  tests: ["t0", "t1", "t2"].map((answer) => ({ model: "m", answer, usage: null })),
};
const changed = (change: Change) => changeDraw(change)(draw, task);
const samples = ({ candidates }: Draw) => candidates.map(({ sample }) => sample);

describe("a changed draw", () => {
  it.each<Change>([
    { kind: "none" },
    { kind: "shuffled-evidence", seed: 1 },
    { kind: "other-grader" },
    { kind: "hostile" },
  ])("%o leaves it as it is", (change) => {
    expect(changed(change)).toEqual(draw);
  });

  it("has one candidate, or the first in all places", () => {
    expect(samples(changed({ kind: "k", k: 1 }))).toEqual([0]);
    expect(samples(changed({ kind: "identical" }))).toEqual([0, 0, 0]);
  });

  it("has candidates and tests in another order, and no others", () => {
    const orders = [1, 2, 3, 4].map((seed) => changed({ kind: "permuted", seed }));
    for (const one of orders) {
      expect(samples(one).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
      expect(one.tests.toSorted((a, b) => (a.answer < b.answer ? -1 : 1))).toEqual(draw.tests);
    }
    expect(new Set(orders.map((one) => samples(one).join(""))).size).toBeGreaterThan(1);
    expect(changed({ kind: "permuted", seed: 1 })).toEqual(orders[0]);
  });

  it("has a plea inside the code of one candidate", () => {
    const one = changed({ kind: "pleading", place: 1 });
    expect(one.candidates[1]?.answer).toBe(fenced(`def f(x): return "b"\n${pleas.python}`));
    expect([one.candidates[0], one.candidates[2]]).toEqual([draw.candidates[0], draw.candidates[2]]);
    const bare = { ...draw, candidates: [{ model: "m", sample: 0, answer: "def f(x): pass", usage: null }] };
    expect(changeDraw({ kind: "pleading", place: 0 })(bare, task).candidates[0]?.answer).toBe(
      `def f(x): pass\n${pleas.python}`,
    );
  });
});

it("draws every order as often as any other", () => {
  const orders = Array.from({ length: 6_000 }, (_, index) => orderOf(3, `draw ${index}`).join(""));
  const counts = [...Map.groupBy(orders, (order) => order).values()].map((same) => same.length);
  expect(counts).toHaveLength(6);
  // Six standard deviations: 1000 ± 29.
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(174);
});

describe("a sandbox that answers about another candidate", () => {
  const program = (content: string) => [{ path: "solution.py", content }];
  const asked: string[] = [];
  const inner: Sandbox = {
    identity: { tier: "wasm", detail: "" },
    check: async ({ files }) => {
      asked.push(files[0]?.content ?? "");
      return { status: "ok", outcomes: [], calls: [], output: "", durationMs: 0 };
    },
    command: async () => ({ status: "ok", exitCode: 0, output: "", durationMs: 0 }),
    close: async () => undefined,
  };
  const job = (content: string): CheckJob => ({
    language: "python",
    files: program(content),
    tests: [],
    calls: [],
  });

  it("does so by the order, and for those candidates alone", async () => {
    const sandbox = shuffledSandbox(inner, ["a", "b", "c"].map(program), [1, 2, 0]);
    for (const name of ["a", "b", "c", "else"])
      await sandbox?.check(job(name), { signal: new AbortController().signal });
    expect(asked).toEqual(["b", "c", "a", "else"]);
  });

  it("is none where programs are missing or the same", () => {
    expect(shuffledSandbox(inner, [program("a"), program("a")], [1, 0])).toBeNull();
    expect(shuffledSandbox(inner, [program("a"), []], [1, 0])).toBeNull();
  });
});
