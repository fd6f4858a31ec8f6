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

test("calls side by side count once, a call lasts what the script says, a program what it took", () => {
  const programs = [{ start: 1_500, end: 1_800 }];
  expect(busySpans([call(0), call(50), call(1_000)], { delayMs: 200, programs })).toEqual([
    { start: 0, end: 250 },
    { start: 1_000, end: 1_200 },
    { start: 1_500, end: 1_800 },
  ]);
});
