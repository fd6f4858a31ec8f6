import { describe, expect, test } from "vitest";
import { z } from "zod";
import { failureOf, fakeTimers, never, openBench, request } from "./bench.ts";
import { done, json, sse, startFake } from "./fake-server.ts";
import type { Answer, Route } from "./fake-server.ts";
import { fixtures } from "./fixtures/servers.ts";

const serve = async (chat: Route) =>
  await startFake({ ...fixtures["llama-server"].routes, "POST /v1/chat/completions": chat });

const html = (status: number): Answer => ({
  status,
  headers: { "content-type": "text/html" },
  body: "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>",
});
const eventStream = { "content-type": "text/event-stream" };
const delta = (content: string) => ({
  id: "1",
  model: "coder",
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
const endless = (): Answer => sse([delta("la ".repeat(50)), delta("la ")], "hang");
const say = (text: string): Answer =>
  json({ choices: [{ message: { content: text }, finish_reason: "stop" }] });
const stop = { id: "1", model: "coder", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
const swapError = `${JSON.stringify({ src: "llama-swap", error: { message: "upstream command exited prematurely", type: "server_error", code: "internal_error" } })}\n`;
const loading = { choices: [{ delta: { reasoning_content: "loading model" } }] };

interface Case {
  readonly name: string;
  readonly answer: Route;
  readonly code: string;
  readonly says: RegExp;
  /** Requests that reach the server: 3 where the failure may pass by itself. */
  readonly asked: number;
}

const cases: readonly Case[] = [
  { name: "a web page", answer: html(200), code: "MODEL_UNREACHABLE", says: /web page/u, asked: 1 },
  { name: "a web page as 404", answer: html(404), code: "MODEL_UNREACHABLE", says: /no chat API/u, asked: 1 },
  {
    name: "a proxy's error page",
    answer: html(502),
    code: "MODEL_UNREACHABLE",
    says: /502.*web page/u,
    asked: 3,
  },
  {
    name: "a web page in a stream",
    answer: { headers: eventStream, body: "<html>\n" },
    code: "MODEL_UNREACHABLE",
    says: /web page/u,
    asked: 1,
  },
  { name: "an empty body", answer: { body: "" }, code: "OUTPUT_INVALID", says: /nothing/u, asked: 1 },
  {
    name: "an empty stream",
    answer: { headers: eventStream, body: "" },
    code: "OUTPUT_INVALID",
    says: /nothing.*context/u,
    asked: 1,
  },
  {
    name: "a stream without a word",
    answer: sse([stop, done]),
    code: "OUTPUT_INVALID",
    says: /nothing/u,
    asked: 1,
  },
  {
    name: "garbage",
    answer: { body: "%PDF-1.4 \u0000" },
    code: "OUTPUT_INVALID",
    says: /no chat reply: %PDF/u,
    asked: 1,
  },
  {
    name: "garbage in a stream",
    answer: sse(["data: {oops\n\n"]),
    code: "OUTPUT_INVALID",
    says: /no chat reply: \{oops/u,
    asked: 1,
  },
  {
    name: "JSON of another kind",
    answer: json({ result: "hello" }),
    code: "OUTPUT_INVALID",
    says: /no chat reply/u,
    asked: 1,
  },
  { name: "a list", answer: json([1, 2]), code: "OUTPUT_INVALID", says: /no chat reply/u, asked: 1 },
  {
    name: "an error with 200",
    answer: json({ error: { message: "CUDA out of memory" } }),
    code: "MODEL_UNREACHABLE",
    says: /CUDA out of memory/u,
    asked: 3,
  },
  {
    name: "an error in the stream",
    answer: sse([delta("hel"), { error: { message: "decode failed", code: 500 } }]),
    code: "MODEL_UNREACHABLE",
    says: /decode failed/u,
    asked: 3,
  },
  {
    name: "a refusal in the stream",
    answer: sse([{ error: { message: "bad request", code: 400 } }]),
    code: "MODEL_REFUSED",
    says: /bad request/u,
    asked: 1,
  },
  {
    name: "a model that was loaded and said nothing",
    answer: sse([loading, stop, done]),
    code: "OUTPUT_INVALID",
    says: /nothing/u,
    asked: 1,
  },
  {
    name: "a bare JSON line after loading frames",
    answer: sse([loading, swapError]),
    code: "MODEL_UNREACHABLE",
    says: /exited prematurely/u,
    asked: 3,
  },
  {
    name: "a stream that just ends",
    answer: sse([delta("hel")]),
    code: "MODEL_UNREACHABLE",
    says: /broke off/u,
    asked: 3,
  },
  {
    name: "a stream that is reset",
    answer: sse([delta("hel")], "reset"),
    code: "MODEL_UNREACHABLE",
    says: /broke off/u,
    asked: 3,
  },
  {
    name: "a connection that is reset",
    answer: { body: [], after: "reset" },
    code: "MODEL_UNREACHABLE",
    says: /can't be reached/u,
    asked: 3,
  },
  {
    name: "output that the server can't parse",
    answer: json(
      {
        error: {
          code: 500,
          type: "server_error",
          message: "The model produced output that does not match the expected peg-native format",
        },
      },
      500,
    ),
    code: "OUTPUT_INVALID",
    says: /could not parse/u,
    asked: 1,
  },
  {
    name: "a plain 500",
    answer: { status: 500, body: "Internal Server Error" },
    code: "MODEL_UNREACHABLE",
    says: /Internal Server Error/u,
    asked: 3,
  },
  {
    name: "a refused request",
    answer: json({ detail: [{ loc: ["body"], msg: "no" }] }, 422),
    code: "MODEL_REFUSED",
    says: /422/u,
    asked: 1,
  },
  {
    name: "a filtered answer",
    answer: sse([
      delta("x"),
      { ...stop, choices: [{ index: 0, delta: {}, finish_reason: "content_filter" }] },
      done,
    ]),
    code: "MODEL_REFUSED",
    says: /withheld/u,
    asked: 1,
  },
];

test.each(cases)("$name is $code", async ({ answer, code, says, asked }) => {
  await using server = await serve(answer);
  const { chat, events, journal } = await openBench(server.url, { dialect: "llama-server" });
  const failure = await failureOf(chat.text(request, { signal: never }));
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(says);
  expect(failure.message).not.toContain("\n");
  expect(failure.fix).not.toBe("");
  expect(server.chats).toHaveLength(asked);
  expect(events.at(-1)).toMatchObject({ type: "model-end", failure: code });
  expect(journal.kept.size).toBe(0);
});

test("a server that is not there is MODEL_UNREACHABLE, with the reason", async () => {
  const server = await serve(json({}));
  const { chat } = await openBench(server.url, { dialect: "llama-server" });
  await server[Symbol.asyncDispose]();
  const failure = await failureOf(chat.text(request, { signal: never }));
  expect(failure.code).toBe("MODEL_UNREACHABLE");
  expect(failure.message).toContain("ECONNREFUSED");
});

describe("a model that answers for ever or never", () => {
  test("silence before the first byte", async () => {
    await using server = await serve({ body: [], after: "hang" });
    const { chat } = await openBench(server.url, { dialect: "llama-server", firstByteMs: 100 });
    const failure = await failureOf(chat.text(request, { signal: never }));
    expect(failure.code).toBe("MODEL_TIMED_OUT");
    expect(failure.message).toContain("did not begin to answer");
    expect(server.chats).toHaveLength(1);
    await server.left;
  });

  test("silence in the middle", async () => {
    await using server = await serve(endless());
    const { chat } = await openBench(server.url, { dialect: "llama-server", idleMs: 100 });
    const failure = await failureOf(chat.text(request, { signal: never }));
    expect(failure.code).toBe("MODEL_TIMED_OUT");
    expect(failure.message).toContain("fell silent");
    await server.left;
  });

  test("a whole answer that takes too long", async () => {
    await using server = await serve(endless());
    const { chat, events } = await openBench(server.url, {
      dialect: "llama-server",
      settings: { timeoutMs: 150 },
      idleMs: 5_000,
    });
    const failure = await failureOf(chat.text(request, { signal: never }));
    expect(failure.code).toBe("MODEL_TIMED_OUT");
    expect(failure.message).toContain("150 ms");
    expect(events.at(-1)).toMatchObject({ type: "model-end", failure: "MODEL_TIMED_OUT" });
    await server.left;
  });

  test("an answer without an end is cut off, and the connection closed", async () => {
    await using server = await serve(
      sse(
        Array.from({ length: 400 }, () => delta("la ".repeat(200))),
        "hang",
      ),
    );
    const { chat } = await openBench(server.url, { dialect: "llama-server" });
    const failure = await failureOf(chat.text(request, { signal: never }));
    expect(failure.code).toBe("TRUNCATED");
    expect(String(failure.details["text"])).toMatch(/^la la/u);
    await server.left;
  });

  test("an abort closes the connection", async () => {
    const stopper = new AbortController();
    await using server = await serve(() => {
      setTimeout(() => {
        stopper.abort();
      }, 50);
      return endless();
    });
    const { chat } = await openBench(server.url, { dialect: "llama-server" });
    const failure = await failureOf(chat.text(request, { signal: stopper.signal }));
    expect(failure.code).toBe("ABORTED");
    expect(server.chats).toHaveLength(1);
    await server.left;
  });

  test("an abort before the first byte closes it too", async () => {
    const stopper = new AbortController();
    await using server = await serve(() => {
      stopper.abort();
      return { body: [], after: "hang" };
    });
    const { chat } = await openBench(server.url, { dialect: "llama-server" });
    expect(await failureOf(chat.text(request, { signal: stopper.signal }))).toMatchObject({
      code: "ABORTED",
    });
    await server.left;
  });

  test("an abort before the call asks nothing", async () => {
    await using server = await serve(endless());
    const { chat } = await openBench(server.url, { dialect: "llama-server" });
    expect(await failureOf(chat.text(request, { signal: AbortSignal.abort() }))).toMatchObject({
      code: "ABORTED",
    });
    expect(server.chats).toHaveLength(0);
  });
});

describe("what passes by itself", () => {
  const good = fixtures["llama-server"].stream;

  test("a busy server is waited for as long as it asks", async () => {
    const busy: Answer = { status: 429, headers: { "retry-after": "7" }, body: "busy" };
    await using server = await serve((_heard, count) => (count === 1 ? busy : good));
    const timers = fakeTimers();
    const { chat } = await openBench(server.url, { timers });
    expect((await chat.text(request, { signal: never })).text).toBe("hello there");
    expect(timers.waits).toEqual([7_000]);
  });

  test("a loading server is asked again, a little later each time", async () => {
    const loadingNow = json(
      { error: { message: "Loading model", type: "unavailable_error", code: 503 } },
      503,
    );
    await using server = await serve((_heard, count) => (count < 6 ? loadingNow : good));
    const timers = fakeTimers();
    const { chat } = await openBench(server.url, { timers });
    expect((await chat.text(request, { signal: never })).text).toBe("hello there");
    expect(timers.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });
});

describe("objects", () => {
  const schema = z.object({ verdict: z.enum(["approve", "object"]) });

  test("a wrong answer is asked for again with the problem named", async () => {
    await using server = await serve((_heard, count) =>
      say(count === 1 ? 'Sure! {"verdict": "maybe"}' : '```json\n{"verdict": "object"}\n```'),
    );
    const { chat, budget } = await openBench(server.url);
    expect(await chat.object(request, schema, { signal: never })).toEqual({ verdict: "object" });
    const messages = server.chats[1]?.body["messages"] as { content: string }[];
    expect(messages[1]?.content).toMatch(/Greet me\.[\s\S]*"maybe"[\s\S]*verdict: Invalid option/u);
    expect(budget.charges.size).toBe(2);
  });

  test("after two repairs it is OUTPUT_INVALID", async () => {
    await using server = await serve(say("I would rather not."));
    const { chat } = await openBench(server.url);
    const failure = await failureOf(chat.object(request, schema, { signal: never }));
    expect(failure).toMatchObject({ code: "OUTPUT_INVALID" });
    expect(failure.message).toContain("no JSON object");
    expect(server.chats).toHaveLength(3);
  });

  test("nothing at all is not repaired", async () => {
    await using server = await serve({ body: "" });
    const { chat } = await openBench(server.url);
    expect(await failureOf(chat.object(request, schema, { signal: never }))).toMatchObject({
      code: "OUTPUT_INVALID",
    });
    expect(server.chats).toHaveLength(1);
  });
});
