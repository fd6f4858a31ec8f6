// A model whose answers survive a crash and are counted once: what a call gave is stored under its key before a node
// returns, and what it cost is charged under the same key. Both work over any ChatModel, scripted ones too.
import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Budget, ChatModel, ChatRequest, Journal } from "../core/ports.ts";
import type { Usage } from "./heard.ts";

/** A model that can say what an answer cost, also an answer that was of no use. */
export interface MeteredChat {
  readonly identity: ChatModel["identity"];
  text(request: ChatRequest, options: Metered): ReturnType<ChatModel["text"]>;
  object<T>(request: ChatRequest, schema: z.ZodType<T>, options: Metered): Promise<T>;
}

export interface Metered {
  readonly signal: AbortSignal;
  /** Hears once of every request that was sent; zeros where nobody knows what it cost. */
  readonly onUsage: (usage: Usage) => void;
}

/** The same request in the same thread is asked once. A changed prompt under an old key is a new question. */
export const journaled = (chat: ChatModel, journal: Journal): ChatModel => ({
  identity: chat.identity,
  text: async (request, options) =>
    await journal.once(request.thread, keyOf(request), async () => await chat.text(request, options)),
  object: async (request, schema, options) =>
    await journal.once(
      request.thread,
      keyOf(request),
      async () => await chat.object(request, schema, options),
    ),
});

/**
 * Throws `BUDGET_SPENT` before a call, or in its midst when the seconds are gone. Charges every request that was sent, retries,
 * repairs and failures included; what succeeded under fixed keys, so that a replay counts once.
 */
export const budgeted = (chat: MeteredChat, budget: Budget): ChatModel => {
  const charged = async <T>(
    request: ChatRequest,
    signal: AbortSignal,
    run: (options: Metered) => Promise<T>,
  ): Promise<T> => {
    const { thread } = request;
    const sent: Usage[] = [];
    const charge = async (suffix: string): Promise<void> => {
      for (const [round, { prompt, completion }] of sent.entries()) {
        const key = `${keyOf(request)}/${round}${suffix}`;
        await budget.charge(thread, key, { tokens: prompt + completion });
      }
    };
    const time = await watchTime(budget, thread);
    const either = AbortSignal.any([signal, time.signal]);
    try {
      const result = await run({ signal: either, onUsage: (usage) => void sent.push(usage) });
      await charge("");
      return result;
    } catch (error) {
      // Asked again, a failure is another request.
      await charge(`/failed/${randomUUID()}`);
      throw time.signal.aborted && either.reason === time.signal.reason ? either.reason : error;
    } finally {
      time.stop();
    }
  };
  return {
    identity: chat.identity,
    text: async (request, { signal }) =>
      await charged(request, signal, async (options) => await chat.text(request, options)),
    object: async (request, schema, { signal }) =>
      await charged(request, signal, async (options) => await chat.object(request, schema, options)),
  };
};

/** Throws what `ensure` throws; later its signal aborts with that as its reason. */
const watchTime = async (budget: Budget, thread: string) => {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    await budget.ensure(thread);
    const seconds = await budget.secondsLeft(thread);
    if (seconds === null || stopped) return;
    timer = setTimeout(
      () => {
        look().catch((error: unknown) => {
          over.abort(error);
        });
      },
      Math.min(seconds * 1_000, limitMs),
    );
  };
  await look();
  return {
    signal: over.signal,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};

/** A longer timer fires at once. */
const limitMs = 2 ** 31 - 1;

const keyOf = (request: ChatRequest): string => {
  const { key, role, system, sections, temperature, maxTokens } = request;
  const asked = JSON.stringify([
    role,
    system,
    sections.map(({ text }) => text),
    temperature ?? null,
    maxTokens ?? null,
  ]);
  return `model/${key}/${createHash("sha256").update(asked).digest("hex").slice(0, 16)}`;
};
