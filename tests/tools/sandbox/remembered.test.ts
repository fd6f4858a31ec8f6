// What the remembering sandbox promises: nothing is run twice, nothing is mixed up, and a record that can't be trusted is none.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TestCase } from "../../../core/domain.ts";
import type { CheckJob, CheckResult, Sandbox } from "../../../core/ports.ts";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";
import { rememberResults } from "../../../tools/sandbox/remembered.ts";
import { temporary } from "../../support/temporary.ts";

const { signal } = new AbortController();

const example = (id: string, call: string): TestCase => ({
  id,
  origin: "qa",
  block: 0,
  body: { kind: "example", call, expected: "1", compare: "equal" },
});
const wholeFile = (id: string): TestCase => ({
  id,
  origin: "file",
  block: 0,
  body: { kind: "file", path: "test_it.py", content: "…" },
});
const [a, b] = [example("a", "f(1)"), example("b", "f(2)")];
const job = (more: Partial<CheckJob> = {}): CheckJob => ({
  language: "python",
  files: [{ path: "solution.py", content: "def f(x): return 1" }],
  tests: [],
  calls: [],
  ...more,
});

/** Counts what is run, and says of each call its own text. */
const bench = (check: (job: CheckJob) => Partial<CheckResult> = () => ({})) => {
  const jobs: CheckJob[] = [];
  const inner = makeFakeSandbox({
    check: (asked) => {
      jobs.push(asked);
      return { calls: asked.calls.map((call) => ["s", call]), durationMs: 10, ...check(asked) };
    },
  });
  const folder = temporary();
  const open = (version = "1", identity: Partial<Sandbox["identity"]> = {}) =>
    rememberResults({ ...inner, identity: { ...inner.identity, ...identity } }, { folder, version });
  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    );
  return { jobs, open, files };
};

