// What went wrong, from a status and a body that each server words in its own way, as one of our codes.
// `details.transient` marks what may pass by itself: the only failures that are tried again.
import type { DialectName } from "../../core/config.ts";
import { HydraError } from "../../core/errors.ts";
import { dialects } from "../dialects.ts";
import { at, countAt, parseJson, textAt } from "./json.ts";

export interface Server {
  readonly dialect: DialectName;
  readonly url: string;
  readonly model: string;
  readonly hasKey: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | null;
}

export const classifyRefusal = (server: Server, refusal: Refusal): HydraError => {
  const { status, text } = refusal;
  const who = `${dialects[server.dialect].label} at ${server.url}`;
  const said = saidIn(text);
  const body = parseJson(text);
  const error = at(body, "error");
  const words = `${said} ${textAt(error, "type") ?? ""} ${textAt(error, "code") ?? ""} ${textAt(error, "param") ?? ""}`;

  if (overContext.test(words)) return overflow(server, { said, ...sizesIn(error, said) });
  if (status === 401 || status === 403 || unauthorised.test(words)) {
    return new HydraError("MODEL_UNAUTHORISED", `${who} refused the key (${status}): ${said}`, {
      fix: "Give the endpoint its `apiKey` in hydra.yaml, or start the server without one.",
      details: { status },
    });
  }
  if (missing.test(words)) {
    return new HydraError("MODEL_MISSING", `${who} does not serve the model “${server.model}”: ${said}`, {
      fix: "Name a model that it serves (`hydra doctor` lists them), or add this one to the server.",
      details: { status, model: server.model },
    });
  }
  if (generation.test(words)) {
    return new HydraError("OUTPUT_INVALID", `${server.model} wrote what ${who} could not parse: ${said}`, {
      fix: "Nothing to fix: the answer is dropped and the run goes on.",
      details: { status },
    });
  }
  if (status === 408 || status === 425 || status === 429 || (status >= 500 && !request.test(words))) {
    // All that LiteLLM without its key database says of a missing key.
    const keyless = server.dialect === "litellm" && !server.hasKey && text.trim() === "Internal Server Error";
    const keyHint = keyless ? " If the server wants a key, give the endpoint its `apiKey`." : "";
    return new HydraError("MODEL_UNREACHABLE", `${who} failed (${status}): ${said}`, {
      fix: `${status === 429 ? "Lower the endpoint's `parallel` or wait" : "Look into the server's log, restart it"}, then take the run up with \`hydra resume\`.${keyHint}`,
      details: {
        status,
        transient: true,
        loading: status === 503 && /loading/iu.test(said),
        ...(refusal.retryAfterMs === null ? {} : pause(refusal.retryAfterMs)),
      },
    });
  }
  if (status === 404 || status === 405 || isHtml(text)) return noModelServer(server, status);
  return new HydraError("MODEL_REFUSED", `${who} refused the request (${status}): ${said}`, {
    fix: "Look into the server's log; a newer server or another model may take it.",
    details: { status },
  });
};

/** An error that came after a 200, in a stream or instead of a reply. */
export const classifyReported = (server: Server, text: string): HydraError => {
  const code = countAt(parseJson(text), "error", "code") ?? 0;
  return classifyRefusal(server, {
    status: code >= 400 && code < 600 ? code : 500,
    text,
    retryAfterMs: null,
  });
};

/** A web page or another service where a model server should be. */
export const noModelServer = (server: Server, status: number): HydraError =>
  new HydraError(
    "MODEL_UNREACHABLE",
    `${server.url} answered (${status}) with something that is no chat API${status === 200 ? ": a web page" : ""}.`,
    {
      fix: "Check the endpoint's url in hydra.yaml: it is the server's base, with or without /v1.",
      details: { status },
    },
  );

