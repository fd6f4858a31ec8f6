import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { Clock } from "../../core/ports.ts";
import type { BudgetLimits, SessionBudget } from "../../memory/budget.ts";

const none: BudgetLimits = { tokens: null, seconds: null, steps: null };

/** `make` gives a budget as a new process would see it, over the same store. */
export const budgetSuite = (
  make: (options: { limits: BudgetLimits; clock: Clock }) => SessionBudget,
): void => {
  const at = { now: 1_000_000 };
  const clock: Clock = { now: () => at.now };

  describe("budget", () => {
    it("counts a key once", async () => {
      const [budget, thread] = [make({ limits: none, clock }), randomUUID()];
      await budget.charge(thread, "plan", { tokens: 10 });
      await budget.charge(thread, "plan", { tokens: 99 });
      await budget.charge(thread, "draft", { tokens: 5 });
      await budget.charge(randomUUID(), "plan", { tokens: 1 });
      expect(await budget.spent(thread)).toEqual({ tokens: 15, steps: 2, seconds: 0 });
    });

    it("adds up the time of sessions, and not the time between them", async () => {
      const [budget, thread] = [make({ limits: none, clock }), randomUUID()];
      const first = await budget.startSession(thread);
      at.now += 3_000;
      expect(await budget.spent(thread)).toMatchObject({ seconds: 3 });
      await first.end();
      at.now += 60_000;
      const second = await budget.startSession(thread);
      at.now += 500;
      expect(await budget.spent(thread)).toMatchObject({ seconds: 3.5 });
      await second.end();
      expect(await budget.spent(thread)).toMatchObject({ seconds: 3.5 });
    });

    it("says how many seconds are left, never less than none", async () => {
      const thread = randomUUID();
      expect(await make({ limits: none, clock }).secondsLeft(thread)).toBeNull();
      const budget = make({ limits: { ...none, seconds: 4 }, clock });
      const session = await budget.startSession(thread);
      at.now += 2_500;
      expect(await budget.secondsLeft(thread)).toBe(1.5);
      at.now += 60_000;
      expect(await budget.secondsLeft(thread)).toBe(0);
      await session.end();
    });

    it.each([
      ["tokens", "--budget-tokens"],
      ["seconds", "--budget-seconds"],
      ["steps", "budget.steps"],
    ] as const)("says which limit is reached and how to raise it: %s", async (which, flag) => {
      const thread = randomUUID();
      const budget = make({ limits: { ...none, [which]: 2 }, clock });
      const session = await budget.startSession(thread);
      await budget.charge(thread, "a", { tokens: 1 });
      at.now += 1_000;
      await budget.ensure(thread);
      await budget.charge(thread, "b", { tokens: 1 });
      at.now += 1_000;
      await expect(budget.ensure(thread)).rejects.toMatchObject({
        code: "BUDGET_SPENT",
        fix: expect.stringContaining(flag) as string,
        details: { which, used: 2, limit: 2 },
      });
      await session.end();
    });
  });
};

/** What only a real store can show: a killed process's time, as the next process counts it. */
export const heartbeatSuite = (
  make: (options: { limits: BudgetLimits; clock: Clock; heartbeatMs: number }) => SessionBudget,
): void => {
  it("counts the time of a killed session up to its last heartbeat, and of a live one once", async () => {
    const at = { now: 1_000_000 };
    const options = { limits: none, clock: { now: () => at.now }, heartbeatMs: 10 };
    const [killed, next, thread] = [make(options), make(options), randomUUID()];
    const session = await killed.startSession(thread);
    at.now += 2_000;
    await vi.waitUntil(async () => (await next.spent(thread)).seconds === 2, 20_000);
    expect(await killed.spent(thread)).toMatchObject({ seconds: 2 });
    await session.end();
  });
};
