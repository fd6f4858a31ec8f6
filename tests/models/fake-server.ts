// A model server on loopback that says what a test tells it to, and remembers what it heard and when it was left.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A list is written piece by piece. */
  readonly body: string | readonly string[];
  /** What happens after the body: the answer ends, the connection breaks, or nothing more ever comes. */
  readonly after?: "end" | "reset" | "hang";
}

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

export type Route = Answer | ((heard: Heard, count: number) => Answer | Promise<Answer>);

export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Chat requests alone. */
  readonly chats: readonly Heard[];
  /** Resolves when a client has left before its answer was complete. */
  readonly left: Promise<void>;
}

/** `GET /path` or `POST /path` → answer; everything else is a 404 in plain text. */
export const startFake = async (routes: Readonly<Record<string, Route>>): Promise<FakeServer> => {
  const heard: Heard[] = [];
  const counts = new Map<string, number>();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const part of request) text += String(part);
    const one = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    heard.push(one);
    response.on("close", () => {
      if (!response.writableFinished) leave();
    });
    const name = `${one.method} ${one.path}`;
    const route = routes[name] ?? notFound;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const answer = typeof route === "function" ? await route(one, counts.get(name) ?? 1) : route;
    await write(response, answer);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    get chats() {
      return heard.filter(({ path }) => path === "/v1/chat/completions");
    },
    left,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** An event stream: objects become `data:` lines, texts are written as they are. */
export const sse = (events: readonly unknown[], after: Answer["after"] = "end"): Answer => ({
  headers: { "content-type": "text/event-stream" },
  body: events.map((event) => (typeof event === "string" ? event : `data: ${JSON.stringify(event)}\n\n`)),
  after,
});

export const done = "data: [DONE]\n\n";

const notFound: Answer = {
  status: 404,
  headers: { "content-type": "text/plain" },
  body: "404 page not found",
};

const write = async (response: ServerResponse, answer: Answer): Promise<void> => {
  const { after = "end" } = answer;
  if (after !== "hang" || answer.body.length > 0)
    response.writeHead(answer.status ?? 200, answer.headers ?? {});
  for (const piece of [answer.body].flat()) {
    response.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (after === "end") response.end();
  if (after === "reset") response.socket?.resetAndDestroy();
};
