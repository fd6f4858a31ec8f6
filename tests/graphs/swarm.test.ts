// The whole path on fakes: what is asked, what is decided, what is kept. The same path on real parts is the demo's test.
import { Command, MemorySaver } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import type { CheckJob, CheckResult } from "../../core/ports.ts";
import type { TaskRequest } from "../../core/state.ts";
import { buildSwarm } from "../../graphs/swarm.ts";
import { fenced, makeFakePorts } from "../support/ports.ts";

const plan = (parts: readonly object[] = [{}]) => ({
  spec: "Adds.",
  plan: "Add.",
  subtasks: parts.map((part) => ({
    id: "main",
    title: "add",
    role: "worker-backend",
    language: "python",
    files: ["solution.py"],
    dependsOn: [],
    acceptance: [],
    interface: "add(a, b)",
    description: "",
    ...part,
  })),
});
const drafts = (id = "main", path = "solution.py") => ({
  [`${id}/draft/conservative`]: fenced("RIGHT = 1", path),
  [`${id}/draft/minimal`]: fenced("RIGHT = 2", path),
  [`${id}/draft/aggressive`]: fenced("WRONG = 3", path),
  [`${id}/tests/0`]: "```python\nassert add(1, 1) == 2\nassert add(0, 0) == 0\n```",
});
/** A program is right where its text says so; the fake sandbox knows, nobody else does. */
const honest = (job: CheckJob): Partial<CheckResult> => {
  const right = job.files.some(({ content }) => content.includes("RIGHT"));
  return {
    outcomes: job.tests.map(({ id }) => ({ id, status: right ? "passed" : "failed" })),
    calls: job.calls.map((_, index) => ["i", right ? String(index) : "-1"]),
  };
};
const task = "add(a, b) adds. add(2, 3) == 5; add(1, 5) == 6";
const run = async (world: Parameters<typeof makeFakePorts>[0], request: Partial<TaskRequest> = {}) => {
  const fakes = makeFakePorts(world);
  const graph = buildSwarm(fakes.ports).compile({ checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: "t" }, recursionLimit: 100 };
  const input = { thread: "t", request: { text: task, language: "python", ...request } as TaskRequest };
  return { ...fakes, graph, config, state: await graph.invoke(input, config) };
};

