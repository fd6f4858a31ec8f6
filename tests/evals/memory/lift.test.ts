// Two arms that differ in memory alone, and figures that say what they can't show.
import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { loadDemo } from "../../../app/demo/catalogue.ts";
import type { Wire } from "../../../app/wire/types.ts";
import { measureLift, type LiftRow } from "../../../evals/memory/lift.ts";
import { signTest, summarise, textOf } from "../../../evals/memory/summary.ts";
import { makeWorld } from "../../app/fake-wired.ts";

const row = (change: Partial<LiftRow>): LiftRow => ({
  arm: "with",
  pass: 0,
  task: "a",
  verdict: "verified",
  tokens: 100,
  calls: 2,
  repairs: 0,
  recalled: [],
  learned: 0,
  notes: [],
  ...change,
});

test("both arms run the same tasks with the same budget, each in a home of its own that is gone afterwards", async () => {
  const world = makeWorld({ files: { "a.py": "1\n" } });
  const memories = new Set<unknown>();
  const given: Parameters<Wire>[0][] = [];
  const wire: Wire = async (options) => {
    given.push(options);
    const wired = await world.wire(options);
    memories.add(wired.ports.memory);
    return wired;
  };
  const used = new Set<unknown>();
  const demos = [await loadDemo("roman-numerals"), await loadDemo("roman-reader")];
  const rows = await measureLift(
    { demos, passes: 2, models: "scripted", tokens: 5_000, cwd: "/" },
    world.place,
    world.deps({
      wire,
      compileSwarm: async (ports, saved) => {
        used.add(ports.memory);
        return world.compileSwarm(ports, saved);
      },
    }),
  );
  expect(rows.map(({ arm, pass, task }) => `${arm} ${pass} ${task}`)).toEqual(
    ["without", "with"].flatMap((arm) =>
      [0, 1].flatMap((pass) => demos.map(({ name }) => `${arm} ${pass} ${name}`)),
    ),
  );
  expect(new Set(given.map(({ config }) => config.budget.tokens))).toEqual(new Set([5_000]));
  expect(new Set(given.map(({ home }) => home)).size).toBe(2);
  for (const { home } of given) expect(existsSync(home)).toBe(false);
  expect(readdirSync(world.home)).toEqual([]);
  // Four runs each: with memory those of `wire`, without it one that knows nothing.
  expect([...used].filter((memory) => memories.has(memory))).toHaveLength(4);
  expect(used.size).toBe(5);
});

test("lift is counted in pairs, and a scripted one says that it can't be any", () => {
  const rows = [
    row({ arm: "without", task: "a", verdict: "unsolved" }),
    row({ arm: "with", task: "a", tokens: 130, recalled: ["x"], notes: ["nothing was learned"] }),
    row({ arm: "without", task: "b" }),
    row({ arm: "with", task: "b", verdict: "probable" }),
    row({ arm: "without", task: "c", verdict: "unsolved" }),
    row({ arm: "with", task: "c" }),
  ];
  const summary = summarise(rows, "scripted");
  expect(summary).toMatchObject({ onlyWith: 2, onlyWithout: 1, p: 1, extraTokens: 30 });
  expect(summary.lift).toBeCloseTo(1 / 3);
  expect(textOf(summary)).toContain("0 by construction");
  expect(textOf(summary)).toContain("pass 1, a: x");
  expect(textOf(summary)).toContain("1 × nothing was learned");
  expect(summarise(rows, "live").caveats.join()).not.toContain("SCRIPTED");
});

test.each([
  [0, 0, 1],
  [5, 0, 0.0625],
  [6, 1, 0.125],
  [3, 3, 1],
])("the sign test of %d against %d", (one, other, p) => {
  expect(signTest(one, other)).toBeCloseTo(p, 6);
});
