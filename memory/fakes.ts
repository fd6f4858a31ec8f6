// The ports of this folder without a database, for tests and for runs that need not survive. They pass the same
// contract suites as the real ones.
import type { Episode } from "../core/memory.ts";
import type { Artifacts, Clock, Journal } from "../core/ports.ts";
import { artifactId, artifactMissing } from "./artifacts.ts";
import type { BudgetLimits, SessionBudget, Spent } from "./budget.ts";
import { ensureWithin, secondsWithin } from "./budget.ts";
import type { EpisodeMemory } from "./episodes.ts";
import { episodeId } from "./episodes.ts";
import { makeJournalOver } from "./journal.ts";

export const makeArtifactsFake = (): Artifacts => {
  const contents = new Map<string, string>();
  return {
    put: async (content) => {
      const id = artifactId(content);
      contents.set(id, content.toWellFormed());
      return id;
    },
    get: async (id) => {
      const content = contents.get(id);
      if (content === undefined) throw artifactMissing(id);
      return content;
    },
  };
};

/** Two journals over one `values` are two processes over one database. */
export const makeJournalFake = (values = new Map<string, string>()): Journal =>
  makeJournalOver({
    read: async (thread, key) => values.get(nameOf(thread, key)) ?? null,
    write: async (thread, key, value) => {
      const name = nameOf(thread, key);
      if (!values.has(name)) values.set(name, value);
      return values.get(name) ?? value;
    },
  });

export const makeBudgetFake = (options: { limits: BudgetLimits; clock: Clock }): SessionBudget => {
  const charges = new Map<string, { thread: string; tokens: number }>();
  const sessions: { thread: string; startedMs: number; endedMs: number | null }[] = [];
  const spent = async (thread: string): Promise<Spent> => {
    const charged = [...charges.values()].filter((charge) => charge.thread === thread);
    const times = sessions
      .filter((session) => session.thread === thread)
      .map(({ startedMs, endedMs }) => (endedMs ?? options.clock.now()) - startedMs);
    return {
      tokens: charged.reduce((sum, charge) => sum + charge.tokens, 0),
      steps: charged.length,
      seconds: times.reduce((sum, ms) => sum + ms, 0) / 1_000,
    };
  };
  return {
    spent,
    ensure: async (thread) => ensureWithin(thread, await spent(thread), options.limits),
    secondsLeft: async (thread) => secondsWithin(await spent(thread), options.limits),
    charge: async (thread, key, { tokens }) => {
      const name = nameOf(thread, key);
      if (!charges.has(name)) charges.set(name, { thread, tokens });
    },
    startSession: async (thread) => {
      const session: (typeof sessions)[number] = {
        thread,
        startedMs: options.clock.now(),
        endedMs: null,
      };
      sessions.push(session);
      return {
        end: async () => {
          session.endedMs = options.clock.now();
        },
      };
    },
  };
};

/** Records episodes and recalls nothing. */
export const makeMemoryFake = (): EpisodeMemory => {
  const kept = new Map<string, Episode>();
  return {
    recall: async () => [],
    blocks: async () => [],
    learn: async (thread, episode) => {
      kept.set(episodeId(thread, episode), episode);
      return { stored: [], left: [] };
    },
    episodes: async () => [...kept.values()],
  };
};

const nameOf = (thread: string, key: string): string => JSON.stringify([thread, key]);
