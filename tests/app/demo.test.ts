// Demos are runs in a home of their own, on a copy of their project; their exit depends on what was expected of them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isExpected, runDemo } from "../../app/demo.ts";
import type { Demo } from "../../app/demo/catalogue.ts";
import { findRun } from "../../app/homes.ts";
import { resume } from "../../app/resume.ts";
import { runTask } from "../../app/run-task.ts";
import { makeWorld } from "./fake-wired.ts";
import { temporary } from "../support/temporary.ts";

const makeDemo = (change: Partial<Demo> = {}): Demo => ({
  name: "small",
  title: "Small",
  about: "A small one.",
  language: "python",
  options: { k: 4 },
  tests: [],
  workspace: null,
  task: "a task",
  expected: { verdict: "verified", winners: {}, candidates: {} },
  reply: async () => null,
  ...change,
});

const files = { "a.py": "a = 2\n" };

describe("a demo", () => {
  test("runs scripted, with its own number of candidates, below the person's home", async () => {
    const world = makeWorld({ files });
    const run = await runDemo({ demo: makeDemo(), thread: null, cwd: "/" }, world.place, world.deps());
    expect(run).toMatchObject({ name: "small", asExpected: true, result: { model: { kind: "scripted" } } });
    expect(world.wired[0]).toMatchObject({
      home: join(world.home, "demo"),
      models: { script: "small" },
      config: { run: { k: 4 } },
    });
  });

  test("is found, shown and resumed like any other run", async () => {
    const world = makeWorld({ files });
    const options = { demo: makeDemo(), thread: "d1", cwd: "/" };
    world.behaviour.onSolve = async () => Promise.reject(new Error("killed"));
    await expect(runDemo(options, world.place, world.deps())).rejects.toThrow("killed");
    delete world.behaviour.onSolve;
    const found = await findRun("d1", { ...world.place, named: true });
    expect(found.record).toMatchObject({ demo: "small", model: "scripted", state: "interrupted" });
    const result = await resume(found, { ...world.place, answer: null }, world.deps());
    expect(result.verdict).toBe("verified");
    expect(world.wired.at(-1)?.models).toEqual({ script: "small" });
  });

  test("works on a copy of its project, which a resumed demo keeps", async () => {
    const original = temporary();
    mkdirSync(join(original, "src"));
    writeFileSync(join(original, "src/b.py"), "b = 1\n");
    const world = makeWorld({ files });
    const options = { demo: makeDemo({ workspace: original }), thread: "d1", cwd: "/" };
    await runDemo(options, world.place, world.deps());
    const copy = world.wired[0]?.workdir ?? "";
    expect(copy.startsWith(world.home)).toBe(true);
    writeFileSync(join(copy, "src/b.py"), "edited\n");
    await runDemo(options, world.place, world.deps());
    expect(readFileSync(join(copy, "src/b.py"), "utf8")).toBe("edited\n");
    expect(readFileSync(join(original, "src/b.py"), "utf8")).toBe("b = 1\n");
  });

  test("takes no thread that belongs to another run", async () => {
    const world = makeWorld({ files });
    const asked = { task: "a task", tests: [], cwd: "/", language: null, interactive: false } as const;
    await runTask({ ...asked, approve: false, apply: false, thread: "mine" }, world.place, world.deps());
    const options = { demo: makeDemo(), thread: "mine", cwd: "/" };
    await expect(runDemo(options, world.place, world.deps())).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

test("what is expected: the verdict, and the winners where some are named", async () => {
  const world = makeWorld({ files });
  const { result } = await runDemo({ demo: makeDemo(), thread: null, cwd: "/" }, world.place, world.deps());
  const candidates: Demo["expected"]["candidates"] = {};
  const subtask = {
    id: "main",
    title: "",
    language: "python" as const,
    verdict: "verified" as const,
    probability: null,
    reasons: [],
    candidates: [],
  };
  const won = { ...result, subtasks: [{ ...subtask, winner: "minimal" }] };
  const expected = (verdict: Demo["expected"]["verdict"], winners: Record<string, string[]>) =>
    isExpected({ expected: { verdict, winners, candidates } }, won);
  expect(expected("verified", {})).toBe(true);
  expect(expected("unsolved", {})).toBe(false);
  expect(expected("verified", { main: ["minimal", "aggressive"] })).toBe(true);
  expect(expected("verified", { main: ["aggressive"] })).toBe(false);
});
