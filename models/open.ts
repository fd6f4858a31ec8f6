// The live models of a run: roles to seats, seats to endpoints, and each call through its turn, its fitting and its retries.
import type { HydraConfig } from "../core/config.ts";
import { isHydraError } from "../core/errors.ts";
import type { Budget, ChatModel, ChatReply, ChatRequest, Events, Journal } from "../core/ports.ts";
import { fitPrompt } from "./context.ts";
import type { Detected, ServedEndpoint } from "./detect.ts";
import { dialects } from "./dialects.ts";
import type { WireSchema } from "./dialects/request.ts";
import { overflow } from "./dialects/failures.ts";
import { budgeted, journaled } from "./journaled.ts";
import type { MeteredChat } from "./journaled.ts";
import { makeLane } from "./limits.ts";
import type { Lane } from "./limits.ts";
import { makeOpenAiChat } from "./openai-chat.ts";
import type { OpenAiChat } from "./openai-chat.ts";
import type { Usage } from "./heard.ts";
import { resolveRoles } from "./roles.ts";
import type { Seat } from "./roles.ts";
import { countTokens, readContext } from "./server-client.ts";
import { askForObject } from "./structured.ts";
import { systemTimers } from "./timers.ts";
import type { Timers } from "./timers.ts";

interface OpenOptions {
  readonly config: Pick<HydraConfig, "endpoints" | "roles">;
  readonly detected: Detected;
  readonly events: Events;
  readonly journal: Journal;
  readonly budget: Budget;
  readonly fetch?: typeof fetch;
  readonly timers?: Timers;
  /** Longest silences of a server, see `makeOpenAiChat`. */
  readonly firstByteMs?: number;
  readonly idleMs?: number;
}

/** Throws what `resolveRoles` throws; nothing is sent before the first call. */
export const openChat = (options: OpenOptions): ChatModel => {
  const seats = resolveRoles(options.config, options.detected);
  const live = { timers: systemTimers, fetch, ...options };
  const ask = makeAsk(live, makeOpenAiChat(live));
  const models = Object.entries(seats).map(([role, seat]) => [role, seat.model]);
  const chat: MeteredChat = {
    identity: { kind: "live", roles: Object.fromEntries(models) as Record<string, string> },
    text: async (request, metered) =>
      await ask({ seat: seats[request.role], request, schema: null, ...metered }),
    object: async (request, schema, metered) =>
      await askForObject(
        async (asked, wire) =>
          await ask({ seat: seats[request.role], request: asked, schema: wire, ...metered }),
        request,
        schema,
      ),
  };
  return journaled(budgeted(chat, options.budget), options.journal);
};

interface Question {
  readonly seat: Seat;
  readonly request: ChatRequest;
  readonly schema: WireSchema | null;
  readonly signal: AbortSignal;
  readonly onUsage: (usage: Usage) => void;
}

type Live = Required<Pick<OpenOptions, "events" | "fetch" | "timers">>;

const makeAsk = ({ events, fetch, timers }: Live, chat: OpenAiChat) => {
  const lanes = new Map<string, Lane>();
  const contexts = new Map<string, number>();

  const laneOf = ({ url, dialect, parallel }: ServedEndpoint): Lane => {
    const { oneModelAtATime } = dialects[dialect];
    const lane = lanes.get(url) ?? makeLane({ url, parallel, oneModelAtATime, timers });
    lanes.set(url, lane);
    return lane;
  };

  /** What the configuration says, or the server; a server that does not know yet is asked again at the next call. */
  const contextOf = async (seat: Seat, signal: AbortSignal): Promise<number | null> => {
    const key = `${seat.endpoint.url} ${seat.model}`;
    const known = contexts.get(key);
    const { dialect } = seat.endpoint;
    const asking = { fetch, signal, timeoutMs: seat.timeoutMs };
    const served = known ?? (await readContext(seat.endpoint, { dialect, model: seat.model }, asking));
    if (served !== null) contexts.set(key, served);
    const wanted = seat.contextTokens;
    return wanted === null || served === null ? (wanted ?? served) : Math.min(wanted, served);
  };

  const send = async (question: Question, contextTokens: number | null): Promise<ChatReply> => {
    const { seat, request, schema, signal, onUsage } = question;
    const { dialect, url, apiKey } = seat.endpoint;
    const { model } = seat;
    const count = async (text: string): Promise<number | null> =>
      await countTokens(seat.endpoint, { dialect, model, text }, { fetch, signal, timeoutMs: 10_000 });
    const maxTokens = Math.min(seat.maxTokens, request.maxTokens ?? seat.maxTokens);
    const fit = await fitPrompt(request, { contextTokens, maxTokens, count });
    if (!fit.fits) throw overflow({ dialect, url, model }, { promptTokens: fit.promptTokens, contextTokens });
    if (fit.dropped.length > 0) {
      const { dropped } = fit;
      const limitTokens = contextTokens ?? 0;
      events.emit(request.thread, { type: "prompt-compacted", key: request.key, dropped, limitTokens });
    }
    return await chat({
      ...fit,
      request,
      schema,
      signal,
      onUsage,
      apiKey,
      server: { dialect, url, model, hasKey: apiKey !== undefined },
      contextTokens,
      temperature: seat.temperature ?? request.temperature ?? 0.2,
      timeoutMs: seat.timeoutMs,
    });
  };

  return async (question: Question): Promise<ChatReply> => {
    const { seat, request, signal } = question;
    const turn = { lane: request.role, model: seat.model, signal };
    return await laneOf(seat.endpoint)(turn, async () => {
      const contextTokens = await contextOf(seat, signal);
      try {
        return await send(question, contextTokens);
      } catch (error) {
        const learnt = learntContext(error);
        if (learnt === null || (contextTokens !== null && learnt >= contextTokens)) throw error;
        // Only now the server said how little it serves: the prompt is fitted to that, once.
        contexts.set(`${seat.endpoint.url} ${seat.model}`, learnt);
        return await send(question, learnt);
      }
    });
  };
};

const learntContext = (error: unknown): number | null => {
  if (!isHydraError(error) || error.code !== "CONTEXT_OVERFLOW") return null;
  const served = error.details["contextTokens"];
  return typeof served === "number" ? served : null;
};
