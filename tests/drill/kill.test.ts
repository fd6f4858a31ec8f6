import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doneTwice, killAfter, stepsOf, undisturbed } from "./kill.ts";
import { temporary } from "../support/temporary.ts";

const demo = "roman-numerals";
const home = temporary();
let whole: Awaited<ReturnType<typeof undisturbed>>;

beforeAll(async () => {
  whole = await undisturbed(demo, { home });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("a run that is killed with -9 goes on", () => {
  test.each([
    ["while it plans", 0.25],
    ["in the middle", 0.55],
    ["before the report", 0.9],
  ])("%s", async (_, share) => {
    const steps = Math.max(1, Math.floor(stepsOf(whole.events) * share));
    const drill = await killAfter(demo, steps, { home });
    expect(stepsOf(drill.before)).toBeGreaterThanOrEqual(steps);
    expect(drill.result).toMatchObject({ verdict: whole.result.verdict });
    expect(drill.result.subtasks).toEqual(whole.result.subtasks);
    expect(doneTwice(drill)).toEqual([]);
    expect(drill.rewritten).toEqual([]);
  });
});

test("the drill would see a finished candidate that is drawn again", () => {
  const at = { seq: 0, at: 0, thread: "t", model: "scripted" } as const;
  const end = {
    ...at,
    event: { type: "candidate-end", subtask: "main", candidate: "minimal", unusable: null },
  } as const;
  const again = (key: string) =>
    ({ ...at, event: { type: "model-start", key, role: "qa", model: "m" } }) as const;
  expect(doneTwice({ before: [end], after: [again("main/draft/minimal")] })).toEqual([
    "model main/draft/minimal",
  ]);
  expect(doneTwice({ before: [end], after: [again("main/draft/aggressive")] })).toEqual([]);
});