describe("a sandbox that remembers", () => {
  it("runs nothing again, in another process neither, and says the same", async () => {
    const { jobs, open } = bench(({ tests }) => ({
      outcomes: tests.map(({ id }) => ({
        id,
        status: id === "b" ? "failed" : "passed",
        message: `of ${id}`,
      })),
      output: "hello",
    }));
    const asked = job({ tests: [a, b], calls: ["f(3)"] });
    const first = await open().check(asked, { signal });
    expect(first.outcomes.map(({ status }) => status)).toEqual(["passed", "failed"]);
    expect(first).toMatchObject({ status: "ok", calls: [["s", "f(3)"]], output: "hello", durationMs: 10 });
    expect(await open().check(asked, { signal })).toEqual(first);
    expect(jobs).toHaveLength(1);
  });

  it("runs only what is missing, in one go, and answers in the asked order", async () => {
    const { jobs, open } = bench();
    const sandbox = open();
    await sandbox.check(job({ tests: [b], calls: ["f(4)"] }), { signal });
    const result = await sandbox.check(job({ tests: [a, b], calls: ["f(3)", "f(4)", "f(5)"] }), { signal });
    expect(jobs.map(({ tests, calls }) => [tests.map(({ id }) => id), calls])).toEqual([
      [["b"], ["f(4)"]],
      [["a"], ["f(3)", "f(5)"]],
    ]);
    expect(result.outcomes.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(result.calls).toEqual([
      ["s", "f(3)"],
      ["s", "f(4)"],
      ["s", "f(5)"],
    ]);
  });

  it("takes the same time each time, each part what it took when it was run", async () => {
    const { open } = bench(({ tests }) => ({ durationMs: tests.length === 2 ? 30 : 7 }));
    const sandbox = open();
    await sandbox.check(job({ tests: [a, b] }), { signal });
    const durations = [];
    for (const calls of [[], ["f(9)"], ["f(9)"], []]) {
      durations.push((await sandbox.check(job({ tests: [a], calls }), { signal })).durationMs);
    }
    expect(durations).toEqual([15, 22, 22, 15]);
  });

  it("runs a job without tests and calls by itself, and says the same of it however much is known", async () => {
    const { jobs, open } = bench(({ tests, calls }) =>
      tests.length + calls.length === 0
        ? { durationMs: 4, output: "loaded" }
        : { durationMs: 30, status: "timeout", output: "hung" },
    );
    const sandbox = open();
    const results = [];
    for (const more of [{ tests: [a] }, {}, { calls: ["f(9)"] }, {}]) {
      results.push(await sandbox.check(job(more), { signal }));
    }
    results.push(await open().check(job(), { signal }));
    expect(results.map(({ status, durationMs }) => `${status} ${durationMs}`)).toEqual([
      "timeout 30",
      "ok 4",
      "timeout 30",
      "ok 4",
      "ok 4",
    ]);
    expect(results[4]).toMatchObject({ output: "loaded" });
    expect(jobs).toHaveLength(3);
  });

  it("brings ids back as they are asked, with the names of a file's tests", async () => {
    const { jobs, open } = bench(({ tests }) => ({
      outcomes: tests.flatMap(({ id, body }) =>
        body.kind === "file"
          ? ["one", "two"].map((name) => ({ id: `${id}::${name}`, status: "passed" as const }))
          : [{ id, status: "passed" as const }],
      ),
    }));
    const sandbox = open();
    await sandbox.check(job({ tests: [wholeFile("x"), a] }), { signal });
    const again = await sandbox.check(job({ tests: [{ ...a, id: "z" }, wholeFile("y")] }), { signal });
    expect(again.outcomes.map(({ id }) => id)).toEqual(["z", "y::one", "y::two"]);
    expect(jobs).toHaveLength(1);
  });

  it("tells what became of the run that a part was in, and a better part is not blamed for a worse one", async () => {
    const { open } = bench(({ calls }) =>
      calls.includes("hang()") ? { status: "timeout", error: { message: "too slow" } } : {},
    );
    const sandbox = open();
    await sandbox.check(job({ tests: [a] }), { signal });
    const both = await sandbox.check(job({ tests: [a], calls: ["hang()"] }), { signal });
    expect(both).toMatchObject({ status: "timeout", error: { message: "too slow" } });
    expect(await sandbox.check(job({ tests: [a] }), { signal })).toMatchObject({ status: "ok" });
  });
});

describe("another record is", () => {
  const asked = job({ tests: [a] });
  it.each<[string, string, Partial<Sandbox["identity"]>, CheckJob]>([
    ["of another version", "2", {}, asked],
    ["of another tier", "1", { tier: "docker" }, asked],
    ["of another engine", "1", { detail: "newer" }, asked],
    ["of another program", "1", {}, job({ tests: [a], files: [{ path: "solution.py", content: "other" }] })],
    ["of another language", "1", {}, { ...asked, language: "javascript" }],
    ["of other limits", "1", {}, { ...asked, limits: { timeoutMs: 1 } }],
  ])("one %s", async (_, version, identity, other) => {
    const { jobs, open, files } = bench();
    await open().check(asked, { signal });
    await open(version, identity).check(other, { signal });
    expect([jobs.length, files().length]).toEqual([2, 2]);
    await open().check(asked, { signal });
    expect(jobs).toHaveLength(2);
  });

  it("not one of the same files in another order", async () => {
    const { jobs, open } = bench();
    const files = ["a.py", "b.py"].map((path) => ({ path, content: path }));
    await open().check(job({ files }), { signal });
    await open().check(job({ files: files.toReversed() }), { signal });
    expect(jobs).toHaveLength(1);
  });
});

describe("whatever goes wrong", () => {
  it("two that ask at once for one program run it once", async () => {
    const { jobs, open } = bench();
    const sandbox = open();
    const results = await Promise.all([1, 2, 3].map(() => sandbox.check(job({ tests: [a] }), { signal })));
    expect(new Set(results.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(jobs).toHaveLength(1);
  });

  it.each(["", '{"batches":[', "{}", "null", "[]", "7", '{"batches":[],"tests":null,"calls":{}}'])(
    "a file that says %j counts as none, and is whole afterwards",
    async (content) => {
      const { jobs, open, files } = bench();
      const first = await open().check(job({ tests: [a] }), { signal });
      const [file = ""] = files();
      writeFileSync(file, content);
      expect(await open().check(job({ tests: [a] }), { signal })).toEqual(first);
      expect(jobs).toHaveLength(2);
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ batches: [{ status: "ok" }] });
    },
  );

  it("a sandbox that fails rejects and is asked again; no half of a file stays", async () => {
    let down = true;
    const { jobs, open, files } = bench(() => {
      if (down) throw new Error("the engine is gone");
      return {};
    });
    const sandbox = open();
    const both = await Promise.allSettled([1, 2].map(() => sandbox.check(job({ tests: [a] }), { signal })));
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(files()).toEqual([]);
    down = false;
    await expect(sandbox.check(job({ tests: [a] }), { signal })).resolves.toMatchObject({ status: "ok" });
    expect(jobs).toHaveLength(3);
    expect(files()).toEqual([expect.stringMatching(/\/[0-9a-f]{2}\/[0-9a-f]{32}\.json$/u)]);
  });
});
