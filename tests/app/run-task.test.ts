// A run from the request to result.json, and on again after whatever stopped it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findRun } from "../../app/homes.ts";
import { resume } from "../../app/resume.ts";
import { readRecord } from "../../app/run-record.ts";
import type { RunOptions } from "../../app/run-task.ts";
import { runTask } from "../../app/run-task.ts";
import { show } from "../../app/show.ts";
import { HydraError } from "../../core/errors.ts";
import { plainOptions, makeWorld } from "./fake-wired.ts";
import { temporary } from "../support/temporary.ts";

const asked = (overrides: Partial<RunOptions> = {}): RunOptions => ({
  task: "  a function f(x)  ",
  ...plainOptions,
  ...overrides,
});

const files = { "solution.py": "def f(x):\n    return x\n" };
const lines = (path: string) =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { seq: number; event: { type: string; resumed?: boolean } });

describe("a run", () => {
  test("ends with a result, a record and its events in a folder", async () => {
    const world = makeWorld({ files });
    const result = await runTask(asked(), world.place, world.deps());
    expect(result).toMatchObject({
      thread: "t1",
      task: "a function f(x)",
      verdict: "verified",
      applied: false,
    });
    expect(result.files).toEqual([{ path: "solution.py", bytes: 23 }]);
    expect(JSON.parse(readFileSync(join(result.folder, "result.json"), "utf8"))).toEqual(result);
    expect(await readRecord(result.folder)).toMatchObject({
      state: "finished",
      verdict: "verified",
      model: "live",
    });
    expect(lines(join(result.folder, "events.jsonl")).map(({ seq, event }) => [seq, event.type])).toEqual([
      [0, "run-start"],
      [1, "plan-end"],
    ]);
    expect(world.open.size).toBe(0);
    expect(world.held.size).toBe(0);
  });

  test("that finds no answer is unsolved, and finished", async () => {
    const world = makeWorld();
    const result = await runTask(asked(), world.place, world.deps());
    expect(result.verdict).toBe("unsolved");
    expect((await readRecord(result.folder))?.state).toBe("finished");
  });

  test("keeps its home out of version control", async () => {
    const world = makeWorld({ files });
    await runTask(asked(), world.place, world.deps());
    expect(readFileSync(join(world.home, ".gitignore"), "utf8")).toBe("*\n");
  });

  test("carries the test files and the limits with it", async () => {
    const world = makeWorld({ files });
    const cwd = temporary();
    writeFileSync(join(cwd, "test_f.py"), "assert f(1) == 1\n");
    const result = await runTask(asked({ cwd, tests: ["test_f.py"] }), world.place, world.deps());
    expect(await readRecord(result.folder)).toMatchObject({
      tests: [{ path: "test_f.py", content: "assert f(1) == 1\n" }],
      budget: { tokens: 400_000, seconds: 1_800, steps: 200 },
    });
  });
});

const refused = async (overrides: Partial<RunOptions>, workdir: string | null = null) => {
  const world = makeWorld({ files });
  const error: unknown = await runTask(asked(overrides), { ...world.place, workdir }, world.deps()).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(world.wired).toHaveLength(0);
  return error;
};

describe("refused before anything is opened", () => {
  test.each([
    ["an empty task", { task: " \n " }, null, "BAD_INPUT"],
    ["a task of a megabyte", { task: "x".repeat(1 << 20) }, null, "BAD_INPUT"],
    ["a thread's name that leads out", { thread: "../x" }, null, "BAD_INPUT"],
    ["--apply without a workspace", { apply: true }, null, "BAD_INPUT"],
    ["a workspace that is not there", {}, "/nowhere/at/all", "WORKSPACE_NOT_WRITABLE"],
    ["a workspace that is a file", {}, "/etc/passwd", "WORKSPACE_NOT_WRITABLE"],
    ["a test file that is not there", { tests: ["no.py"] }, null, "TEST_FILE_INVALID"],
  ])("%s", async (_, overrides, workdir, code) => {
    expect(await refused(overrides, workdir)).toMatchObject({ name: "HydraError", code });
  });

  test("no model: nothing is left behind but the folder", async () => {
    const world = makeWorld({ noModel: true });
    await expect(runTask(asked(), world.place, world.deps())).rejects.toMatchObject({ code: "NO_MODEL" });
    await expect(findRun("t1", { ...world.place, named: true })).rejects.toMatchObject({
      code: "THREAD_UNKNOWN",
    });
  });
});

