// One answer of one model through LangChain's ChatOpenAI: streamed, counted, bounded in time and length. It never asks the
// client for structured output (that loses text and usage) and never retries there (retries multiply deadlines).
import { ChatOpenAI } from "@langchain/openai";
import type { HydraError } from "../core/errors.ts";
import type { ChatReply, Events } from "../core/ports.ts";
import { unreachable } from "./dialects/failures.ts";
import { textAt } from "./dialects/json.ts";
import { dialectFetch } from "./fetch-layer.ts";
import { aborted } from "./gate.ts";
import { hear, late, replyOf, usageOf } from "./heard.ts";
import type { Call, Heard, Usage } from "./heard.ts";
import type { Timers } from "./timers.ts";

interface ChatOptions {
  readonly fetch: typeof fetch;
  readonly events: Events;
  readonly timers: Timers;
  /** Longest silences. Default: the role's deadline, at most 290 s, before the first byte; 90 s between two. */
  readonly firstByteMs?: number;
  readonly idleMs?: number;
}

export type OpenAiChat = (call: Call) => Promise<ChatReply>;

/** Throws any of the model codes of `core/errors.ts`. */
export const makeOpenAiChat = (options: ChatOptions): OpenAiChat => {
  const { events, timers } = options;
  return async (call) => {
    const { thread, key, role } = call.request;
    const started = timers.now();
    events.emit(thread, { type: "model-start", key, role, model: call.server.model });
    const progress = makeProgress(call, options);
    let spent: Usage = { prompt: 0, completion: 0 };
    let failure: string | null = null;
    try {
      return await answer(call, options, {
        onToken: progress,
        onUsage: (usage) => {
          spent = usage;
          call.onUsage(usage);
        },
      });
    } catch (error) {
      failure = textAt(error, "code") ?? "INTERNAL";
      throw error;
    } finally {
      const ms = timers.now() - started;
      events.emit(thread, { type: "model-end", key, role, tokens: spent.completion, ms, failure });
    }
  };
};

interface Hooks {
  readonly onToken: () => void;
  readonly onUsage: (usage: Usage) => void;
}

const answer = async (call: Call, options: ChatOptions, hooks: Hooks): Promise<ChatReply> => {
  const { server } = call;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
  }, call.timeoutMs);
  let failure: HydraError | null = null;
  const client = makeClient(call, options, (found) => {
    failure = found;
  });
  const heard: Heard = { content: "", thought: "", finish: null, usage: null };
  const signal = AbortSignal.any([call.signal, deadline.signal]);
  let overfull = false;
  const limitChars = call.maxTokens * 24 + 4_096;
  const explain = (error: unknown): HydraError => {
    if (call.signal.aborted) return aborted(call.signal);
    if (deadline.signal.aborted) return late(call, heard);
    return failure ?? unreachable(server, error, "broke off its answer");
  };
  try {
    const messages = [
      { role: "system", content: call.system },
      { role: "user", content: call.user },
    ];
    for await (const chunk of await client.stream(messages, { signal })) {
      hear(heard, chunk);
      hooks.onToken();
      if (heard.content.length + heard.thought.length > limitChars) {
        heard.finish = "length";
        overfull = true;
        break;
      }
    }
  } catch (error) {
    throw explain(error);
  } finally {
    clearTimeout(timer);
    hooks.onUsage(usageOf(heard, call));
  }
  if (!overfull && (signal.aborted || failure !== null)) throw explain(null);
  return replyOf(heard, call);
};

/** The client only ever sees a neutral name: it derives behaviour from names like `o3-…` or `…codex…`. */
const makeClient = (call: Call, options: ChatOptions, onFailure: (failure: HydraError) => void): ChatOpenAI =>
  new ChatOpenAI({
    model: "local",
    apiKey: call.apiKey ?? "none",
    temperature: call.temperature,
    maxTokens: call.maxTokens,
    maxRetries: 0,
    streamUsage: true,
    timeout: call.timeoutMs + 1_000,
    configuration: {
      baseURL: `${call.server.url}/v1`,
      fetch: dialectFetch({
        server: call.server,
        schema: call.schema,
        firstByteMs: options.firstByteMs ?? Math.min(call.timeoutMs, 290_000),
        idleMs: options.idleMs ?? 90_000,
        fetch: options.fetch,
        onFailure,
      }),
    },
  });

/** At most five events a second. A delta is counted as a token; the exact number comes with the end. */
const makeProgress = ({ request }: Call, { events, timers }: ChatOptions): (() => void) => {
  let [tokens, began, told] = [0, 0, 0];
  return () => {
    tokens += 1;
    const now = timers.now();
    if (tokens === 1) [began, told] = [now, now];
    if (now - told < 200) return;
    told = now;
    const tokensPerSecond = Math.round((tokens / (now - began)) * 10_000) / 10;
    const { key, role, thread } = request;
    events.emit(thread, { type: "model-progress", key, role, tokens, tokensPerSecond });
  };
};
