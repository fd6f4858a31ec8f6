import { expect, test } from "vitest";
import { z } from "zod";
import type { HydraEvent } from "../../core/events.ts";
import type { ChatRequest } from "../../core/ports.ts";
import { makeBudgetFake } from "../../memory/fakes.ts";
import { makeScriptedChat } from "../../models/scripted.ts";
import type { Timers } from "../../models/timers.ts";

const script: Record<string, string> = {
  plan: '{"spec": "s", "count": 2}',
  "main/draft/minimal": "\nHere.\n```python path=a.py\nx = 1\n```\n",
  "main/tests/0": "   ",
  "main/review/qa/minimal": '{"verdict": "object", "issues": []}',
  "main/review/qa/empty": "",
};
const request = (key: string): ChatRequest => ({
  thread: "t1",
  key,
  role: "qa",
  system: "You are asked.",
  sections: [{ name: "task", text: "Say something.", keep: "always" }],
});
const load = (key: string) => Promise.resolve(script[key] ?? null);
const chat = makeScriptedChat({ name: "trial", load });
const { signal } = new AbortController();
const Plan = z.object({ spec: z.string(), count: z.number() });
const Review = z.object({ verdict: z.string(), issues: z.array(z.string()) });

const review = async (key: string) => chat.object(request(key), Review, { signal });

test("says under every role that it is scripted", async () => {
  expect(chat.identity.kind).toBe("scripted");
  expect(new Set(Object.values(chat.identity.roles))).toEqual(new Set(["scripted:trial"]));
  expect(Object.keys(chat.identity.roles)).toContain("worker-frontend");
  const reply = await chat.text(request("main/draft/minimal"), { signal });
  expect(reply.model).toBe("scripted:trial");
});

test("gives the text of its key and estimates the tokens from it", async () => {
  const reply = await chat.text(request("main/draft/minimal"), { signal });
  expect(reply.text).toBe("Here.\n```python path=a.py\nx = 1\n```");
  expect(reply.usage.prompt).toBeGreaterThan(0);
  expect(reply.usage.completion).toBeGreaterThan(reply.text.length / 8);
  const longer = await chat.text(
    { ...request("main/draft/minimal"), system: "more ".repeat(50) },
    { signal },
  );
  expect(longer.usage.prompt).toBeGreaterThan(reply.usage.prompt);
});

test("validates an object by its schema", async () => {
  expect(await chat.object(request("plan"), Plan, { signal })).toEqual({ spec: "s", count: 2 });
  await expect(chat.object(request("plan"), Review, { signal })).rejects.toMatchObject({
    code: "OUTPUT_INVALID",
    message: expect.stringContaining("verdict"),
  });
  await expect(chat.object(request("main/draft/minimal"), Plan, { signal })).rejects.toMatchObject({
    code: "OUTPUT_INVALID",
    details: { key: "main/draft/minimal" },
  });
});

test.each(["main/draft/other", "main/tests/0"])("has no answer to %s and names the key", async (key) => {
  await expect(chat.text(request(key), { signal })).rejects.toMatchObject({
    code: "OUTPUT_INVALID",
    message: expect.stringContaining(key),
  });
});

test("a reviewer who is not in the script abstains, one whose file is empty fails", async () => {
  expect(await review("main/review/qa/minimal")).toEqual({ verdict: "object", issues: [] });
  expect(await review("main/review/architect/minimal")).toEqual({ verdict: "abstain", issues: [] });
  await expect(review("main/review/qa/empty")).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
});

test("announces each call and its end, failed ones too", async () => {
  const seen: HydraEvent[] = [];
  const heard = makeScriptedChat({ name: "trial", load, events: { emit: (_, event) => seen.push(event) } });
  await heard.text(request("plan"), { signal });
  await heard.text(request("main/draft/other"), { signal }).catch(() => {});
  expect(seen).toMatchObject([
    { type: "model-start", key: "plan", role: "qa", model: "scripted:trial" },
    { type: "model-end", key: "plan", failure: null },
    { type: "model-start", key: "main/draft/other" },
    { type: "model-end", key: "main/draft/other", tokens: 0, failure: "OUTPUT_INVALID" },
  ]);
});

test("asks the budget first and charges prompt and answer", async () => {
  const charged: [string, number][] = [];
  let left = 1;
  const budgeted = makeScriptedChat({
    name: "trial",
    load,
    budget: {
      ensure: () => (left-- > 0 ? Promise.resolve() : Promise.reject(new Error("spent"))),
      secondsLeft: () => Promise.resolve(null),
      charge: (_, key, { tokens }) => Promise.resolve(void charged.push([key, tokens])),
      spent: () => Promise.reject(new Error("not asked for")),
    },
  });
  const { usage } = await budgeted.text(request("plan"), { signal });
  await expect(budgeted.text(request("plan"), { signal })).rejects.toThrow("spent");
  expect(charged).toEqual([[expect.stringMatching(/^model\/plan\//u), usage.prompt + usage.completion]]);
});

test("an answer that takes longer than the budget is left, and a silence counts as a step", async () => {
  let at = 0;
  const budget = makeBudgetFake({
    limits: { tokens: null, steps: null, seconds: 4 },
    clock: { now: () => at },
  });
  await budget.startSession("t1");
  at = 3_990;
  const wait: Timers["wait"] = async (_ms, stop) => {
    at = 4_000;
    await new Promise((_resolve, reject) => stop.addEventListener("abort", () => reject(new Error("left"))));
  };
  const slow = makeScriptedChat({
    name: "trial",
    load,
    budget,
    delayMs: 60_000,
    timers: { now: () => at, random: () => 0, wait },
  });
  await expect(slow.text(request("plan"), { signal })).rejects.toMatchObject({
    code: "BUDGET_SPENT",
    message: "4 of 4 seconds are spent.",
  });
  expect(await budget.spent("t1")).toMatchObject({ steps: 1, tokens: 0 });
});

test("waits as long as it is told, and stops where it is aborted", async () => {
  const waits: number[] = [];
  const stop = new AbortController();
  const slow = makeScriptedChat({
    name: "trial",
    load,
    delayMs: 200,
    timers: {
      now: () => 0,
      random: () => 0,
      wait: (ms) => {
        waits.push(ms);
        if (waits.length === 2) stop.abort(new Error("enough"));
        return stop.signal.aborted ? Promise.reject(new Error("enough")) : Promise.resolve();
      },
    },
  });
  expect((await slow.text(request("plan"), { signal: stop.signal })).text).toContain("spec");
  await expect(slow.text(request("plan"), { signal: stop.signal })).rejects.toMatchObject({
    code: "ABORTED",
  });
  await expect(slow.text(request("plan"), { signal: stop.signal })).rejects.toMatchObject({
    code: "ABORTED",
  });
  expect(waits).toEqual([200, 200]);
});
