import { expect, test } from "vitest";
import { HydraError } from "../../core/errors.ts";
import { makeLane } from "../../models/limits.ts";
import { failureOf, fakeTimers, never } from "./bench.ts";

const turn = { lane: "qa", model: "m", signal: never };
const gone = (details: Record<string, unknown> = { transient: true }): HydraError =>
  new HydraError("MODEL_UNREACHABLE", "gone", { fix: "start it", details });

const laneWith = (timers = fakeTimers()) =>
  makeLane({
    url: "http://x",
    parallel: 1,
    oneModelAtATime: false,
    timers,
    breakAfter: 4,
    coolDownMs: 10_000,
  });

const failing = (failure: Error) => {
  let calls = 0;
  const call = async (): Promise<never> => {
    calls += 1;
    return await Promise.reject(failure);
  };
  return { call, calls: () => calls };
};

test("what may pass by itself is tried three times, with growing pauses", async () => {
  const timers = fakeTimers();
  const { call, calls } = failing(gone());
  expect(await failureOf(laneWith(timers)(turn, call))).toMatchObject({ code: "MODEL_UNREACHABLE" });
  expect(calls()).toBe(3);
  expect(timers.waits).toEqual([500, 1_000]);
});

test("anything else is tried once", async () => {
  for (const error of [gone({}), new Error("bug")]) {
    const { call, calls } = failing(error);
    expect((await failureOf(laneWith()(turn, call))).message).toBe(error.message);
    expect(calls()).toBe(1);
  }
});

test("a server that asks for more patience than there is gets no second request", async () => {
  const { call, calls } = failing(gone({ transient: true, retryAfterMs: 3_600_000 }));
  await failureOf(laneWith()(turn, call));
  expect(calls()).toBe(1);
});

test("a pause ends with an abort", async () => {
  const timers = { ...fakeTimers(), wait: async () => await Promise.reject(new Error("aborted")) };
  expect(await failureOf(laneWith(timers)(turn, failing(gone()).call))).toMatchObject({ code: "ABORTED" });
});

test("a server that fails again and again is left alone, then tried by one call, then trusted", async () => {
  const timers = fakeTimers();
  const lane = laneWith({ ...timers, wait: async () => await Promise.resolve() });
  const { call, calls } = failing(gone());
  await failureOf(lane(turn, call));
  const opened = await failureOf(lane(turn, call));
  expect(calls()).toBe(4);
  expect(opened.message).toContain("4 times in a row");
  await failureOf(lane(turn, call));
  expect(calls()).toBe(4);

  timers.pass(10_000);
  await failureOf(lane(turn, call));
  expect(calls()).toBe(5);

  timers.pass(10_000);
  expect(await lane(turn, async () => await Promise.resolve("well"))).toBe("well");
  expect(await lane(turn, async () => await Promise.resolve("again"))).toBe("again");
});

test("bad output does not count against the server", async () => {
  const lane = laneWith();
  const { call, calls } = failing(new HydraError("OUTPUT_INVALID", "garbage", { fix: "none" }));
  for (let round = 0; round < 8; round += 1) await failureOf(lane(turn, call));
  expect(calls()).toBe(8);
});

test("the place is given back after a failure", async () => {
  const lane = laneWith();
  await failureOf(lane(turn, failing(new Error("bug")).call));
  expect(await lane(turn, async () => await Promise.resolve(1))).toBe(1);
});
