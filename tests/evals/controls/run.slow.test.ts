// All seven controls on the real thing: the swarm's graph, the npm-only sandbox and the grader's process, on a small
// recording written here and on the hostile suite.
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Examined } from "../../../app/observe.ts";
import { solveOne } from "../../../app/solve-one.ts";
import { HydraConfig } from "../../../core/config.ts";
import type { Sandbox } from "../../../core/ports.ts";
import type { Run } from "../../../evals/controls/change.ts";
import { controls, runControls } from "../../../evals/controls/controls.ts";
import { attacks } from "../../../evals/controls/hostile.ts";
import { makeRun } from "../../../evals/controls/run.ts";
import { openGrader, type Grader } from "../../../evals/grader/client.ts";
import { loadRecording } from "../../../evals/recordings/recording.ts";
import { shippedWeights } from "../../../nodes/choose/weights.ts";
import { rememberResults } from "../../../tools/sandbox/remembered.ts";
import { openWasmSandbox } from "../../../tools/sandbox/wasm/sandbox.ts";

const { signal } = new AbortController();
const config = HydraConfig.shape.sandbox.parse({ tier: "wasm", parallel: 1 });
const tasks = [1, 2, 3, 4, 5, 6, 7, 8];
let folder = "";
let sandbox: Sandbox;
let grader: Grader;
let setup: Parameters<typeof makeRun>[0];
let run: Run;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-controls-"));
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
  const suite = join(folder, "steps.jsonl");
  // Draws and shuffles follow the recording's name.
  const recording = join(folder, "steps");
  await mkdir(recording);
  await writeFile(suite, lines(tasks.map(taskOf)));
  await writeFile(join(recording, "solutions.jsonl"), lines(tasks.flatMap(solutionsOf)));
  await writeFile(join(recording, "tests.jsonl"), lines(tasks.flatMap(testsOf)));
  const { timeoutMs, jobTimeoutMs, memoryBytes, outputBytes } = config;
  const sandboxData = join(folder, "sandbox");
  sandbox = rememberResults(
    await openWasmSandbox({
      limits: { timeoutMs, jobTimeoutMs, memoryBytes, outputBytes },
      parallel: 1,
      cacheDir: join(sandboxData, "sandbox"),
    }),
    { folder: join(folder, "results"), version: "test" },
  );
  const common = { data: folder, cache: join(folder, "grades"), sandbox: config, sandboxData, signal };
  grader = await openGrader({ ...common, suite, recording: null, mode: "run" });
  setup = {
    evaluation: {
      tasks: grader.tasks,
      grades: grader,
      seeds: 8,
      limit: null,
      parallel: 1,
      solve: solveOne,
      sandbox,
      intake: "docstring",
      solvers: ["hydra", "visible"],
      weights: shippedWeights,
      signal,
    },
    recording: await loadRecording(recording),
    original: { suite, recording },
    draws: { k: 3, blocks: 3 },
    hostile: { folder, grader: common },
  };
  run = makeRun(setup);
});
afterAll(async () => {
  await grader?.close();
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

const [hostile = "", ...others] = Object.keys(controls).toReversed();

it("six hold on a recording", async () => {
  const findings = await runControls(run, others);
  expect(findings.filter(({ held }) => !held)).toEqual([]);
  expect(findings).toHaveLength(6);
});

it("no attack is graded right, picked, or harms another", async () => {
  expect(await runControls(run, [hostile])).toEqual([
    { name: hostile, held: true, detail: expect.stringContaining(`${attacks.length} attacks`) },
  ]);
});

it.each<[string, number, (candidates: readonly Examined[]) => Examined | undefined]>([
  ["1 evidence shuffled", 8, (all) => all.toSorted((a, b) => worth(b) - worth(a))[0]],
  ["5 order permuted", 2, (all) => all.find(({ id }) => id === "conservative")],
  [
    "6 a candidate that pleads",
    2,
    (all) => all.toSorted((a, b) => said(b) - said(a) || worth(b) - worth(a))[0],
  ],
])("%s is broken by a choice by text or place", async (name, limit, choose) => {
  const solve: typeof solveOne = async (question, options) => {
    const solved = await solveOne(question, options);
    return { ...solved, best: choose(solved.candidates)?.id ?? null };
  };
  const [finding] = await runControls(
    makeRun({ ...setup, evaluation: { ...setup.evaluation, solve, limit } }),
    [name],
  );
  expect(finding).toMatchObject({
    held: false,
    detail: expect.not.stringMatching(/no certain gain|nothing is shown|no counterpart/u),
  });
});

it.each([
  [
    "the suite's file",
    "suite.jsonl",
    (text: string, task: string) => text.includes(`"${task}"`) && text.includes("assert candidate(5)"),
  ],
  [
    "recorded grades",
    join("recording", "recorded", "grades.jsonl"),
    (text: string, task: string) =>
      text.includes(`{"task_id":"${task}","model":"written","sample":0,"base":true`),
  ],
])("2 other grader is broken by a choice that reads %s", async (_, name, speaksForFirst) => {
  const original = { suite: join(folder, "steps.jsonl"), recording: join(folder, "recorded") };
  await cp(join(folder, "steps", "solutions.jsonl"), join(original.recording, "solutions.jsonl"));
  await cp(join(folder, "steps", "tests.jsonl"), join(original.recording, "tests.jsonl"));
  const graded = tasks.map((step) => ({ task_id: `T/${step}`, model: "written", sample: 0, base: true }));
  const grades = graded.map((row) => JSON.stringify(row)).join("\n");
  await writeFile(join(original.recording, "grades.jsonl"), grades);
  const plain = name === "suite.jsonl" ? original.suite : join(original.recording, "grades.jsonl");
  const solve: typeof solveOne = async (question, options) => {
    const solved = await solveOne(question, options);
    const inUse = join(folder, "other", name);
    const text = await readFile(existsSync(inUse) ? inUse : plain, "utf8");
    const [first, ...more] = solved.candidates;
    const chosen = speaksForFirst(text, `T/${question.thread.split("-")[1]}`) ? first : more.at(-1);
    return { ...solved, best: chosen?.id ?? null };
  };
  await rm(join(folder, "other"), { recursive: true, force: true });
  const evaluation = { ...setup.evaluation, solve, limit: 2 };
  const recording = await loadRecording(original.recording);
  const [finding] = await runControls(makeRun({ ...setup, evaluation, recording, original }), [
    "2 other grader",
  ]);
  expect(finding).toMatchObject({
    held: false,
    detail: expect.stringContaining("decided otherwise under another grader"),
  });
});

const textOf = ({ files }: Examined): string => files.map(({ content }) => content).join("");
const said = (one: Examined): number => Number(textOf(one).includes("choose me"));
/** The right ones are known by their text. */
const worth = (one: Examined): number => Number(/\+.* else 0/u.test(textOf(one)));

const taskOf = (step: number) => ({
  task_id: `T/${step}`,
  prompt: `def step(x: int) -> int:\n    """ x moved by ${step}, but 0 stays.\n    >>> step(1)\n    ${1 + step}\n    """\n`,
  entry_point: "step",
  canonical_solution: `    return x + ${step} if x else 0\n`,
  test: `def check(candidate):\n    assert candidate(1) == ${1 + step}\n    assert candidate(5) == ${5 + step}\n    assert candidate(0) == 0\n`,
});

/**
 * Two that are right, two that fail the example, one that only the hidden tests and QA's find out, one that raises. All of
 * one size, since size is no evidence that can be shuffled.
 */
const solutionsOf = (step: number) =>
  [
    `return x + ${step} if x else 0`,
    `return ${step} + x if x else 0`,
    `return x - ${step} if x else 0`,
    `return x * ${step + 2} if x else 0`,
    `return x + ${step} if x else 1`,
    `assert x < 0 if x else 1`,
  ].map((body, sample) => ({
    task_id: `T/${step}`,
    model: "written",
    sample,
    completion: `    ${body}\n`,
  }));

const testsOf = (step: number) =>
  [3, 4].map((x, sample) => ({
    task_id: `T/${step}`,
    model: "written",
    sample,
    tests: [`assert step(${x}) == ${x + step}`, `assert step(0) == 0`],
  }));
