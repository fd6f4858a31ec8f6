// What was heard of one answer, and what it amounts to: a reply, or the failure that it is.
import { HydraError } from "../core/errors.ts";
import type { ChatReply, ChatRequest } from "../core/ports.ts";
import { estimateTokens } from "./context.ts";
import { nothingSaid, overflow } from "./dialects/failures.ts";
import type { Server } from "./dialects/failures.ts";
import { textAt } from "./dialects/json.ts";
import { splitReasoning } from "./dialects/reply.ts";
import { wasSilentlyCut } from "./dialects/request.ts";
import type { WireSchema } from "./dialects/request.ts";

export type Usage = ChatReply["usage"];

/** A prompt that fits, and how to ask it. */
export interface Call {
  readonly request: Pick<ChatRequest, "thread" | "key" | "role">;
  readonly server: Server;
  readonly apiKey: string | undefined;
  readonly system: string;
  readonly user: string;
  /** Tokens of the prompt as estimated, and of the served context. */
  readonly promptTokens: number;
  readonly contextTokens: number | null;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly timeoutMs: number;
  readonly schema: WireSchema | null;
  readonly signal: AbortSignal;
  /** Hears what was spent, also where the answer is of no use; zeros where nothing was heard. */
  readonly onUsage: (usage: Usage) => void;
}

export interface Heard {
  content: string;
  thought: string;
  finish: string | null;
  usage: Usage | null;
}

export const hear = (heard: Heard, chunk: ChunkLike): void => {
  if (typeof chunk.content === "string") heard.content += chunk.content;
  heard.thought += textAt(chunk.additional_kwargs, "reasoning_content") ?? "";
  heard.finish = textAt(chunk.response_metadata, "finish_reason") ?? heard.finish;
  const usage = chunk.usage_metadata;
  if (usage !== undefined && usage.input_tokens > 0) {
    heard.usage = { prompt: usage.input_tokens, completion: usage.output_tokens };
  }
};

interface ChunkLike {
  readonly content: unknown;
  readonly additional_kwargs: Record<string, unknown>;
  readonly response_metadata: Record<string, unknown>;
  readonly usage_metadata?: { readonly input_tokens: number; readonly output_tokens: number } | undefined;
}

export const replyOf = (heard: Heard, call: Call): ChatReply => {
  const { server, contextTokens } = call;
  const usage = usageOf(heard, call);
  const split = splitReasoning(heard.content);
  const thought = [heard.thought, split.reasoning].join("").trim();
  const seen = { promptTokens: usage.prompt, estimate: call.promptTokens, contextTokens };
  if (wasSilentlyCut(server.dialect, seen)) {
    throw overflow(server, { said: "the server cut it without a word", contextTokens });
  }
  if (heard.finish === "length")
    throw truncated(heard, call, split.answer.trim() === "" ? thought : split.answer);
  if (heard.finish === "content_filter") throw filtered(server);
  // Some parsers (vLLM's for qwen3, Ollama's templates) file the whole answer of a model that does not think as reasoning.
  const text = split.answer.trim() === "" ? thought : split.answer;
  if (text === "") throw nothingSaid(server);
  return { text, model: server.model, usage };
};

export const usageOf = ({ usage, content, thought }: Heard, { promptTokens }: Call): Usage => {
  if (usage !== null) return usage;
  if (content + thought === "") return { prompt: 0, completion: 0 };
  return { prompt: promptTokens, completion: estimateTokens(content) + estimateTokens(thought) };
};

/** A server may stop well before what it was allowed, at the end of its context. */
const truncated = ({ usage }: Heard, { server, maxTokens }: Call, text: string): HydraError => {
  const after = usage === null ? `at most ${maxTokens}` : `${usage.completion}`;
  const early = usage !== null && usage.completion < maxTokens;
  return new HydraError("TRUNCATED", `${server.model} was cut off after ${after} tokens.`, {
    fix: early
      ? `It may generate ${maxTokens}: give the model a larger context, or make the task smaller.`
      : "Raise `maxTokens` of the role, or make the task smaller.",
    details: { text },
  });
};

export const late = ({ server, timeoutMs }: Call, heard: Heard): HydraError =>
  new HydraError(
    "MODEL_TIMED_OUT",
    `${server.model} at ${server.url} did not finish within ${timeoutMs} ms.`,
    {
      fix: "Raise `timeoutMs` of the role, or use a smaller model.",
      details: { text: heard.content, silent: heard.content + heard.thought === "" },
    },
  );

const filtered = (server: Server): HydraError =>
  new HydraError("MODEL_REFUSED", `${server.model} at ${server.url} withheld its answer (content filter).`, {
    fix: "Use another model for this role.",
  });