const interruptedWorld = async () => {
  const world = makeWorld({ files });
  const controller = new AbortController();
  world.behaviour.onSolve = async (signal) => {
    controller.abort();
    signal.throwIfAborted();
  };
  const deps = world.deps({ signal: controller.signal });
  const error: unknown = await runTask(asked(), world.place, deps).catch((reason: unknown) => reason);
  delete world.behaviour.onSolve;
  return { world, error };
};

describe("interrupted", () => {
  const again = { answer: null };

  test("says so, with how it goes on, and can be shown as such", async () => {
    const { world, error } = await interruptedWorld();
    expect(error).toMatchObject({ code: "ABORTED", exitCode: 130, fix: "go on with `hydra resume t1`" });
    const run = await findRun("t1", { ...world.place, named: true });
    expect(run.record.state).toBe("interrupted");
    await expect(show(run)).rejects.toMatchObject({ code: "ABORTED" });
    expect(world.open.size).toBe(0);
  });

  test("goes on without doing again what was done", async () => {
    const { world } = await interruptedWorld();
    const run = await findRun("t1", { ...world.place, named: true });
    const result = await resume(run, { ...world.place, ...again }, world.deps());
    expect(result.verdict).toBe("verified");
    expect(world.nodes).toEqual(["plan", "solve", "solve", "report"]);
    const logged = lines(join(result.folder, "events.jsonl"));
    expect(logged.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(logged[2]?.event).toMatchObject({ type: "run-start", resumed: true });
  });

  test("a finished run gives its verdict again and opens nothing", async () => {
    const world = makeWorld({ files });
    const first = await runTask(asked({ thread: "mine" }), world.place, world.deps());
    const run = await findRun("mine", { ...world.place, named: true });
    expect(await resume(run, { ...world.place, ...again }, world.deps())).toEqual(first);
    expect(await runTask(asked({ thread: "mine" }), world.place, world.deps())).toEqual(first);
    expect(await show(run)).toEqual(first);
    expect(world.wired).toHaveLength(1);
  });

  test("a run that was killed before its first checkpoint starts from run.json", async () => {
    const { world } = await interruptedWorld();
    const run = await findRun("t1", { ...world.place, named: true });
    const fresh = makeWorld({ files });
    const result = await resume(run, { ...world.place, ...again }, fresh.deps());
    expect(result.task).toBe("a function f(x)");
    expect(fresh.nodes).toEqual(["plan", "solve", "report"]);
  });

  test("a killed process counts as interrupted", async () => {
    const { world } = await interruptedWorld();
    const run = await findRun("t1", { ...world.place, named: true });
    const dead = {
      ...run.record,
      state: "running" as const,
      process: { pid: 2 ** 22 + 1, host: run.record.process.host },
    };
    await expect(show({ ...run, record: dead })).rejects.toMatchObject({ code: "ABORTED" });
    const alive = { ...dead, process: { ...dead.process, pid: process.pid } };
    await expect(show({ ...run, record: alive })).rejects.toMatchObject({ code: "THREAD_HELD" });
  });

  test("limits that are named now replace those of the start", async () => {
    const { world } = await interruptedWorld();
    const run = await findRun("t1", { ...world.place, named: true });
    const place = { ...world.place, ...again, budget: { tokens: 9 } };
    const result = await resume(run, place, world.deps());
    expect(result.budget).toMatchObject({ tokens: { limit: 9 }, seconds: { limit: 1_800 } });
  });

  test("a failure of the infrastructure names the thread and how it goes on", async () => {
    const world = makeWorld({ files });
    world.behaviour.onSolve = async () => {
      throw new HydraError("MODEL_UNREACHABLE", "gone", { fix: "Start it." });
    };
    await expect(runTask(asked(), world.place, world.deps())).rejects.toMatchObject({
      code: "MODEL_UNREACHABLE",
      fix: "Start it; go on with `hydra resume t1`",
      details: { thread: "t1" },
    });
  });

  test("a fix that names `hydra resume` is given the thread, once", async () => {
    const world = makeWorld({ files });
    world.behaviour.onSolve = async () => {
      throw new HydraError("MODEL_UNREACHABLE", "gone", { fix: "Start it, then `hydra resume`." });
    };
    await expect(runTask(asked(), world.place, world.deps())).rejects.toMatchObject({
      fix: "Start it, then `hydra resume t1`.",
    });
  });

  test("a lease that can't be given back does not hide why the run ended", async () => {
    const world = makeWorld({ files });
    world.behaviour.onSolve = async () => {
      throw new HydraError("DISK_FULL", "full", { fix: "Free some." });
    };
    const deps = world.deps();
    const release = async () => Promise.reject(new HydraError("DATABASE_DOWN", "down", { fix: "-" }));
    const wire: typeof deps.wire = async (options) => {
      const wired = await deps.wire(options);
      return {
        ...wired,
        acquire: async (thread) => ({ ...(await wired.acquire(thread)), release }),
      };
    };
    await expect(runTask(asked(), world.place, { ...deps, wire })).rejects.toMatchObject({
      code: "DISK_FULL",
    });
  });

  test("a thread whose holder is just ending is waited for", async () => {
    const { world } = await interruptedWorld();
    world.held.add("t1");
    const run = await findRun("t1", { ...world.place, named: true });
    const resumed = resume(run, { ...world.place, ...again }, world.deps());
    setTimeout(() => world.held.delete("t1"), 50);
    expect((await resumed).verdict).toBe("verified");
  });

  test("a thread that another holds is left alone", async () => {
    const { world } = await interruptedWorld();
    world.held.add("t1");
    const run = await findRun("t1", { ...world.place, named: true });
    await expect(resume(run, { ...world.place, ...again }, world.deps())).rejects.toMatchObject({
      code: "THREAD_HELD",
    });
    expect((await readRecord(run.folder))?.state).toBe("interrupted");
    expect(world.open.size).toBe(0);
  });

  test("a thread's name is taken by another task", async () => {
    const world = makeWorld({ files });
    await runTask(asked({ thread: "mine" }), world.place, world.deps());
    const other = asked({ thread: "mine", task: "something else" });
    await expect(runTask(other, world.place, world.deps())).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("questions", () => {
  test("nobody there: interrupted; an answer later goes on", async () => {
    const world = makeWorld({ files });
    await expect(runTask(asked({ approve: true }), world.place, world.deps())).rejects.toMatchObject({
      code: "ABORTED",
      fix: expect.stringContaining("--answer") as string,
    });
    const run = await findRun("t1", { ...world.place, named: true });
    const result = await resume(run, { ...world.place, answer: "yes" }, world.deps());
    expect(result.verdict).toBe("verified");
    expect(world.nodes).toEqual(["plan", "solve", "report"]);
  });

  test("a person who is there is asked once, and may decline", async () => {
    const world = makeWorld({ files });
    const questions: string[] = [];
    const ask = async ({ question }: { question: string }) => {
      questions.push(question);
      expect(world.clockLog).toEqual(["paused"]);
      return "no";
    };
    const result = await runTask(asked({ approve: true }), world.place, world.deps({ ask }));
    expect(questions).toEqual(["Go on?"]);
    expect(world.clockLog).toEqual(["paused", "runs"]);
    expect(result).toMatchObject({ verdict: "unsolved", reasons: ["a person declined the plan"] });
    expect(world.events.filter(({ event }) => event.type === "question")).toHaveLength(1);
  });
});

describe("--apply", () => {
  test("writes the files at the end", async () => {
    const world = makeWorld({ files });
    const workdir = temporary();
    const result = await runTask(asked({ apply: true }), { ...world.place, workdir }, world.deps());
    expect(result.applied).toBe(true);
    expect(readFileSync(join(workdir, "solution.py"), "utf8")).toBe(files["solution.py"]);
    expect((await show(await findRun("t1", { ...world.place, named: true }))).applied).toBe(true);
  });

  test("over a change made meanwhile writes nothing and loses nothing", async () => {
    const world = makeWorld({ files });
    const workdir = temporary();
    writeFileSync(join(workdir, "solution.py"), "before\n");
    world.behaviour.onSolve = async () => writeFileSync(join(workdir, "solution.py"), "meanwhile\n");
    const place = { ...world.place, workdir };
    await expect(runTask(asked({ apply: true }), place, world.deps())).rejects.toMatchObject({
      code: "WORKSPACE_CHANGED",
    });
    expect(readFileSync(join(workdir, "solution.py"), "utf8")).toBe("meanwhile\n");
    expect((await show(await findRun("t1", { ...world.place, named: true }))).verdict).toBe("verified");
  });
});
