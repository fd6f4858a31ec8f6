// How long a program took is its own time: not that of the programs in front of it, nor of the plan for its tests.
import { afterEach, expect, test, vi } from "vitest";
import type { TestCase } from "../../../core/domain.ts";
import { makeChecker } from "../../../tools/sandbox/checker.ts";
import type { Host } from "../../../tools/sandbox/host.ts";
import type { HarnessInput } from "../../../tools/sandbox/protocol.ts";

afterEach(() => vi.restoreAllMocks());

const { signal } = new AbortController();
const limits = { timeoutMs: 40, jobTimeoutMs: 5_000, memoryBytes: 1, outputBytes: 1_000 };
const tests: readonly TestCase[] = [
  {
    id: "a",
    origin: "qa",
    block: 0,
    body: { kind: "example", call: "f(1)", expected: "1", compare: "equal" },
  },
];

/** A clock that only processes move, each by 10 ms. */
const check = (parallel: number) => {
  let nowMs = 0;
  let starts = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  const host: Host = {
    close: async () => undefined,
    run: async ({ input }, { onLine }) => {
      const { nonce } = JSON.parse(input) as HarnessInput;
      starts += 1;
      onLine(`${nonce} {"at":"start"}`);
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += 10;
      return { ended: "crashed", exitCode: 1, noise: "" };
    },
  };
  const run = makeChecker({ hosts: { python: host, javascript: host }, limits, parallel });
  const job = (name: string, asked = tests) => ({
    language: "python" as const,
    files: [{ path: `${name}.py`, content: "" }],
    tests: asked,
    calls: [],
  });
  return {
    run: async (name: string, asked = tests) => run(job(name, asked), { signal }),
    starts: () => starts,
  };
};

test("programs that wait for each other take no longer than one alone", async () => {
  const { run } = check(1);
  const results = await Promise.all(["a", "b", "c"].map(async (name) => run(name, [])));
  expect(results.map(({ durationMs }) => durationMs)).toEqual([10, 10, 10]);
});

test("the plan for its tests is not a program's time", async () => {
  const { run, starts } = check(2);
  expect((await run("a")).durationMs).toBe(10);
  expect(starts()).toBe(2);
});
