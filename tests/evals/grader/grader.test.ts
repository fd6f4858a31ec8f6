// The grader apart: what its process answers from, what it keeps, what it hands out, and how it ends.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Grader } from "../../../evals/grader/client.ts";
import { loadRecordedGrades } from "../../../evals/grader/recorded.ts";
import { passesHidden } from "../../../evals/grader/run-hidden.ts";
import { loadSuite } from "../../../evals/suites/load.ts";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";
import { inJavaScript, inPython, openSketch } from "./sketch.ts";

let sketch: Awaited<ReturnType<typeof openSketch>>;
beforeAll(async () => {
  sketch = await openSketch();
});
afterAll(() => sketch.close());
const opened: Grader[] = [];
afterEach(async () => {
  for (const grader of opened.splice(0)) await grader.close();
});
const open: typeof sketch.open = async (more) => {
  const grader = await sketch.open(more);
  opened.push(grader);
  return grader;
};
const right = "export const double = (x) => 2 * x;\n";
const javascript = () => ({ suite: sketch.suites.javascript });
const grades = (rows: readonly object[]) => sketch.write("grades.jsonl", rows);
const row = (sample: number, base: boolean, plus?: boolean) => ({
  task_id: "JavaScript/0",
  model: "m",
  sample,
  base,
  plus,
});
/** Right where numbers are small. */
const small = "export const double = (x) => (x > 100 ? 0 : 2 * x);\n";
const larger = async () => {
  const [line] = (await readFile(sketch.suites.javascript, "utf8")).split("\n");
  const test = "console.assert(double(1e9) === 2e9)\n";
  return sketch.write("plus.jsonl", [{ ...(JSON.parse(line ?? "") as object), test }]);
};
const asSample = (program: string, sample: number) => ({
  ...inJavaScript(program),
  sample: { model: "m", sample },
});

