// What a thread may spend and has spent, counted over restarts. Tokens and steps are charged under a key, so a replay
// counts once; seconds are the time of its sessions, each of which says every few seconds that it is still alive.
import { randomUUID } from "node:crypto";
import { HydraError } from "../core/errors.ts";
import type { Budget, Clock } from "../core/ports.ts";
import type { Database } from "./database.ts";

export interface Spent {
  readonly tokens: number;
  readonly seconds: number;
  /** Model calls. */
  readonly steps: number;
}

export type BudgetLimits = { readonly [Which in keyof Spent]: number | null };

interface Session {
  end(): Promise<void>;
}

export interface SessionBudget extends Budget {
  /** From here until `end` (or a kill) the thread's seconds run. */
  startSession(thread: string): Promise<Session>;
}

interface BudgetOptions {
  readonly limits: BudgetLimits;
  readonly clock: Clock;
  /** What a kill can lose of the seconds. */
  readonly heartbeatMs?: number;
}

export const makeBudget = (
  { pool }: Pick<Database, "pool">,
  { limits, clock, heartbeatMs = 5_000 }: BudgetOptions,
): SessionBudget => {
  /** The sessions of this process, by id: their time is now, not when they were last seen. */
  const live = new Map<string, { thread: string; startedMs: number }>();
  const spent = async (thread: string): Promise<Spent> => {
    const mine = [...live].filter(([, session]) => session.thread === thread);
    const { rows } = await pool.query<{ tokens: number; steps: number; ms: number }>(
      `SELECT
         (SELECT coalesce(sum(tokens), 0) FROM hydra.charges WHERE thread = $1) AS tokens,
         (SELECT count(*)::int FROM hydra.charges WHERE thread = $1) AS steps,
         (SELECT coalesce(sum(seen_ms - started_ms), 0) FROM hydra.sessions
           WHERE thread = $1 AND NOT id = ANY($2::text[])) AS ms`,
      [thread, mine.map(([id]) => id)],
    );
    const { tokens = 0, steps = 0, ms = 0 } = rows[0] ?? {};
    const now = clock.now();
    const liveMs = mine.reduce((sum, [, { startedMs }]) => sum + Math.max(0, now - startedMs), 0);
    return { tokens, steps, seconds: (ms + liveMs) / 1_000 };
  };
  return {
    spent,
    ensure: async (thread) => ensureWithin(thread, await spent(thread), limits),
    secondsLeft: async (thread) => secondsWithin(await spent(thread), limits),
    charge: async (thread, key, { tokens }) => {
      await pool.query(
        "INSERT INTO hydra.charges (thread, key, tokens) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        [thread, key, tokens],
      );
    },
    startSession: async (thread) => {
      const id = randomUUID();
      const startedMs = clock.now();
      await pool.query(
        "INSERT INTO hydra.sessions (id, thread, started_ms, seen_ms) VALUES ($1, $2, $3, $3)",
        [id, thread, startedMs],
      );
      live.set(id, { thread, startedMs });
      const seen = async (): Promise<void> => {
        await pool.query("UPDATE hydra.sessions SET seen_ms = greatest(seen_ms, $2) WHERE id = $1", [
          id,
          clock.now(),
        ]);
      };
      // A missed beat costs some seconds of the count; a lost database shows where it is needed.
      const timer = setInterval(() => void seen().catch(() => undefined), heartbeatMs);
      timer.unref();
      return {
        end: async () => {
          clearInterval(timer);
          await seen();
          live.delete(id);
        },
      };
    },
  };
};

/** Throws `BUDGET_SPENT` for the first limit that is reached. */
export const ensureWithin = (thread: string, spent: Spent, limits: BudgetLimits): void => {
  for (const which of ["tokens", "seconds", "steps"] as const) {
    const [used, limit] = [spent[which], limits[which]];
    if (limit === null || used < limit) continue;
    throw new HydraError("BUDGET_SPENT", `${Math.floor(used)} of ${limit} ${which} are spent.`, {
      fix: `Raise it with ${raise[which]} and \`hydra resume ${thread}\`: nothing that was finished is lost.`,
      details: { which, used, limit },
    });
  }
};

export const secondsWithin = ({ seconds }: Spent, limits: BudgetLimits): number | null =>
  limits.seconds === null ? null : Math.max(0, limits.seconds - seconds);

const raise = {
  tokens: "--budget-tokens",
  seconds: "--budget-seconds",
  steps: "`budget.steps` in hydra.yaml",
} as const;
