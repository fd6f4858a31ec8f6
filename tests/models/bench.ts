// The live chat over a fake server, with journal, budget and events that a test can look into.
import type { DialectName, HydraConfig, RoleSettings } from "../../core/config.ts";
import { HydraError } from "../../core/errors.ts";
import type { HydraEvent } from "../../core/events.ts";
import type { Budget, ChatModel, ChatRequest, Events, Journal } from "../../core/ports.ts";
import { detectEndpoints } from "../../models/detect.ts";
import { openChat } from "../../models/open.ts";
import type { Timers } from "../../models/timers.ts";

export const never = new AbortController().signal;

export const request: ChatRequest = {
  thread: "t1",
  key: "plan",
  role: "architect",
  system: "Be brief.",
  sections: [{ name: "task", text: "Greet me.", keep: "always" }],
  maxTokens: 200,
};

/** Time that stands still but for waiting, which it remembers. */
export const fakeTimers = (): Timers & { readonly waits: number[]; pass: (ms: number) => void } => {
  let now = 1_000_000;
  const waits: number[] = [];
  return {
    waits,
    pass: (ms) => {
      now += ms;
    },
    now: () => now,
    random: () => 0.5,
    wait: async (ms) => {
      waits.push(ms);
      now += ms;
      await Promise.resolve();
    },
  };
};

export const memoryJournal = (): Journal & { readonly kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return {
    kept,
    once: async <T>(thread: string, key: string, run: () => Promise<T>): Promise<T> => {
      const name = `${thread} ${key}`;
      const known = kept.get(name);
      if (known !== undefined) return JSON.parse(known) as T;
      const value = await run();
      kept.set(name, JSON.stringify(value));
      return value;
    },
  };
};

export const memoryBudget = (limitTokens = Infinity): Budget & { readonly charges: Map<string, number> } => {
  const charges = new Map<string, number>();
  const tokens = (): number => [...charges.values()].reduce((sum, value) => sum + value, 0);
  return {
    charges,
    ensure: async () => {
      await Promise.resolve();
      if (tokens() >= limitTokens)
        throw new HydraError("BUDGET_SPENT", "All tokens are spent.", { fix: "Allow more." });
    },
    secondsLeft: async () => await Promise.resolve(null),
    charge: async (_thread, key, usage) => {
      await Promise.resolve();
      charges.set(key, usage.tokens);
    },
    spent: async () => await Promise.resolve({ tokens: tokens(), seconds: 0, steps: charges.size }),
  };
};

interface BenchOptions {
  readonly dialect?: DialectName;
  readonly settings?: RoleSettings;
  readonly roles?: HydraConfig["roles"];
  readonly apiKey?: string;
  readonly timers?: Timers;
  readonly firstByteMs?: number;
  readonly idleMs?: number;
}

export interface Bench {
  readonly chat: ChatModel;
  readonly events: HydraEvent[];
  readonly journal: ReturnType<typeof memoryJournal>;
  readonly budget: ReturnType<typeof memoryBudget>;
}

export const openBench = async (url: string, options: BenchOptions = {}): Promise<Bench> => {
  const endpoint = { url, dialect: options.dialect ?? ("auto" as const), apiKey: options.apiKey };
  const endpoints = { main: endpoint };
  const detected = await detectEndpoints({ endpoints, signal: never });
  const events: HydraEvent[] = [];
  const sink: Events = {
    emit: (_thread, event) => {
      events.push(event);
    },
  };
  const journal = memoryJournal();
  const budget = memoryBudget();
  const { firstByteMs, idleMs, settings, roles = {} } = options;
  const chat = openChat({
    config: { endpoints, roles: settings === undefined ? roles : { ...roles, default: settings } },
    detected,
    events: sink,
    journal,
    budget,
    timers: options.timers ?? fakeTimers(),
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
    ...(idleMs === undefined ? {} : { idleMs }),
  });
  return { chat, events, journal, budget };
};

/** The typed failure of a call that must fail. */
export const failureOf = async (call: Promise<unknown>): Promise<HydraError> => {
  try {
    await call;
  } catch (error) {
    return error as HydraError;
  }
  throw new Error("the call was expected to fail");
};
