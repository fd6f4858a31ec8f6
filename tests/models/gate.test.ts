import { expect, test } from "vitest";
import { makeGate } from "../../models/gate.ts";
import type { Gate } from "../../models/gate.ts";
import { failureOf, never } from "./bench.ts";

const settle = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

/** Queues calls `lane:model` behind one that is running, then lets them go one by one; returns their order. */
const orderOf = async (gate: Gate, first: string, calls: readonly string[]): Promise<string[]> => {
  const order: string[] = [];
  const enter = async (call: string): Promise<() => void> => {
    const [lane = "", model = ""] = call.split(":");
    return await gate.enter({ lane, model, signal: never });
  };
  const release = await enter(first);
  const waiting = calls.map(async (call) => {
    const leave = await enter(call);
    order.push(call);
    await settle();
    leave();
  });
  await settle();
  release();
  await Promise.all(waiting);
  return order;
};

test("no more than `parallel` at once", async () => {
  const gate = makeGate({ parallel: 2, oneModelAtATime: false });
  let running = 0;
  let most = 0;
  const call = async (lane: string): Promise<void> => {
    const release = await gate.enter({ lane, model: "m", signal: never });
    running += 1;
    most = Math.max(most, running);
    await settle();
    running -= 1;
    release();
    release();
  };
  await Promise.all(Array.from({ length: 12 }, async (_, index) => await call(`r${index % 3}`)));
  expect(most).toBe(2);
  expect(gate.waiting).toBe(0);
});

test("a role with many calls does not push the others aside", async () => {
  const gate = makeGate({ parallel: 1, oneModelAtATime: false });
  const calls = ["qa:m", "qa:m", "qa:m", "qa:m", "judge:m", "architect:m"];
  const order = await orderOf(gate, "qa:m", calls);
  expect(order.slice(0, 3).toSorted()).toEqual(["architect:m", "judge:m", "qa:m"]);
  expect(order.slice(3)).toEqual(["qa:m", "qa:m", "qa:m"]);
});

test("within a role it is first come, first served", async () => {
  const gate = makeGate({ parallel: 1, oneModelAtATime: false });
  expect(await orderOf(gate, "a:0", ["a:1", "a:2", "a:3"])).toEqual(["a:1", "a:2", "a:3"]);
});

test("with one model in memory, calls for the loaded one go first", async () => {
  const gate = makeGate({ parallel: 1, oneModelAtATime: true });
  const order = await orderOf(gate, "qa:small", ["worker:big", "qa:small", "worker:big", "judge:small"]);
  expect(order).toEqual(["judge:small", "qa:small", "worker:big", "worker:big"]);
});

test("a waiting model is not starved", async () => {
  const gate = makeGate({ parallel: 1, oneModelAtATime: true, patience: 2 });
  const order = await orderOf(gate, "qa:a", ["judge:b", "qa:a", "qa:a", "qa:a", "qa:a"]);
  expect(order).toEqual(["qa:a", "qa:a", "judge:b", "qa:a", "qa:a"]);
});

test("two models never run side by side where they share the memory", async () => {
  const gate = makeGate({ parallel: 4, oneModelAtATime: true });
  const first = await gate.enter({ lane: "qa", model: "a", signal: never });
  const second = await gate.enter({ lane: "qa", model: "a", signal: never });
  let entered = false;
  const third = gate.enter({ lane: "judge", model: "b", signal: never }).then((release) => {
    entered = true;
    return release;
  });
  await settle();
  first();
  await settle();
  expect(entered).toBe(false);
  second();
  (await third)();
  expect(entered).toBe(true);
});

test("an abort leaves the queue and gives the place on", async () => {
  const gate = makeGate({ parallel: 1, oneModelAtATime: false });
  const release = await gate.enter({ lane: "a", model: "m", signal: never });
  const stopper = new AbortController();
  const left = failureOf(gate.enter({ lane: "b", model: "m", signal: stopper.signal }));
  const next = gate.enter({ lane: "c", model: "m", signal: never });
  stopper.abort();
  expect(await left).toMatchObject({ code: "ABORTED" });
  release();
  (await next)();
  expect(gate.waiting).toBe(0);
});
