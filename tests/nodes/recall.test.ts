// What memory is asked, when, and what becomes of the answer; a memory that is gone or slow changes nothing.
import { describe, expect, test, vi } from "vitest";
import type { Episode, Memory, Recalled, RecallOptions } from "../../core/memory.ts";
import type { CheckResult } from "../../core/ports.ts";
import { buildSwarm } from "../../graphs/swarm.ts";
import { unknownSymbols } from "../../nodes/recall-for.ts";
import { fenced, makeFakePorts } from "../support/ports.ts";

const entry = (change: Partial<Recalled> = {}): Recalled => ({
  id: "abc123",
  kind: "pattern",
  title: "subtract",
  text: "def subtract(a, b): return a - b",
  confidence: 0.8,
  ...change,
});

const task = "add(a, b) adds. add(2, 3) == 5; add(1, 5) == 6";
const names = ["conservative", "minimal", "aggressive"];
const replies = (round: (name: string, at: number) => string, rounds = 2) => ({
  "main/tests/0": "```python\nassert add(1, 1) == 2\n```",
  ...Object.fromEntries(
    names.flatMap((name) => [
      [`main/draft/${name}`, fenced(round(name, 0))],
      ...Array.from({ length: rounds }, (_, at) => [
        `main/repair/${name}/${at + 1}`,
        fenced(round(name, at + 1)),
      ]),
    ]),
  ),
});

const run = async (world: Parameters<typeof makeFakePorts>[0], memory: Partial<Memory>) => {
  const fakes = makeFakePorts(world);
  const prompts: { key: string; text: string }[] = [];
  const { chat } = fakes.ports;
  const ports = {
    ...fakes.ports,
    memory: { ...fakes.memory, ...memory },
    chat: {
      identity: chat.identity,
      text: async (...[request, options]: Parameters<typeof chat.text>) => {
        prompts.push({ key: request.key, text: JSON.stringify(request.sections) });
        return chat.text(request, options);
      },
      object: async <T>(...[request, schema, options]: Parameters<typeof chat.object<T>>) => {
        prompts.push({ key: request.key, text: JSON.stringify(request.sections) });
        return chat.object(request, schema, options);
      },
    },
  };
  const request = { text: task, language: "python" } as never;
  const state = await buildSwarm(ports).compile().invoke({ thread: "t", request }, { recursionLimit: 100 });
  return { ...fakes, ports, state, prompts };
};

/** Right where the text says so; else it fails as `message` says. */
const honest =
  (message = "got 4, expected 5") =>
  (job: {
    tests: readonly { id: string }[];
    files: readonly { content: string }[];
    calls: readonly string[];
  }): Partial<CheckResult> => {
    const right = job.files.some(({ content }) => content.includes("RIGHT"));
    return {
      outcomes: job.tests.map(({ id }) =>
        right ? { id, status: "passed" } : { id, status: "error", message },
      ),
      calls: job.calls.map((_, at) => ["i", right ? String(at) : "-1"]),
    };
  };

describe("recall", () => {
  test("at the start asks for patterns of the task only, tags them, and says so", async () => {
    const recall = vi.fn<Memory["recall"]>(async () => [entry()]);
    const { prompts, events, ports } = await run(
      { replies: replies(() => "RIGHT = 1"), check: honest() },
      { recall },
    );
    expect(recall.mock.calls.map(([query, { trigger }]) => [query, trigger])).toEqual([[task, "task"]]);
    const draft = prompts.find(({ key }) => key.includes("/draft/"));
    expect(draft?.text).toContain("recalled abc123");
    expect(draft?.text).toContain("return a - b");
    expect(events).toContainEqual(expect.objectContaining({ type: "recall-end", trigger: "task" }));
    expect(await ports.folder.read("t", "report.md")).toContain("recalled pattern abc123: subtract");
  });

  test("before the second repair asks for the fix of a like error, and of a name that is missing at once", async () => {
    const asked: [string, RecallOptions["trigger"]][] = [];
    const recall: Memory["recall"] = async (query, { trigger }) => {
      asked.push([query, trigger]);
      return trigger === "error" ? [entry({ id: "fix1", kind: "error" })] : [];
    };
    const message = "NameError: name 'lcm' is not defined";
    const { prompts } = await run(
      {
        replies: replies((name, at) => (at < 2 ? `WRONG = "${name}${at}"` : "RIGHT = 1")),
        check: honest(message),
      },
      { recall },
    );
    expect(asked.filter(([, trigger]) => trigger === "symbol")).toHaveLength(6);
    const errors = asked.filter(([, trigger]) => trigger === "error");
    expect(errors).toHaveLength(3);
    expect(errors[0]?.[0].split("\n")[0]).toBe(message);
    const prompt = (key: string) => prompts.find((one) => one.key === key)?.text ?? "";
    expect(prompt("main/repair/minimal/1")).not.toContain("recalled fix1");
    expect(prompt("main/repair/minimal/2")).toContain("recalled fix1");
  });

  test("where candidates that pass differ, the reviewers are told what is known", async () => {
    const recall = vi.fn<Memory["recall"]>(async (_, { trigger }) =>
      trigger === "disagreement" ? [entry({ id: "doc1", kind: "document" })] : [],
    );
    const { prompts } = await run(
      {
        replies: replies((name) => `RIGHT = "${name}"`),
        check: (job) => ({
          outcomes: job.tests.map(({ id }) => ({ id, status: id.startsWith("qa") ? "failed" : "passed" })),
          calls: job.calls.map(() => ["s", job.files[0]?.content ?? ""]),
        }),
      },
      { recall },
    );
    const reviews = prompts.filter(({ key }) => key.includes("/review/"));
    expect(reviews.length).toBeGreaterThan(0);
    for (const { text } of reviews) expect(text).toContain("recalled doc1");
    expect(prompts.filter(({ key, text }) => !key.includes("/review/") && text.includes("doc1"))).toEqual([]);
  });

  test("the blocks that a person wrote are shown to the workers", async () => {
    const blocks = async () => [
      { name: "conventions" as const, path: "/w/c.md", text: "Tabs, never spaces." },
    ];
    const { prompts } = await run({ replies: replies(() => "RIGHT = 1"), check: honest() }, { blocks });
    expect(prompts.find(({ key }) => key.includes("/draft/"))?.text).toContain("Tabs, never spaces.");
  });
});