describe("recorded grades", () => {
  it("answer alone where that was asked for; what has none is refused", async () => {
    await grades([row(0, true, false), row(1, false)]);
    const grader = await open({ ...javascript(), mode: "recorded", recording: sketch.folder });
    expect(grader.how).toBe("recorded grades (grades.jsonl)");
    expect(await grader.grade(asSample("wrong", 0))).toEqual({ base: true, plus: false });
    expect(await grader.grade(asSample(right, 1))).toEqual({ base: false, plus: null });
    await expect(grader.grade(asSample(right, 2))).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(await grader.checked()).toEqual({ programs: 0, agree: 0 });
  });

  it("are used where there are some, and a disagreement with our own is counted", async () => {
    await grades([row(0, true), row(1, true), row(2, false)]);
    const grader = await open({ ...javascript(), mode: "auto", recording: sketch.folder });
    expect(grader.how).toMatch(
      /^recorded grades \(grades\.jsonl\); where there is none, hidden tests run in wasm/u,
    );
    const wrong = "export const double = () => 1;\n";
    const asked = await Promise.all(
      [asSample(right, 0), asSample(wrong, 1), asSample(wrong, 2), asSample(wrong, 3)].map((one) =>
        grader.grade(one),
      ),
    );
    expect(asked.map(({ base }) => base)).toEqual([true, true, false, false]);
    expect(await grader.checked()).toEqual({ programs: 3, agree: 2 });
  });

  it("are asked for in vain where the folder has none", async () => {
    const nothing = { mode: "recorded", recording: join(sketch.folder, "cache") } as const;
    await expect(open(nothing)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(open({ ...nothing, recording: null })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("also come as a digit for each sample", async () => {
    const outcome = { task_id: "T/1", passes_hidden: "101", passes_plus: "001" };
    await sketch.write("outcomes.jsonl", [
      outcome,
      { task_id: "T/2", passes_hidden: "1", passes_plus: null },
    ]);
    const found = await loadRecordedGrades(sketch.folder);
    const of = (task: string, sample: number) => found.find(task, { model: "any", sample });
    expect([of("T/1", 0), of("T/1", 1), of("T/1", 2), of("T/1", 3), of("T/2", 0)]).toEqual([
      { base: true, plus: false },
      { base: false, plus: false },
      { base: true, plus: true },
      null,
      { base: true, plus: null },
    ]);
    expect(found.find("T/1", null)).toBeNull();
  });
});

describe("hidden tests that are run", () => {
  it("are run once for the same program, and again when they change", async () => {
    const cache = join(sketch.folder, "once");
    const first = await open({ ...javascript(), cache });
    expect(await first.grade(inJavaScript(right))).toEqual({ base: true, plus: null });
    const kept = (await readdir(cache, { recursive: true })).filter((name) => /^..\/.*\.json$/u.test(name));
    expect(kept).toHaveLength(1);
    await writeFile(join(cache, kept[0] ?? ""), JSON.stringify({ right: false }));
    const second = await open({ ...javascript(), cache });
    expect((await second.grade(inJavaScript(right))).base).toBe(false);
    const [other] = (await readFile(sketch.suites.javascript, "utf8")).split("\n");
    const changed = await sketch.write("changed.jsonl", [
      JSON.parse(other?.replace("=== 6", "=== 6.0") ?? ""),
    ]);
    const third = await open({ suite: changed, cache });
    expect((await third.grade(inJavaScript(right))).base).toBe(true);
    await writeFile(join(cache, kept[0] ?? ""), "torn");
    expect((await second.grade(inJavaScript(right))).base).toBe(true);
  });

  it("come in a second, larger set where there is one", async () => {
    const grader = await open({ ...javascript(), plus: await larger() });
    expect(await grader.grade(inJavaScript(right))).toEqual({ base: true, plus: true });
    expect(await grader.grade(inJavaScript(small))).toEqual({ base: true, plus: false });
  });

  it("come in the larger set too where a recording has grades on the smaller one alone", async () => {
    const plus = await larger();
    await grades([row(0, true), row(1, true), row(2, false), row(3, true, true)]);
    const recording = { ...javascript(), recording: sketch.folder, plus };
    const grader = await open({ ...recording, mode: "auto" });
    const asked = [asSample(right, 0), asSample(small, 1), asSample(right, 2), asSample(small, 3)];
    const found = await Promise.all(asked.map((one) => grader.grade(one)));
    expect(found.map((grade) => grade.plus)).toEqual([true, false, false, true]);
    const alone = await open({ ...recording, mode: "recorded" });
    await expect(alone.grade(asSample(right, 0))).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("count the tasks that the larger set lacks, and refuse a set of other tasks", async () => {
    const [line] = (await readFile(sketch.suites.javascript, "utf8")).split("\n");
    const one = JSON.parse(line ?? "") as object;
    const two = await sketch.write("two.jsonl", [one, { ...one, task_id: "JavaScript/1" }]);
    const grader = await open({ suite: two, plus: await larger() });
    expect(grader.leftOut).toMatchObject([{ what: "task without more tests", count: 1 }]);
    expect((await open({ ...javascript(), plus: two })).leftOut).toEqual([]);
    await expect(open({ ...javascript(), plus: sketch.suites.python })).rejects.toMatchObject({
      code: "BAD_INPUT",
      fix: expect.stringContaining("--plus"),
    });
  });

  it("make no program wrong, and an unknown task bad input", async () => {
    const grader = await open(javascript());
    expect(await grader.grade({ ...inJavaScript(""), files: [] })).toEqual({ base: false, plus: null });
    await expect(grader.grade(inPython("x = 1\n"))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("HumanEval/0"),
    });
  });

  it("are known where they show up, though they never came out", async () => {
    const grader = await open();
    const hidden = "    assert all(candidate(n) == n + n for n in range(9)) # doubled";
    const [line] = (await readFile(sketch.suites.python, "utf8")).split("\n");
    const row = JSON.parse(line ?? "") as { test: string };
    expect(grader.leaks(JSON.stringify(row))).toBe(false);
    const longer = await open({
      suite: await sketch.write("longer.jsonl", [{ ...row, test: `${row.test}\n${hidden}\n` }]),
    });
    expect([grader.leaks(hidden), longer.leaks(JSON.stringify({ hidden }))]).toEqual([false, true]);
    expect(longer.leaks(JSON.stringify(longer.tasks))).toBe(false);
  });

  it("carry a canary of their process, and never come out of it", async () => {
    const [one, two] = [await open(javascript()), await open(javascript())];
    expect(one.canary).toMatch(/^hydra-canary-[0-9a-f]{32}$/u);
    expect(one.canary).not.toBe(two.canary);
    expect(JSON.stringify(one)).not.toContain("double(0.5)");
    expect([one.leaks(`saw ${one.canary}`), one.leaks(two.canary)]).toEqual([true, false]);
    expect(one.tasks.map(({ id }) => id)).toEqual(["JavaScript/0"]);
    for (const suite of [sketch.suites.python, sketch.suites.javascript]) {
      const [loaded] = (await loadSuite(suite)).tasks;
      let content = "";
      const sandbox = makeFakeSandbox({
        check: (job) => {
          content = JSON.stringify(job.tests);
          return {};
        },
      });
      const files = [{ path: "solution.py", content: "" }];
      const signal = new AbortController().signal;
      if (loaded === undefined) throw new Error("no task");
      await passesHidden(loaded, files, { sandbox, canary: one.canary, jobTimeoutMs: 1_000, signal });
      expect(content).toContain(one.canary);
    }
  });
});

const linux = existsSync("/proc/self/task");
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
const graderOf = (pid: number): number =>
  childrenOf(pid).findLast((child) =>
    readFileSync(`/proc/${child}/cmdline`, "utf8").includes("grader/main"),
  ) ?? 0;

describe.skipIf(!linux)(`the process${linux ? "" : " (skipped: no /proc to look into)"}`, () => {
  it("sees nothing of our environment but what it was given", async () => {
    process.env["HYDRA_TEST_SECRET"] = "kept-7c1f";
    await open({ env: { ...process.env, DOCKER_HOST: "unix:///nowhere" } });
    delete process.env["HYDRA_TEST_SECRET"];
    const seen = readFileSync(`/proc/${graderOf(process.pid)}/environ`, "utf8");
    expect(seen).not.toContain("kept-7c1f");
    expect(seen).toContain("DOCKER_HOST=unix:///nowhere");
  });

  it("that says nothing any more is a failure with a name, and is ended", async () => {
    const grader = await open({ ...javascript(), silenceMs: 1_000 });
    const pid = graderOf(process.pid);
    process.kill(pid, "SIGSTOP");
    await expect(grader.grade(inJavaScript("export const double = () => 9;\n"))).rejects.toMatchObject({
      code: "SANDBOX_DOWN",
      message: expect.stringContaining("said nothing for 1 s"),
    });
    await grader.close();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    await expect(grader.grade(inJavaScript(right))).rejects.toMatchObject({ code: "SANDBOX_DOWN" });
  });

  it("that dies is a failure with a name", async () => {
    const grader = await open(javascript());
    const grading = grader.grade(inJavaScript("export const double = () => 10;\n"));
    process.kill(graderOf(process.pid), "SIGKILL");
    await expect(grading).rejects.toMatchObject({ code: "SANDBOX_DOWN" });
  });

  it("ends when the person stops the run", async () => {
    const controller = new AbortController();
    const grader = await open({ ...javascript(), signal: controller.signal });
    const pid = graderOf(process.pid);
    const grading = grader.grade(inJavaScript("export const double = () => { for (;;) {} };\n"));
    controller.abort();
    await expect(grading).rejects.toMatchObject({ code: "ABORTED" });
    await grader.close();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it("does not outlive us, however we end", async () => {
    const source = [
      `const { openGrader } = await import(${JSON.stringify(new URL("../../../evals/grader/client.ts", import.meta.url).href)});`,
      `await openGrader(${JSON.stringify({
        suite: sketch.suites.javascript,
        data: sketch.folder,
        recording: null,
        mode: "run",
        cache: join(sketch.folder, "cache"),
        sandbox: {
          tier: "wasm",
          timeoutMs: 1_000,
          jobTimeoutMs: 9_000,
          memoryBytes: 1 << 28,
          outputBytes: 1 << 16,
          parallel: 1,
        },
      }).slice(0, -1)}, signal: new AbortController().signal });`,
      `console.log("open"); setInterval(() => {}, 1_000);`,
    ].join("\n");
    const parent = spawn(process.execPath, ["--input-type=module", "-e", source]);
    await new Promise((resolve) => parent.stdout.once("data", resolve));
    const pid = graderOf(parent.pid ?? 0);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill("SIGKILL");
    while (existsSync(`/proc/${pid}`)) await wait(50);
  });
});
