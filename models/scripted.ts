// A model that reads its answers from files: for the demo, for drills and for benches. It never poses as a model: its identity
// is `scripted`, each reply is signed `scripted:<name>`, and its tokens are estimated from the lengths of the texts.
import type { z } from "zod";
import { Role } from "../core/domain.ts";
import { HydraError, isHydraError } from "../core/errors.ts";
import type { Budget, ChatModel, ChatReply, ChatRequest, Events } from "../core/ports.ts";
import { estimateTokens } from "./context.ts";
import { aborted } from "./gate.ts";
import { budgeted } from "./journaled.ts";
import type { MeteredChat, Metered } from "./journaled.ts";
import { readObject } from "./structured.ts";
import { systemTimers, type Timers } from "./timers.ts";

interface ScriptOptions {
  /** As it stands behind `scripted:`. */
  readonly name: string;
  /** The answer to `ChatRequest.key`, or null where the script has none. */
  readonly load: (key: string) => Promise<string | null>;
  /** How long each answer takes. Default 0. */
  readonly delayMs?: number;
  readonly events?: Events;
  readonly budget?: Budget;
  readonly timers?: Timers;
}

/** Throws `OUTPUT_INVALID` where the script is silent or says something else than was asked for, `ABORTED`, `BUDGET_SPENT`. */
export const makeScriptedChat = (options: ScriptOptions): ChatModel => {
  const model = `scripted:${options.name}`;
  const ask = async (request: ChatRequest, { signal, onUsage }: Metered): Promise<ChatReply> => {
    const { thread, key, role } = request;
    const { events, timers = systemTimers } = options;
    if (signal.aborted) throw aborted(signal);
    const started = timers.now();
    events?.emit(thread, { type: "model-start", key, role, model });
    let usage = { prompt: 0, completion: 0 };
    let failure: string | null = null;
    try {
      const text = (await answer(request, options, signal)).trim();
      usage = estimate(request, text);
      return { text, model, usage };
    } catch (error) {
      failure = isHydraError(error) ? error.code : "INTERNAL";
      throw error;
    } finally {
      onUsage(usage);
      const [tokens, ms] = [usage.completion, timers.now() - started];
      events?.emit(thread, { type: "model-end", key, role, tokens, ms, failure });
    }
  };
  const chat: MeteredChat = {
    identity: { kind: "scripted", roles: Object.fromEntries(Role.options.map((role) => [role, model])) },
    text: ask,
    object: async (request, schema, metered) => {
      const { text } = await ask(request, metered);
      return parse(text, { request, schema });
    },
  };
  return budgeted(chat, options.budget ?? unlimited);
};

const unlimited: Budget = {
  ensure: async () => undefined,
  secondsLeft: async () => null,
  charge: async () => undefined,
  spent: async () => ({ tokens: 0, seconds: 0, steps: 0 }),
};

const abstention = JSON.stringify({ verdict: "abstain", issues: [] });

const answer = async (request: ChatRequest, options: ScriptOptions, signal: AbortSignal): Promise<string> => {
  const { delayMs = 0, timers = systemTimers } = options;
  if (delayMs > 0) await timers.wait(delayMs, signal).catch(() => {});
  if (signal.aborted) throw aborted(signal);
  const text = await options.load(request.key);
  if (text !== null && text.trim() !== "") return text;
  // A reviewer who is not in the script has no opinion; everybody else was asked for something that is not there.
  if (text === null && /^[^/]+\/review\//u.test(request.key)) return abstention;
  throw new HydraError("OUTPUT_INVALID", `The script "${options.name}" has no answer to ${request.key}.`, {
    fix: `Write replies/${request.key}.md (or .json), or leave it: the run goes on without this answer.`,
    details: { key: request.key },
  });
};

const parse = <T>(text: string, asked: { request: ChatRequest; schema: z.ZodType<T> }): T => {
  const read = readObject(text, asked.schema);
  if (read.ok) return read.value;
  const { key } = asked.request;
  throw new HydraError("OUTPUT_INVALID", `The script's answer to ${key} can't be used: ${read.problem}.`, {
    fix: `Mend replies/${key}.json.`,
    details: { key, problem: read.problem },
  });
};

/** No tokenizer ran: this is what texts of these lengths would come to. */
const estimate = (request: ChatRequest, text: string): ChatReply["usage"] => ({
  prompt: estimateTokens([request.system, ...request.sections.map((section) => section.text)].join("\n")),
  completion: estimateTokens(text),
});
