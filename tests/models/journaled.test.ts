import { expect, test, vi } from "vitest";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Budget, ChatModel } from "../../core/ports.ts";
import { makeBudgetFake } from "../../memory/fakes.ts";
import { budgeted, journaled } from "../../models/journaled.ts";
import type { MeteredChat } from "../../models/journaled.ts";
import { failureOf, memoryBudget, memoryJournal, never, request } from "./bench.ts";

const options = { signal: never };
const schema = z.object({ n: z.number() });

/** Counts its calls; says what they cost where `metered`. */
const counting = (metered: boolean, fails: HydraError | null = null) => {
  let calls = 0;
  const step = async (onUsage: (usage: { prompt: number; completion: number }) => void): Promise<number> => {
    calls += 1;
    await Promise.resolve();
    if (metered) onUsage({ prompt: 10, completion: calls });
    if (fails !== null) throw fails;
    return calls;
  };
  const chat: MeteredChat = {
    identity: { kind: "scripted", roles: {} },
    text: async (_request, { onUsage }) => ({
      text: `answer ${await step(onUsage)}`,
      model: "m",
      usage: { prompt: 1, completion: 1 },
    }),
    object: async (_request, wanted, { onUsage }) => wanted.parse({ n: await step(onUsage) }),
  };
  return { chat, calls: () => calls };
};

const stack = (chat: MeteredChat, budget: Budget = memoryBudget(), journal = memoryJournal()): ChatModel =>
  journaled(budgeted(chat, budget), journal);

test("the same request is asked once, over a restart", async () => {
  const { chat, calls } = counting(true);
  const journal = memoryJournal();
  const budget = memoryBudget();
  const before = await stack(chat, budget, journal).text(request, options);
  const after = await stack(chat, budget, journal).text(request, options);
  expect(after).toEqual(before);
  expect(await stack(chat, budget, journal).object({ ...request, key: "o" }, schema, options)).toEqual({
    n: 2,
  });
  expect(await stack(chat, budget, journal).object({ ...request, key: "o" }, schema, options)).toEqual({
    n: 2,
  });
  expect(calls()).toBe(2);
  expect([...budget.charges.values()]).toEqual([11, 12]);
});

test("another key, thread or prompt is another question", async () => {
  const { chat, calls } = counting(true);
  const model = stack(chat);
  await model.text(request, options);
  await model.text({ ...request, key: "other" }, options);
  await model.text({ ...request, thread: "t2" }, options);
  await model.text({ ...request, sections: [{ name: "task", text: "Edited.", keep: "always" }] }, options);
  expect(calls()).toBe(4);
});

test("a spent budget asks nothing", async () => {
  const { chat, calls } = counting(true);
  const model = stack(chat, memoryBudget(5));
  await model.text(request, options);
  expect(await failureOf(model.text({ ...request, key: "next" }, options))).toMatchObject({
    code: "BUDGET_SPENT",
  });
  expect(calls()).toBe(1);
});

test("a useless answer is charged and not kept", async () => {
  const { chat, calls } = counting(true, new HydraError("TRUNCATED", "cut", { fix: "-" }));
  const budget = memoryBudget();
  const journal = memoryJournal();
  const model = stack(chat, budget, journal);
  expect(await failureOf(model.text(request, options))).toMatchObject({ code: "TRUNCATED" });
  expect([...budget.charges.values()]).toEqual([11]);
  expect(journal.kept.size).toBe(0);
  await failureOf(model.text(request, options));
  expect(calls()).toBe(2);
  // Both were sent.
  expect([...budget.charges.values()]).toEqual([11, 12]);
});

test("a call that sent nothing is not charged", async () => {
  const { chat } = counting(false, new HydraError("MODEL_UNREACHABLE", "gone", { fix: "-" }));
  const budget = memoryBudget();
  await failureOf(stack(chat, budget).text(request, options));
  expect(budget.charges.size).toBe(0);
});

test("every request of a call is a step of its own, and a replay adds none", async () => {
  const { chat } = counting(true);
  const rounds: MeteredChat = {
    ...chat,
    object: async (asked, wanted, metered) => {
      metered.onUsage({ prompt: 3, completion: 4 });
      return await chat.object(asked, wanted, metered);
    },
  };
  const budget = memoryBudget();
  await stack(rounds, budget).object(request, schema, options);
  const keys = [...budget.charges.keys()];
  expect(keys.map((key) => key.slice(-2))).toEqual(["/0", "/1"]);
  // Killed between its charge and its journal.
  await stack(rounds, budget).object(request, schema, options);
  expect([...budget.charges.keys()]).toEqual(keys);
});

const hanging: MeteredChat = {
  identity: { kind: "scripted", roles: {} },
  text: async (_request, { signal, onUsage }) =>
    await new Promise((_resolve, reject) => {
      onUsage({ prompt: 0, completion: 0 });
      signal.addEventListener("abort", () => {
        reject(new HydraError("ABORTED", "left", { fix: "-", cause: signal.reason }));
      });
    }),
  object: async () => await Promise.reject(new Error("not asked here")),
};

const almostSpent = async () => {
  const at = { now: 0 };
  const limits = { tokens: null, steps: null, seconds: 4 };
  const budget = makeBudgetFake({ limits, clock: { now: () => at.now } });
  await budget.startSession(request.thread);
  at.now = 3_980;
  return { budget, at };
};

test("a server that hangs is left when the seconds are gone", async () => {
  const { budget, at } = await almostSpent();
  const call = failureOf(stack(hanging, budget).text(request, options));
  at.now = 4_500;
  expect(await call).toMatchObject({
    code: "BUDGET_SPENT",
    message: "4 of 4 seconds are spent.",
    details: { which: "seconds", limit: 4 },
  });
  expect(await budget.spent(request.thread)).toMatchObject({ steps: 1, tokens: 0 });
});

test("time that stood still is waited for again, and a person's stop stays a stop", async () => {
  const { budget } = await almostSpent();
  const stopper = new AbortController();
  const looks = vi.spyOn(budget, "secondsLeft");
  const call = failureOf(stack(hanging, budget).text(request, { signal: stopper.signal }));
  await vi.waitUntil(() => looks.mock.calls.length > 1);
  stopper.abort();
  expect(await call).toMatchObject({ code: "ABORTED" });
});
