// A model whose answers survive a crash and are counted once: what a call gave is stored under its key before a node
// returns, and what it cost is charged under the same key. Both work over any ChatModel, scripted ones too.
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Budget, ChatModel, ChatRequest, Journal } from "../core/ports.ts";
import { estimateTokens } from "./context.ts";
import type { Usage } from "./heard.ts";

/** A model that can say what an answer cost, also an answer that was of no use. */
export interface MeteredChat {
  readonly identity: ChatModel["identity"];
  text(request: ChatRequest, options: Metered): ReturnType<ChatModel["text"]>;
  object<T>(request: ChatRequest, schema: z.ZodType<T>, options: Metered): Promise<T>;
}

interface Metered {
  readonly signal: AbortSignal;
  readonly onUsage?: (usage: Usage) => void;
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

/** Throws `BUDGET_SPENT` before a call, and charges every one, failed ones included. */
export const budgeted = (chat: MeteredChat, budget: Budget): ChatModel => {
  const charged = async <T>(
    request: ChatRequest,
    signal: AbortSignal,
    run: (options: Required<Metered>) => Promise<T>,
  ): Promise<T> => {
    await budget.ensure(request.thread);
    let tokens = 0;
    let counted = false;
    const onUsage = ({ prompt, completion }: Usage): void => {
      counted = true;
      tokens += prompt + completion;
    };
    const charge = async (): Promise<void> => {
      await budget.charge(request.thread, keyOf(request), { tokens });
    };
    try {
      const result = await run({ signal, onUsage });
      if (!counted) tokens = guessed(request, result);
      await charge();
      return result;
    } catch (error) {
      if (counted) await charge();
      throw error;
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

/** For models that do not count: prompt and answer by their length. */
const guessed = (request: ChatRequest, result: unknown): number => {
  const prompt = [request.system, ...request.sections.map(({ text }) => text)].join("\n");
  return estimateTokens(prompt) + estimateTokens(JSON.stringify(result) ?? "");
};