describe("a memory that", () => {
  const gone = async () => Promise.reject(new Error("the database is gone"));

  test("fails is a notice, and the run goes on", async () => {
    const { state, events } = await run(
      { replies: replies(() => "RIGHT = 1"), check: honest() },
      { recall: gone, blocks: gone, learn: gone },
    );
    expect(state.verdict?.status).toBe("verified");
    const notices = events.flatMap((event) => (event.type === "notice" ? [event.text] : []));
    expect(notices).toContain("nothing was recalled: the database is gone");
    expect(notices).toContain("nothing was learned: the database is gone");
  });

  test("never answers is left behind after its deadline", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const never = async () => new Promise<never>(() => undefined);
      const running = run(
        { replies: replies(() => "RIGHT = 1"), check: honest() },
        { recall: never, blocks: never, learn: never },
      );
      const ended = running.then(() => true);
      const soon = async () => new Promise<false>((resolve) => setImmediate(() => resolve(false)));
      while (!(await Promise.race([ended, soon()]))) vi.advanceTimersByTime(1_000);
      const { state, events } = await running;
      expect(state.verdict?.status).toBe("verified");
      expect(JSON.stringify(events)).toContain("memory did not answer within 2000 ms");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("learning", () => {
  test("takes the winner, what it was repaired from, and its plan", async () => {
    const { memory, events } = await run(
      {
        replies: {
          ...replies((name, at) => (at === 0 ? `WRONG = "${name}"` : "RIGHT = 1"), 1),
          "main/approaches": { approaches: names.map((name) => ({ name, plan: `by ${name} means` })) },
        },
        check: honest("TypeError: no"),
      },
      {},
    );
    const [episode] = await memory.episodes();
    expect(episode).toMatchObject({ model: "scripted", language: "python" } satisfies Partial<Episode>);
    expect(episode?.approach).toContain("means");
    expect(episode?.repaired).toHaveLength(1);
    expect(episode?.repaired?.[0]?.files[0]?.content).toContain("WRONG");
    expect(episode?.repaired?.[0]?.failures[0]?.message).toBe("TypeError: no");
    expect(episode?.files[0]?.content).toContain("RIGHT");
    expect(events).toContainEqual(expect.objectContaining({ type: "learn-end", subtask: "main" }));
  });

  test("a winner that fails its clean-room run teaches nothing, and that is said", async () => {
    let accepted = false;
    const fakes = {
      replies: replies(() => "RIGHT = 1"),
      check: (job: Parameters<ReturnType<typeof honest>>[0]) => {
        // The clean room is the one check without calls.
        accepted ||= job.calls.length === 0;
        const right = honest()(job);
        return job.calls.length === 0
          ? { ...right, outcomes: job.tests.map(({ id }) => ({ id, status: "failed" as const })) }
          : right;
      },
    };
    const { memory, events, state } = await run(fakes, {});
    expect(accepted).toBe(true);
    expect(state.verdict?.status).toBe("verified");
    expect(await memory.episodes()).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "learn-end",
        stored: [],
        left: [expect.stringContaining("clean-room run failed") as string],
      }),
    );
  });
});

test.each([
  ["NameError: name 'lcm' is not defined", ["lcm"]],
  ["ModuleNotFoundError: No module named 'requests.adapters'", ["requests.adapters"]],
  ["ImportError: cannot import name 'b' from 'aa'", []],
  ["ReferenceError: fetchAll is not defined", ["fetchAll"]],
  ["TypeError: items.toSorted is not a function", ["items.toSorted"]],
  ["SyntaxError: The requested module './x.js' does not provide an export named 'parse'", ["parse"]],
  ["AssertionError: got 4, expected 5", []],
])("unknown names in %j", (message, expected) => {
  expect(unknownSymbols([message, message])).toEqual(expected);
});