export const overflow = (
  server: Pick<Server, "dialect" | "url" | "model">,
  sizes: {
    readonly said?: string;
    readonly promptTokens?: number | null;
    readonly contextTokens?: number | null;
  },
): HydraError => {
  const prompt = sizes.promptTokens ?? null;
  const context = sizes.contextTokens ?? null;
  const measure = `${prompt === null ? "The prompt" : `A prompt of ${prompt} tokens`} does not fit into the ${
    context === null ? "context" : `${context} tokens`
  } that ${server.model} is served with at ${server.url}`;
  return new HydraError(
    "CONTEXT_OVERFLOW",
    sizes.said === undefined ? `${measure}.` : `${measure}: ${sizes.said}`,
    {
      fix: `${dialects[server.dialect].largerContext}, or make the task smaller.`,
      details: { promptTokens: prompt, contextTokens: context },
    },
  );
};

/** The transport broke: refused, reset, cut off. */
export const unreachable = (server: Server, cause: unknown, what = "can't be reached"): HydraError =>
  new HydraError(
    "MODEL_UNREACHABLE",
    `${dialects[server.dialect].label} at ${server.url} ${what}${reasonOf(cause)}.`,
    {
      fix: "Start the server or correct the endpoint's url (`hydra doctor`), then take the run up with `hydra resume`.",
      cause,
      details: { transient: true },
    },
  );

export const nothingSaid = (server: Server): HydraError =>
  new HydraError(
    "OUTPUT_INVALID",
    `${server.model} at ${server.url} answered with nothing (some servers do so when the prompt exceeds their context).`,
    { fix: "Serve the model with a larger context, or try another model.", details: { empty: true } },
  );

export const garbage = (server: Server, sample: string): HydraError =>
  new HydraError(
    "OUTPUT_INVALID",
    `${server.model} at ${server.url} answered in a form that is no chat reply: ${clip(sample, 120)}`,
    {
      fix: "Check that the endpoint's url is that of a model server.",
      details: { sample: clip(sample, 500) },
    },
  );

export const isHtml = (text: string): boolean => /^\s*(<!doctype html|<html|<head|<body)/iu.test(text);

export const overContext =
  /exceed_context_size|context_length_exceeded|contextwindowexceeded|exceeds? the (available )?context|maximum context length|exceeds the context length|input_tokens|context (the )?overflows|keep from the initial prompt is greater|greater than max_seq_len|context size has been exceeded/iu;
const unauthorised = /no_db_connection|authentication_error|invalid api key|auth_error/iu;
const missing =
  /model .{0,200} (not found|does not exist)|invalid model name|no router for requested model|no model id could be identified|model_not_found|no models? (are )?(currently )?loaded/iu;
/** A 500 that blames the request: Ollama for a schema, llama-cpp-python for any parameter. */
const request = /validation error|grammar|json schema|response_format|input is not supported/iu;
const generation = /peg-native|does not match the expected .{1,40} format|failed to parse (the )?output/iu;

const pause = (retryAfterMs: number): { readonly retryAfterMs: number } => ({ retryAfterMs });

const sizesIn = (error: unknown, said: string) => ({
  promptTokens:
    countAt(error, "n_prompt_tokens") ??
    numberIn(
      /request \((\d+) tokens\)|requested (\d+) tokens|at least (\d+) input|first (\d+) tokens/iu,
      said,
    ),
  contextTokens:
    countAt(error, "n_ctx") ??
    numberIn(/context size \((\d+)|context length (?:is|of only|of) (\d+)|max_seq_len (\d+)/iu, said),
});

const numberIn = (pattern: RegExp, text: string): number | null => {
  const digits = pattern
    .exec(text)
    ?.slice(1)
    .find((group) => group !== undefined);
  return digits === undefined ? null : Number(digits);
};

/** The sentence in an error body: an object, a string, FastAPI's `detail`, or plain text. */
export const saidIn = (text: string): string => {
  const body = parseJson(text);
  const error = at(body, "error");
  const detail = at(body, "detail");
  const said =
    textAt(error, "message") ??
    (typeof error === "string" ? error : null) ??
    (typeof detail === "string" ? detail : null) ??
    textAt(body, "message") ??
    (isHtml(text) ? "a web page" : text);
  return clip(said.split("\n")[0]?.trim() || "no explanation", 300);
};

const reasonOf = (cause: unknown): string => {
  const code = textAt(cause, "cause", "code") ?? textAt(cause, "code");
  return code === null ? "" : ` (${code})`;
};

const clip = (text: string, limitChars: number): string =>
  text.length <= limitChars ? text : `${text.slice(0, limitChars)}…`;
