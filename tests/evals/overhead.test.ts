import { expect, test } from "vitest";
import type { EventRecord, HydraEvent } from "../../core/events.ts";
import { busySpans } from "../../evals/overhead.ts";

const at = (ms: number, event: HydraEvent): EventRecord => ({
  seq: 0,
  at: ms,
  thread: "t",
  model: "scripted",
  event,
});
const call = (ms: number) => at(ms, { type: "model-start", key: `k${ms}`, role: "qa", model: "m" });
const check = (type: "check-start" | "check-end", ms: number) =>
  at(ms, {
    type,
    subtask: "s",
    candidate: "c",
    round: 0,
    trusted: { passed: 0, total: 0 },
    untrusted: { passed: 0, total: 0 },
    outcomes: [],
  });

test("calls side by side count once, a call lasts what the script says, a program what it took", () => {
  expect(
    busySpans([call(0), call(50), call(1_000), check("check-start", 1_500), check("check-end", 1_800)], 200),
  ).toEqual([
    { start: 0, end: 250 },
    { start: 1_000, end: 1_200 },
    { start: 1_500, end: 1_800 },
  ]);
});
