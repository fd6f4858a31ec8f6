// The `fetch` that ChatOpenAI is given: the request leaves in the server's dialect, the reply arrives in one shape, and
// whatever goes wrong is one of our codes. Silence is bounded; an abort closes the connection.
import type { HydraError } from "../core/errors.ts";
import { rewriteRequest } from "./dialects/request.ts";
import type { WireSchema } from "./dialects/request.ts";
import {
  classifyRefusal,
  classifyReported,
  garbage,
  isHtml,
  noModelServer,
  nothingSaid,
} from "./dialects/failures.ts";
import type { Server } from "./dialects/failures.ts";
import { at, parseJson } from "./dialects/json.ts";
import { normaliseReply, replyAsChunk } from "./dialects/reply.ts";
import { makeGuard } from "./guard.ts";
import { normaliseStream } from "./stream.ts";

interface DialectFetchOptions {
  readonly server: Server;
  readonly schema: WireSchema | null;
  /** Longest silence before the first byte and between two. */
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly fetch: typeof fetch;
  /** Hears the typed failure: the client in between wraps or drops what is thrown. */
  readonly onFailure: (failure: HydraError) => void;
}

export const dialectFetch =
  (options: DialectFetchOptions): typeof fetch =>
  async (input, init) => {
    const { server } = options;
    const caller = init?.signal ?? new AbortController().signal;
    const guard = makeGuard(caller, options);
    const fail = (error: unknown): HydraError => {
      const failure = guard.explain(error);
      guard.stop();
      options.onFailure(failure);
      return failure;
    };
    try {
      const asked = parseJson(typeof init?.body === "string" ? init.body : "{}") as Record<string, unknown>;
      const body = JSON.stringify(rewriteRequest(asked, { ...server, schema: options.schema }));
      const response = await options.fetch(input, {
        ...init,
        body,
        headers: plainHeaders(init?.headers, server),
        signal: guard.signal,
      });
      guard.heard();
      if (!response.ok) throw classifyRefusal(server, await refusalOf(response));
      if (isEventStream(response) && asked["stream"] === true && response.body !== null) {
        return streamReply(normaliseStream(response.body, { server, guard, fail }));
      }
      const reply = wholeReply(await boundedText(response), server);
      guard.stop();
      if (asked["stream"] === true) return streamReply(sseOf(replyAsChunk(reply)));
      return Response.json(reply);
    } catch (error) {
      throw fail(error);
    }
  };

const wholeReply = (text: string, server: Server): Record<string, unknown> => {
  if (text.trim() === "") throw nothingSaid(server);
  if (isHtml(text)) throw noModelServer(server, 200);
  const body = parseJson(text);
  if ((at(body, "error") ?? null) !== null) throw classifyReported(server, text);
  const reply = normaliseReply(body);
  if (reply === null) throw garbage(server, text);
  return reply;
};

const refusalOf = async (response: Response) => ({
  status: response.status,
  text: await boundedText(response),
  retryAfterMs: retryAfter(response.headers.get("retry-after")),
});

/** Seconds; a date is rare enough to be left to our own backoff. */
const retryAfter = (header: string | null): number | null => {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
};

const limitBytes = 16 << 20;

const boundedText = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length > limitBytes) break;
  }
  return text;
};

const isEventStream = (response: Response): boolean =>
  (response.headers.get("content-type") ?? "").includes("text/event-stream");

/** Without the client's telemetry, its length that is no longer true, and the key that it makes up where there is none. */
const plainHeaders = (headers: RequestInit["headers"], { hasKey }: Server): Headers => {
  const dropped = hasKey
    ? /^x-stainless|^content-length$/u
    : /^x-stainless|^content-length$|^authorization$/u;
  return new Headers([...new Headers(headers)].filter(([name]) => !dropped.test(name)));
};

const sseOf = (chunk: Record<string, unknown>): string =>
  `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;

const streamReply = (body: string | ReadableStream<Uint8Array>): Response =>
  new Response(body, { headers: { "content-type": "text/event-stream" } });
