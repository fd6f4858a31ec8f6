// One request to a server of vectors or scores: a deadline, an abort, one more try where the connection was lost, and a typed
// failure for whatever else goes wrong.
import { setTimeout as sleep } from "node:timers/promises";
import { HydraError, isHydraError } from "../core/errors.ts";
import { overContext, saidIn } from "./dialects/failures.ts";
import { parseJson } from "./dialects/json.ts";
import { aborted } from "./gate.ts";
import type { Place } from "./server-client.ts";

/** What of `memory.embed` and `memory.rerank` names a server; `url` is set. */
export interface TextServer extends Place {
  /** `memory.embed` or `memory.rerank`, as people write it. */
  readonly setting: string;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

/**
 * The parsed body. Throws `MODEL_UNREACHABLE`, `MODEL_TIMED_OUT`, `MODEL_UNAUTHORISED`, `MODEL_MISSING` (no such path or model),
 * `CONTEXT_OVERFLOW` (too long, or too many at once), `MODEL_REFUSED`, `OUTPUT_INVALID` (no JSON), and the caller's reason.
 */
export const postText = async (
  server: TextServer,
  path: string,
  { body, signal }: { readonly body: unknown; readonly signal: AbortSignal },
): Promise<unknown> => {
  const send = async () => await sendOnce(server, path, { body, signal });
  const { status, text } = await send().catch(async (error: unknown) => {
    if (!isHydraError(error) || error.details["lost"] !== true) throw error;
    await sleep(retryPauseMs, undefined, { signal }).catch(() => undefined);
    return await send();
  });
  if (status < 200 || status > 299) throw refusal(server, { path, status, text });
  const parsed = parseJson(text);
  if (parsed === undefined) {
    throw new HydraError(
      "OUTPUT_INVALID",
      `${server.url}${path} answered with no JSON: ${text.slice(0, 80)}`,
      {
        fix: `check that ${server.setting}.url is that of a model server`,
      },
    );
  }
  return parsed;
};

const retryPauseMs = 200;
const limitBytes = 64 << 20;

const sendOnce = async (
  { url, apiKey, timeoutMs, fetch: send, setting }: TextServer,
  path: string,
  { body, signal }: { readonly body: unknown; readonly signal: AbortSignal },
): Promise<{ readonly status: number; readonly text: string }> => {
  if (signal.aborted) throw aborted(signal);
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(`${url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, deadline]),
    });
    return { status: response.status, text: await boundedText(response) };
  } catch (error) {
    if (signal.aborted) throw aborted(signal);
    if (isHydraError(error)) throw error;
    if (deadline.aborted) {
      throw new HydraError("MODEL_TIMED_OUT", `${url}${path} did not answer within ${timeoutMs} ms`, {
        fix: `look at the server's load, or raise ${setting}.timeoutMs`,
        cause: error,
      });
    }
    throw new HydraError("MODEL_UNREACHABLE", `${url} can't be reached${reasonOf(error)}`, {
      fix: `start the server, or correct ${setting}.url`,
      cause: error,
      details: { lost: true },
    });
  }
};

const boundedText = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length > limitBytes) {
      throw new HydraError(
        "OUTPUT_INVALID",
        `${response.url} answered with more than ${limitBytes >> 20} MB`,
        {
          fix: "check that the url is that of a model server",
        },
      );
    }
  }
  return text + decoder.decode();
};

const refusal = (
  { url, setting }: TextServer,
  { path, status, text }: { readonly path: string; readonly status: number; readonly text: string },
): HydraError => {
  const said = `${url}${path} answered ${status}: ${saidIn(text)}`;
  const details = { status };
  if (status === 413 || tooLong.test(text) || overContext.test(text)) {
    return new HydraError("CONTEXT_OVERFLOW", said, {
      fix: "serve the model with a larger context or batch, or cut texts smaller",
      details,
    });
  }
  if (status === 401 || status === 403) {
    return new HydraError("MODEL_UNAUTHORISED", said, { fix: `set ${setting}.apiKey`, details });
  }
  if (status === 404 || status === 405 || status === 501 || unable.test(text)) {
    return new HydraError("MODEL_MISSING", said, {
      fix: `start the server for this use (llama-server: \`--embeddings\` or \`--reranking\`), or correct ${setting}.model and ${setting}.url`,
      details,
    });
  }
  if (status === 429 || status >= 500) {
    return new HydraError("MODEL_UNREACHABLE", said, {
      fix: "look into the server's log, or wait until it is less busy",
      details,
    });
  }
  return new HydraError("MODEL_REFUSED", said, { fix: "look into the server's log", details });
};

/** llama-server over `-ub`, vLLM, text-embeddings-inference (also for too many texts), Ollama, Jina. */
const tooLong =
  /too large to process|physical batch size|input (?:length|text)?\s*(?:is|must be|exceeds?)[^"]{0,80}(?:context|tokens|length)|maximum (?:context|input|sequence) length|maximum allowed batch size|too many (?:inputs|tokens)/iu;
/** A server that was started for something else: llama-cpp-python, vLLM, Ollama. */
const unable =
  /embedding=True|does not support (?:embeddings?|rerank|score)|model [^"]{0,200}(?:not found|does not exist)/iu;

const reasonOf = (error: unknown): string => {
  const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
  const reason = cause?.code ?? cause?.message;
  if (reason === "ECONNREFUSED") return ": nothing listens there";
  return reason === undefined ? "" : ` (${reason})`;
};
