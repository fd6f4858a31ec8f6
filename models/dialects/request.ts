// A request in the words of the server that gets it, and the check that it got the whole of it.
import type { DialectName } from "../../core/config.ts";
import { dialects } from "../dialects.ts";

/** A JSON schema as the servers' grammars take it: plain, bounded. */
export interface WireSchema {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The request as this server understands it, under the model's real name (the client only knows an alias). */
export const rewriteRequest = (
  body: Readonly<Record<string, unknown>>,
  to: { readonly url: string; readonly model: string; readonly schema: WireSchema | null },
): Record<string, unknown> => {
  const { max_tokens: maxTokens, max_completion_tokens: maxCompletion, ...rest } = body;
  const limit = maxTokens ?? maxCompletion;
  // Only OpenAI itself wants the newer name; Ollama ignores it and then answers without any limit.
  const limitName = /(^|\.)openai\.com$/u.test(new URL(to.url).hostname)
    ? "max_completion_tokens"
    : "max_tokens";
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => understood.has(name))),
    model: to.model,
    ...(limit === undefined ? {} : { [limitName]: limit }),
    ...(to.schema === null
      ? {}
      : { response_format: { type: "json_schema", json_schema: { ...to.schema, strict: true } } }),
  };
};

/** The prompt that was counted is not the one that was sent. Ollama fills the context to its last token. */
export const wasSilentlyCut = (
  dialect: DialectName,
  seen: { readonly promptTokens: number; readonly estimate: number; readonly contextTokens: number | null },
): boolean => {
  if (!dialects[dialect].cutsSilently) return false;
  if (seen.contextTokens !== null) return seen.promptTokens >= seen.contextTokens;
  return (
    seen.estimate > 2_048 && (seen.promptTokens % 1_024 === 0 || seen.promptTokens < 0.4 * seen.estimate)
  );
};

/** What every one of them takes without a complaint. */
const understood = new Set(["messages", "temperature", "top_p", "stop", "seed", "stream", "stream_options"]);
