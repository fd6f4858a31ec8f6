// Want of time: a slow moment of the machine makes no program wrong for good and no suite bad input.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckJob, CheckResult } from "../../../core/ports.ts";
import { openGrading } from "../../../evals/grader/grading.ts";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";
import { whyUnprepared } from "../../../tools/sandbox/plan.ts";
import { inJavaScript, inPython, openSketch, sandbox as limits } from "./sketch.ts";

let sketch: Awaited<ReturnType<typeof openSketch>>;
let folder = "";
beforeAll(async () => {
  sketch = await openSketch();
  folder = await mkdtemp(join(tmpdir(), "hydra-in-time-"));
});
afterAll(async () => {
  await sketch.close();
  await rm(folder, { recursive: true });
});

type Answer = Partial<CheckResult>;
const of = (status: "passed" | "timeout" | "failed", durationMs = 5): Answer => ({
  outcomes: [{ id: "hidden::test_hidden", status }],
  durationMs,
});
const unread: Answer = { outcomes: [{ id: "hidden", status: "unsupported", message: whyUnprepared(null) }] };
const needs: Answer = { outcomes: [{ id: "hidden", status: "unsupported", message: "It needs numpy." }] };
const wholeJob = limits.jobTimeoutMs;
const passed = of("passed");
const late = of("timeout");
const lateAsAWhole = of("timeout", wholeJob);

const program = "def double(x):\n    return x + x\n";
interface OpenOptions {
  readonly ofReference?: Answer;
  readonly cache?: string;
  readonly sandbox?: typeof limits;
}
let opened = 0;
/** A grader in a sandbox that gives these answers in turn, to the program and to the reference. */
const openOn = async (
  answers: readonly Answer[],
  { ofReference = passed, cache = `${opened++}`, sandbox = limits }: OpenOptions = {},
) => {
  const left = [...answers];
  const tests: string[] = [];
  const check = (job: CheckJob): Answer => {
    tests.push(JSON.stringify(job.tests));
    if (job.files[0]?.content !== program) return ofReference;
    const answer = left.shift();
    if (answer === undefined) throw new Error("asked too often");
    return answer;
  };
  const suite = sketch.suites.python;
  const places = { cache: join(folder, cache), sandboxData: folder };
  const opening = { suite, plus: null, recording: null, mode: "run", sandbox, ...places } as const;
  const grading = await openGrading(opening, {
    signal: new AbortController().signal,
    openSandbox: () => Promise.resolve(makeFakeSandbox({ check })),
  });
  return { grade: async () => (await grading.grade(inPython(program))).base, tests };
};

describe("a job", () => {
  it.each([
    ["whose test was not read in time", unread],
    ["that did not end in time", late],
    ["that ran out of time as a whole", lateAsAWhole],
  ])("%s is done once more, under another text of the test", async (_, first) => {
    const { grade, tests } = await openOn([first, passed]);
    expect(await grade()).toBe(true);
    expect(new Set(tests).size).toBe(2);
  });

  it.each([
    ["its test is twice not read in time", [unread, unread], passed],
    ["it and the reference's run out of time", [lateAsAWhole, lateAsAWhole], lateAsAWhole],
  ])("is the machine's failure where %s", async (_, answers, ofReference) => {
    const { grade } = await openOn(answers, { ofReference });
    await expect(grade()).rejects.toMatchObject({ code: "SANDBOX_DOWN", retryable: true });
  });

  it("whose test needs what is not there is bad input where the reference meets the same", async () => {
    await expect((await openOn([needs], { ofReference: needs })).grade()).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    expect(await (await openOn([needs])).grade()).toBe(false);
  });
});

describe("a grade", () => {
  it.each([
    ["a wrong program", [of("failed")], false],
    ["a program that hangs twice by itself", [late, late], false],
    ["a job that ran out of time as a whole", [lateAsAWhole, lateAsAWhole], true],
  ])("of %s is kept, unless time may have made it", async (_, answers, again) => {
    const cache = `kept-${opened++}`;
    expect(await (await openOn(answers, { cache })).grade()).toBe(false);
    expect(await (await openOn([passed], { cache })).grade()).toBe(again);
  });

  it("is not that of other limits", async () => {
    const cache = `kept-${opened++}`;
    expect(await (await openOn([passed], { cache })).grade()).toBe(true);
    const sandbox = { ...limits, memoryBytes: limits.memoryBytes / 2 };
    expect(await (await openOn([of("failed")], { cache, sandbox })).grade()).toBe(false);
  });
});

it("a job has three times a test's time, however little was asked for", async () => {
  const grader = await sketch.open({
    suite: sketch.suites.javascript,
    sandbox: { ...limits, jobTimeoutMs: 100 },
    leastTimeoutMs: 10_000,
  });
  try {
    expect((await grader.grade(inJavaScript("export const double = (x) => 2 * x;\n"))).base).toBe(true);
  } finally {
    await grader.close();
  }
});
