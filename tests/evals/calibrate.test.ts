// The loop around the graph: what it asks, what it grades, what it fits; and that the grader stays out of reach.
import { describe, expect, it } from "vitest";
import { calibrate, tablesOf, type Row, type Solve } from "../../evals/calibrate.ts";
import type { Recording } from "../../evals/recordings.ts";
import type { CodeTask } from "../../evals/suites.ts";
import type { CheckJob, Sandbox } from "../../core/ports.ts";

const canary = "canary-7f3a";
const taskOf = (id: string, grader = canary): CodeTask => ({
  id,
  prompt: `def f(x):\n    """ Say it.\n    >>> f(1)\n    2\n    """\n`,
  entryPoint: "f",
  preamble: "",
  grader,
});
const tasks = ["T/1", "T/2", "T/3"].map((id) => taskOf(id));

const recordingOf = (name: string, samples = 4): Recording => ({
  name,
  solutions: new Map(
    tasks.map(({ id }) => [
      id,
      Array.from({ length: samples }, (_, sample) => ({
        task_id: id,
        model: "m",
        sample,
        completion: `    return ${sample}`,
      })),
    ]),
  ),
  tests: new Map(),
});

const signal = new AbortController().signal;

/** Grades by the file's text alone: even digits are right. */
const grading = (jobs: CheckJob[]): Sandbox => ({
  identity: { tier: "wasm", detail: "fake" },
  check: async (job) => {
    jobs.push(job);
    const right = /return [02]/u.test(job.files[0]?.content ?? "");
    const outcomes = [
      { id: "hidden::test_hidden", status: right ? ("passed" as const) : ("failed" as const) },
    ];
    return { status: "ok", outcomes, calls: [], output: "", durationMs: 1 };
  },
  command: async () => Promise.reject(new Error("not asked for")),
  close: async () => {},
});

/** Picks the first candidate and sees whether examples were shown. */
const solving =
  (seen: unknown[]): Solve =>
  async (question, chat) => {
    const request = { thread: question.thread, role: "qa", system: "", sections: [] } as const;
    const { text } = await chat.text({ ...request, key: "main/draft/conservative" }, { signal });
    seen.push(question, text, chat.identity);
    const shown = question.text.includes(">>>") ? 1 : null;
    return {
      status: shown === null ? "probable" : "verified",
      files: [{ path: "solution.py", content: text }],
      features: { trustedShare: shown, agreement: Number(/return [02]/u.test(text)) },
    };
  };

const run = async (graders: readonly CodeTask[], recordings = [recordingOf("r1"), recordingOf("r2")]) => {
  const [seen, jobs, rows]: [unknown[], CheckJob[], Row[]] = [[], [], []];
  const result = await calibrate({
    tasks: graders,
    recordings,
    draws: 2,
    candidates: 3,
    testBlocks: 1,
    solve: solving(seen),
    sandbox: grading(jobs),
    signal,
    command: "hydra eval code --calibrate",
    onRow: (row) => rows.push(row),
  });
  return { seen: JSON.stringify(seen), jobs, rows, result };
};

describe("calibrate", () => {
  it("replays each draw with and without examples, each in a thread of its own", async () => {
    const { rows, seen } = await run(tasks);
    expect(rows).toHaveLength(2 * 3 * 2 * 2);
    expect(rows.filter(({ features }) => features["trustedShare"] === null)).toHaveLength(12);
    const threads = [...seen.matchAll(/"thread":"([^"]+)"/gu)].map((match) => match[1]);
    expect(new Set(threads).size).toBe(24);
    expect(threads.every((thread) => /^[\w.-]+$/u.test(thread ?? ""))).toBe(true);
  });

  it("grades what was picked by the hidden tests", async () => {
    const { rows, jobs } = await run(tasks);
    expect(jobs.every((job) => JSON.stringify(job.tests).includes(canary))).toBe(true);
    expect(new Set(rows.map(({ right }) => right))).toEqual(new Set([true, false]));
    expect(rows.every((row) => row.right === (row.features["agreement"] === 1))).toBe(true);
  });

  it("lets nothing of the grader reach the graph: with other graders it is asked the same, byte for byte", async () => {
    const [one, other] = [await run(tasks), await run(tasks.map(({ id }) => taskOf(id, "another grader")))];
    expect(one.seen).not.toContain(canary);
    expect(other.seen).toBe(one.seen);
  });

  it("leaves out draws that the recording is too small for, and picks of which nothing ran", async () => {
    const { rows } = await run(tasks, [recordingOf("r1"), recordingOf("small", 2)]);
    expect(new Set(rows.map(({ recording }) => recording))).toEqual(new Set(["r1"]));
  });
});

const rowsOf = (recording: string, count: number, right: (index: number) => boolean): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    recording,
    task: `T/${index % 20}`,
    seed: 0,
    status: "probable",
    features: { trustedShare: null, good: Number(right(index)), bad: Number(!right(index)), still: 1 },
    right: right(index),
  }));
const even = (index: number) => index % 2 === 0;

describe("tablesOf", () => {
  it("keeps what speaks for a pick, and drops what says nothing or speaks against its own sense", () => {
    const { withoutTrusted } = tablesOf(rowsOf("r", 200, even), { command: "c" });
    expect(Object.keys(withoutTrusted.terms)).toEqual(["good"]);
    expect(withoutTrusted.terms["good"]?.coefficient).toBeGreaterThan(1);
  });

  it("weighs every recording the same, however many draws it has", () => {
    const all = [...rowsOf("large", 900, () => true), ...rowsOf("small", 100, () => false)];
    const blind = all.map((row) => ({ ...row, features: { trustedShare: null } }));
    expect(tablesOf(blind, { command: "c" }).withoutTrusted.intercept).toBeCloseTo(0, 2);
  });

  it("says what it was made from", () => {
    const { provenance } = tablesOf([...rowsOf("b", 20, even), ...rowsOf("a", 20, even)], {
      command: "hydra eval x",
    });
    expect(provenance).toMatch(
      /^hydra eval x: 20 tasks, recordings a, b; .*without 40 draws, cross-fitted ECE 0\.\d+/u,
    );
  });
});