describe("the swarm", () => {
  test("a simple task is settled by one candidate, accepted, learnt and reported", async () => {
    const { state, asked, memory, ports } = await run({
      replies: { plan: plan(), ...drafts() },
      check: honest,
    });
    expect(state.verdict).toMatchObject({ status: "verified", winner: "conservative" });
    expect(asked).toEqual(expect.arrayContaining(["plan", "main/draft/conservative", "main/tests/0"]));
    expect(asked).not.toContain("main/draft/minimal");
    expect(await memory.episodes()).toHaveLength(1);
    expect(await ports.folder.read("t", "files/solution.py")).toContain("RIGHT = 1");
    expect(await ports.folder.read("t", "report.md")).toMatch(
      /SCRIPTED[\s\S]*Verified|Verified[\s\S]*SCRIPTED/u,
    );
  });

  test("where the first candidate fails the others are drawn, and evidence chooses", async () => {
    const replies = { plan: plan(), ...drafts(), "main/draft/conservative": fenced("WRONG = 1") };
    const { state, asked } = await run({ replies, check: honest });
    expect(state.verdict).toMatchObject({ status: "verified", winner: "minimal" });
    expect(asked.filter((key) => key === "main/tests/0")).toHaveLength(1);
  });

  test("tests are written before any candidate is seen", async () => {
    const { asked } = await run({ replies: { plan: plan(), ...drafts() }, check: honest }, { probe: false });
    const first = asked.findIndex((key) => key.includes("/repair/") || key.includes("/review/"));
    expect(asked.indexOf("main/tests/0")).toBeGreaterThan(-1);
    expect(first === -1 || asked.indexOf("main/tests/0") < first).toBe(true);
  });

  test("all wrong is repaired twice, then unsolved; nothing is learnt", async () => {
    const wrong = Object.fromEntries(
      ["conservative", "minimal", "aggressive"].flatMap((name) => [
        [`main/draft/${name}`, fenced(`WRONG = "${name}"`)],
        [`main/repair/${name}/1`, fenced(`WRONG = "${name} again"`)],
        [`main/repair/${name}/2`, fenced(`WRONG = "${name} still"`)],
      ]),
    );
    const { state, memory, events } = await run({
      replies: { plan: plan(), ...drafts(), ...wrong },
      check: honest,
    });
    expect(state.verdict).toMatchObject({ status: "unsolved", winner: null });
    expect(events.filter(({ type }) => type === "repair-start")).toHaveLength(6);
    expect(await memory.episodes()).toEqual([]);
  });

  test("a repair that gives the same program back is not run again", async () => {
    let checks = 0;
    const same = Object.fromEntries(
      ["conservative", "minimal", "aggressive"].flatMap((name) => [
        [`main/draft/${name}`, fenced(`WRONG = "${name}"`)],
        [`main/repair/${name}/1`, fenced(`WRONG = "${name}"`)],
        [`main/repair/${name}/2`, fenced(`WRONG = "${name}"`)],
      ]),
    );
    const check = (job: CheckJob) => ((checks += 1), honest(job));
    await run({ replies: { plan: plan(), ...drafts(), ...same }, check }, { probe: false });
    expect(checks).toBe(3);
  });

  test("answers that are no program are data, not a crash", async () => {
    const junk = {
      "main/draft/conservative": "I would use a loop.",
      "main/draft/minimal": "",
      "main/draft/aggressive": "<html>",
    };
    const { state } = await run({ replies: { plan: plan(), ...drafts(), ...junk }, check: honest });
    expect(state.verdict?.status).toBe("unsolved");
    expect(state.results["main"]?.candidates.map(({ unusable }) => unusable !== null)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test("no plan at all: the task is one subtask, and that is said", async () => {
    const { state, events } = await run({ replies: drafts(), check: honest });
    expect(state.verdict?.status).toBe("verified");
    expect(events).toContainEqual(expect.objectContaining({ type: "notice", level: "warning" }));
  });

  test("a failed subtask takes down what rests on it, and leaves its siblings", async () => {
    const parts = plan([
      { id: "a", files: ["a.py"], interface: "a1()" },
      { id: "b", files: ["b.py"], interface: "b1()", dependsOn: ["a"] },
      { id: "c", files: ["c.py"], interface: "c1()" },
    ]);
    const tests = { "c/tests/0": "```python\nassert c1() == 1\nassert c1() + 0 == 1\n```" };
    const junk = Object.fromEntries(
      ["conservative", "minimal", "aggressive"].map((name) => [`a/draft/${name}`, "no"]),
    );
    const { state, asked } = await run(
      { replies: { plan: parts, ...junk, ...drafts("c", "c.py"), ...tests }, check: honest },
      { text: "three parts" },
    );
    const status = (id: string) => state.results[id]?.verdict.winner;
    expect([status("a"), status("b")]).toEqual([null, null]);
    expect(status("c")).not.toBeNull();
    expect(asked.some((key) => key.startsWith("b/"))).toBe(false);
    expect(state.verdict?.status).toBe("unsolved");
  });

  test("a spent budget ends in a verdict", async () => {
    const { state } = await run({ replies: { plan: plan(), ...drafts() }, check: honest, steps: 1 });
    expect(state.verdict?.status).toBe("unsolved");
  });

  test("a person's plan in the folder is taken, and the architect is not asked", async () => {
    const fakes = makeFakePorts({ replies: drafts("mine", "solution.py"), check: honest });
    await fakes.ports.folder.write(
      "t",
      "tasks.md",
      "# Tasks\n\n## mine: add\n\n- language: python\n- files: solution.py\n\nAdd.\n",
    );
    const graph = buildSwarm(fakes.ports).compile({ checkpointer: new MemorySaver() });
    const state = await graph.invoke(
      { thread: "t", request: { text: task, language: "python" } },
      { configurable: { thread_id: "t" } },
    );
    expect(fakes.asked).not.toContain("plan");
    expect(state.edits).toEqual(["tasks.md"]);
    expect(Object.keys(state.results)).toEqual(["mine"]);
  });
});

describe("a person is asked", () => {
  test("for one example where there is none", async () => {
    const { graph, config, state } = await run(
      { replies: { plan: plan(), ...drafts() }, check: honest },
      { text: "add two numbers", interactive: true },
    );
    expect(state.verdict).toBeNull();
    const [asked] = (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
    expect(asked?.value).toMatchObject({ kind: "example" });
    const done = await graph.invoke(new Command({ resume: { [asked?.id ?? ""]: "add(2, 3) == 5" } }), config);
    expect(done.results["main"]?.candidates[0]?.trusted.total).toBe(1);
  });

  test("before anything is drawn; an edit made meanwhile counts; a no is a verdict", async () => {
    for (const [answer, status] of [
      ["yes", "verified"],
      ["no", "unsolved"],
    ] as const) {
      const { graph, config, ports, asked } = await run(
        { replies: { plan: plan(), ...drafts() }, check: honest },
        { approve: true },
      );
      expect(asked).toEqual(["plan"]);
      const [question] = (await graph.getState(config)).tasks.flatMap(({ interrupts }) => interrupts);
      const tasks = (await ports.folder.read("t", "tasks.md")) ?? "";
      await ports.folder.write("t", "tasks.md", tasks.replace("## main: add", "## main: add two numbers"));
      const done = await graph.invoke(new Command({ resume: { [question?.id ?? ""]: answer } }), config);
      expect(done.verdict?.status).toBe(status);
      expect(done.subtasks[0]?.title).toBe("add two numbers");
      expect(done.edits).toEqual(["tasks.md"]);
    }
  });
});

describe("the plan", () => {
  const refused = async (part: object, request: Partial<TaskRequest> = {}) => {
    const { state, asked } = await run(
      { replies: { plan: plan([part]), ...drafts() }, check: honest },
      request,
    );
    expect(asked.filter((key) => key === "plan").length).toBeGreaterThan(0);
    return state.subtasks[0];
  };

  test("placeholders are no files", async () => {
    expect(await refused({ id: "copied", files: ["relative/path"] })).toMatchObject({
      id: "main",
      files: ["solution.py"],
    });
  });

  test("the language that was asked for is binding", async () => {
    const subtask = await refused({ id: "other" }, { language: "javascript" });
    expect(subtask).toMatchObject({ id: "main", language: "javascript", files: ["solution.js"] });
  });

  test("the person's words stand at the head of spec.md", async () => {
    const { ports } = await run({ replies: { plan: plan(), ...drafts() }, check: honest });
    expect(await ports.folder.read("t", "spec.md")).toMatch(/^# Specification\n\nadd\(a, b\) adds/u);
  });
});

test("a report says which trusted test a candidate fails, and how", async () => {
  const wrong = Object.fromEntries(
    ["conservative", "minimal", "aggressive"].map((name) => [
      `main/draft/${name}`,
      fenced(`WRONG = "${name}"`),
    ]),
  );
  const { state, ports } = await run({ replies: { plan: plan(), ...drafts(), ...wrong }, check: honest });
  expect(state.results["main"]?.candidates[0]?.failures[0]).toMatchObject({
    test: "add(2, 3) == 5",
    status: "failed",
  });
  expect(await ports.folder.read("t", "report.md")).toContain("`add(2, 3) == 5` failed");
});

describe("acceptance", () => {
  test("own tests that can't run here verify nothing", async () => {
    const fakes = makeFakePorts({
      replies: { plan: plan(), ...drafts() },
      check: (job) => ({
        ...honest(job),
        outcomes: job.tests.map(({ id, origin }) => ({
          id,
          status: origin === "file" ? "unsupported" : "passed",
        })),
      }),
    });
    const content = await fakes.ports.artifacts.put("import requests\ndef test_add():\n    assert True\n");
    const graph = buildSwarm(fakes.ports).compile();
    const request = {
      text: "add two numbers",
      language: "python" as const,
      tests: [{ path: "test_add.py", content }],
    };
    const state = await graph.invoke({ thread: "t", request });
    expect(state.verdict?.status).not.toBe("verified");
    expect(state.acceptance).toMatchObject({ ran: false, ownTests: false });
    expect(state.verdict?.reasons.join("\n")).toContain("can't run in this sandbox");
  });

  const workspace = {
    "package.json": JSON.stringify({ scripts: { test: "node --test" } }),
    "solution.py": "OLD = 0\n",
  };

  test("a command that can't run caps the verdict, and says so", async () => {
    const { state } = await run({ replies: { plan: plan(), ...drafts() }, check: honest, workspace });
    expect(state.verdict?.status).toBe("probable");
    expect(state.acceptance).toMatchObject({ ran: false, passed: true });
  });

  test("a failure becomes one more subtask; what fails on the untouched workspace too says nothing", async () => {
    const fix = { "fix-1/draft/conservative": fenced("RIGHT = 'fixed'"), "fix-1/tests/0": "none" };
    const replies = { plan: plan(), ...drafts(), ...fix };
    const failing = await run({
      replies,
      check: honest,
      workspace,
      command: ({ files }) => ({
        exitCode: files.some(({ content }) => content.includes("fixed") || content.includes("OLD")) ? 0 : 1,
      }),
    });
    expect(failing.state.results["fix-1"]?.verdict.winner).toBe("conservative");
    expect(failing.state.acceptance).toMatchObject({ passed: true, ran: true, round: 1 });

    const broken = await run({ replies, check: honest, workspace, command: () => ({ exitCode: 1 }) });
    expect(broken.state.results["fix-1"]).toBeUndefined();
    expect(broken.state.acceptance).toMatchObject({ passed: true, ran: false });
  });
});

test("a workspace's own test refutes where it passed before, and only ranks where it failed before", async () => {
  const own = {
    "solution.py": "OLD = 0\n",
    "test_solution.py": "from solution import add\ndef test_add():\n    assert add(1, 1) == 2\n",
  };
  const broken =
    (before: "passed" | "failed") =>
    (job: CheckJob): Partial<CheckResult> => {
      const untouched = job.files.some(({ content }) => content.includes("OLD"));
      return {
        ...honest(job),
        outcomes: job.tests.map(({ id, body }) => ({
          id: body.kind === "file" ? `${id}::test_add` : id,
          status: body.kind !== "file" ? "passed" : untouched ? before : "failed",
        })),
      };
    };
  const request = { text: `${task} (in solution.py)` };
  const replies = { plan: plan(), ...drafts() };
  const refuted = await run({ replies, workspace: own, check: broken("passed") }, request);
  expect(refuted.state.verdict?.status).toBe("unsolved");
  const ranked = await run({ replies, workspace: own, check: broken("failed") }, request);
  expect(ranked.state.results["main"]?.verdict.reasons.join()).not.toMatch(/must hold/u);
  expect(ranked.state.acceptance?.passed).toBe(true);
});

test("checkpoints do not grow with the artifacts", async () => {
  const size = async (bytes: number): Promise<number> => {
    const filler = `RIGHT = 1\n${"# x\n".repeat(bytes / 4)}`;
    const { graph, config } = await run({
      replies: { plan: plan(), ...drafts(), "main/draft/conservative": fenced(filler) },
      check: honest,
    });
    return JSON.stringify((await graph.getState(config)).values).length;
  };
  expect(await size(100_000)).toBe(await size(100));
});
