// A server's event stream made one shape, event by event, and its failures found: an error in the middle, a bare JSON line
// without `data:`, an end without an end.
import type { HydraError } from "../core/errors.ts";
import {
  classifyReported,
  garbage,
  isHtml,
  noModelServer,
  nothingSaid,
  unreachable,
} from "./dialects/failures.ts";
import type { Server } from "./dialects/failures.ts";
import { at, parseJson } from "./dialects/json.ts";
import { finishOf, normaliseChunk } from "./dialects/reply.ts";
import type { Guard } from "./guard.ts";

interface StreamOptions {
  readonly server: Server;
  readonly guard: Guard;
  readonly fail: (error: unknown) => HydraError;
}

export const normaliseStream = (
  body: ReadableStream<Uint8Array>,
  { server, guard, fail }: StreamOptions,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const seen = { rest: "", chunks: 0, ended: false };

  const take = (line: string): string => {
    const event = readLine(line, server);
    if (event === null) return "";
    if (event === "done") {
      seen.ended = true;
      return "";
    }
    seen.chunks += 1;
    if (finishOf(event) !== null) seen.ended = true;
    const chunk = normaliseChunk(event);
    return chunk === null ? "" : `data: ${JSON.stringify(chunk)}\n\n`;
  };

  /** Normalised text of the next bytes, with the end where it came. */
  const pull = async (): Promise<{ out: string; done: boolean }> => {
    const { done, value } = await reader.read();
    guard.heard();
    seen.rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    if (seen.rest.length > limitChars) throw garbage(server, seen.rest);
    const lines = seen.rest.split(/\r?\n/u);
    seen.rest = done ? "" : (lines.pop() ?? "");
    const out = lines.map(take).join("");
    if (!done) return { out, done };
    if (seen.ended) return { out: `${out}data: [DONE]\n\n`, done };
    throw seen.chunks === 0 ? nothingSaid(server) : unreachable(server, null, "broke off its answer");
  };

  return new ReadableStream({
    pull: async (controller) => {
      try {
        let next = await pull();
        while (next.out === "") next = await pull();
        controller.enqueue(encoder.encode(next.out));
        if (next.done) {
          guard.stop();
          controller.close();
        }
      } catch (error) {
        controller.error(fail(error));
        await reader.cancel().catch(() => undefined);
      }
    },
    cancel: async (reason) => {
      guard.stop();
      await reader.cancel(reason);
    },
  });
};

/** One line without an end. */
const limitChars = 4 << 20;

/** A chunk, the end, or null for what carries nothing (comments, `event:`, blank lines). Throws what the line reports. */
const readLine = (line: string, server: Server): object | "done" | null => {
  if (line.trim() === "" || /^(:|event:|id:|retry:)/u.test(line)) return null;
  const text = line.replace(/^data:\s*/u, "").trim();
  if (text === "[DONE]") return "done";
  if (text === "") return null;
  const event = parseJson(text);
  if (isHtml(text)) throw noModelServer(server, 200);
  if (typeof event !== "object" || event === null) throw garbage(server, text);
  if (at(event, "error") !== undefined && at(event, "error") !== null) {
    throw classifyReported(server, text);
  }
  return event;
};
