// The questions to a model server that are no chat: what are you, what do you serve, how much fits, how long is this text.
// Each is bounded in time; an answer that makes no sense is no answer.
import type { DialectName } from "../core/config.ts";
import { dialects } from "./dialects.ts";
import { at, parseJson } from "./dialects/json.ts";
import type { ServedModel } from "./dialects/listing.ts";

export interface Place {
  /** Base URL without `/v1` and without a trailing slash. */
  readonly url: string;
  readonly apiKey?: string | undefined;
}

export interface Asking {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** Null where nothing answered in time; `why` hears the reason. */
export const askServer = async (
  place: Place,
  path: string,
  { body, why, ...asking }: Asking & { readonly body?: unknown; readonly why?: (reason: string) => void },
): Promise<Answer | null> => {
  const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(asking.timeoutMs)]);
  try {
    const response = await asking.fetch(`${place.url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        "content-type": "application/json",
        ...(place.apiKey === undefined ? {} : { authorization: `Bearer ${place.apiKey}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    const text = await response.text();
    return { status: response.status, body: parseJson(text) ?? text };
  } catch (error) {
    why?.(reasonOf(error));
    return null;
  }
};

/** `http://host:1234/v1/` → `http://host:1234` */
export const baseUrl = (url: string): string => url.replace(/\/+$/u, "").replace(/\/v1$/u, "");

/** What kind of server this is; `openai` where it only lists models or lists that it has none, null where it is none. */
export const identify = async (place: Place, asking: Asking): Promise<DialectName | null> => {
  const names = Object.keys(dialects) as DialectName[];
  const marked = await Promise.all(
    names.map(async (name) => {
      const { mark } = dialects[name];
      if (mark === null) return null;
      const answer = await askServer(place, mark.path, asking);
      return answer?.status === 200 && mark.is(answer.body) ? name : null;
    }),
  );
  const found = marked.find((name) => name !== null);
  if (found !== undefined) return found;
  const list = await askServer(place, "/v1/models", asking);
  if (list?.status !== 200) return null;
  const listed = at(list.body, "data");
  if (!Array.isArray(listed)) return null;
  return listed.length === 0 || dialects.openai.listing.read([list.body]).length > 0 ? "openai" : null;
};

/** Null where it lists nothing, for want of a key or of the path. */
export const listModels = async (
  place: Place,
  dialect: DialectName,
  asking: Asking,
): Promise<readonly ServedModel[] | null> => {
  const { paths, read } = dialects[dialect].listing;
  const answers = await Promise.all(paths.map(async (path) => await askServer(place, path, asking)));
  return answers[0]?.status === 200 ? read(answers.map((answer) => answer?.body)) : null;
};

/** Tokens that the server gives one request of this model; null where it does not say. May load the model. */
export const readContext = async (
  place: Place,
  { dialect, model }: { readonly dialect: DialectName; readonly model: string },
  asking: Asking,
): Promise<number | null> => {
  for (const { path, body, read } of dialects[dialect].context) {
    const answer = await askServer(place, path(model), { ...asking, ...(body && { body: body(model, "") }) });
    const context = answer?.status === 200 ? read(answer.body, model) : null;
    if (context !== null) return context;
  }
  return null;
};

export const readSlots = async (
  place: Place,
  dialect: DialectName,
  asking: Asking,
): Promise<number | null> => {
  const { slots } = dialects[dialect];
  if (slots === null) return null;
  const answer = await askServer(place, slots.path(""), asking);
  return answer?.status === 200 ? slots.read(answer.body, "") : null;
};

/** Exact tokens of a text by the server's tokenizer; null where it has none. */
export const countTokens = async (
  place: Place,
  text: { readonly dialect: DialectName; readonly model: string; readonly text: string },
  asking: Asking,
): Promise<number | null> => {
  const { tokenizer } = dialects[text.dialect];
  if (tokenizer === null) return null;
  const body = tokenizer.body?.(text.model, text.text);
  const answer = await askServer(place, tokenizer.path(text.model), { ...asking, body });
  return answer?.status === 200 ? tokenizer.read(answer.body, text.model) : null;
};

const reasonOf = (error: unknown): string => {
  const { name, cause } = error as Error & {
    readonly cause?: { readonly code?: string; readonly message?: string };
  };
  if (name === "TimeoutError") return "no answer in time";
  return cause?.code === "ECONNREFUSED" ? "nothing listens there" : (cause?.code ?? cause?.message ?? name);
};
