import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { DialectName } from "../../core/config.ts";
import { dialectNames } from "../../core/config.ts";
import { dialectFetch } from "../../models/fetch-layer.ts";
import { detectEndpoints, usualPorts } from "../../models/detect.ts";
import { resolveRoles } from "../../models/roles.ts";
import { failureOf, fakeTimers, never, openBench, request } from "./bench.ts";
import { json, sse, startFake } from "./fake-server.ts";
import type { Route } from "./fake-server.ts";
import { fixtures } from "./fixtures/servers.ts";
import type { Fixture } from "./fixtures/servers.ts";

const chatPath = "POST /v1/chat/completions";
const withChat = async (name: DialectName, answer: Route) => {
  const fixture: Fixture = fixtures[name];
  return await startFake({ ...fixture.routes, [chatPath]: answer });
};

test("every dialect has a fixture", () => {
  expect(Object.keys(fixtures).toSorted()).toEqual(dialectNames.toSorted());
});

describe.each(dialectNames)("%s", (name) => {
  const fixture: Fixture = fixtures[name];

  test("is told from the others, with its models, context and places", async () => {
    await using server = await withChat(name, fixture.stream);
    const port = Number(new URL(server.url).port);
    const { found, probed } = await detectEndpoints({ endpoints: {}, ports: [port], signal: never });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ name, dialect: name, url: server.url, parallel: fixture.parallel });
    const chatModels = found[0]?.models?.filter((model) => model.chat) ?? [];
    expect(chatModels[0]).toMatchObject({ id: fixture.model, contextTokens: fixture.contextTokens });
    expect(probed[0]?.outcome).toContain(fixture.model);
  });

  test("streams an answer: text without reasoning, usage, the model's real name", async () => {
    await using server = await withChat(name, fixture.stream);
    const { chat, events, budget } = await openBench(server.url);
    const reply = await chat.text(request, { signal: never });
    expect(reply).toEqual({
      text: "hello there",
      model: fixture.model,
      usage: { prompt: 11, completion: 7 },
    });
    expect(server.chats[0]?.body).toMatchObject({ model: fixture.model, stream: true, max_tokens: 200 });
    expect(server.chats[0]?.headers["authorization"]).toBeUndefined();
    expect(events.map((event) => event.type)).toEqual(["model-start", "model-end"]);
    expect([...budget.charges.values()]).toEqual([18]);
    expect(chat.identity).toMatchObject({ kind: "live", roles: { architect: fixture.model } });
  });

  test("answers whole where a stream was asked for", async () => {
    await using server = await withChat(name, fixture.whole);
    const { chat } = await openBench(server.url);
    const reply = await chat.text(request, { signal: never });
    expect(reply).toEqual({
      text: "hello there",
      model: fixture.model,
      usage: { prompt: 11, completion: 7 },
    });
  });

  test("answers whole where that was asked for", async () => {
    await using server = await withChat(name, fixture.whole);
    const target = { dialect: name, url: server.url, model: fixture.model, hasKey: false };
    const layer = dialectFetch({
      server: target,
      schema: null,
      firstByteMs: 5_000,
      idleMs: 5_000,
      fetch,
      onFailure: () => undefined,
    });
    const body = JSON.stringify({ model: "local", messages: [], user: "dropped" });
    const response = await layer(`${server.url}/v1/chat/completions`, { method: "POST", body });
    const reply = (await response.json()) as { choices: { message: Record<string, unknown> }[] };
    expect(reply.choices[0]?.message["role"]).toBe("assistant");
    expect(reply.choices[0]?.message["content"]).toBeTypeOf("string");
    expect(server.chats[0]?.body).toEqual({ model: fixture.model, messages: [] });
  });

  test("is asked for JSON by a plain schema", async () => {
    const [reply] = [json({ choices: [{ message: { content: '{"n": 3}' }, finish_reason: "stop" }] })];
    await using server = await withChat(name, reply);
    const { chat } = await openBench(server.url);
    const schema = z.object({ n: z.number().int().min(1) });
    expect(await chat.object(request, schema, { signal: never })).toEqual({ n: 3 });
    expect(server.chats[0]?.body["response_format"]).toEqual({
      type: "json_schema",
      json_schema: {
        name: "answer",
        strict: true,
        schema: {
          type: "object",
          properties: { n: { type: "integer" } },
          required: ["n"],
          additionalProperties: false,
        },
      },
    });
  });

  test("says CONTEXT_OVERFLOW in its own words", async () => {
    await using server = await withChat(name, fixture.overContext);
    const { chat } = await openBench(server.url);
    const failure = await failureOf(chat.text(request, { signal: never }));
    expect(failure.code).toBe("CONTEXT_OVERFLOW");
    expect(failure.details["contextTokens"]).toBe(4096);
    expect(failure.fix).not.toBe("");
  });

  test.runIf(fixture.unknownModel !== null)("says MODEL_MISSING in its own words", async () => {
    await using server = await withChat(name, fixture.unknownModel ?? fixture.whole);
    const { chat } = await openBench(server.url);
    expect(await failureOf(chat.text(request, { signal: never }))).toMatchObject({ code: "MODEL_MISSING" });
  });

  test.runIf(fixture.unauthorised !== null)("says MODEL_UNAUTHORISED in its own words", async () => {
    await using server = await withChat(name, fixture.unauthorised ?? fixture.whole);
    const { chat } = await openBench(server.url, { apiKey: "sk-1" });
    expect(await failureOf(chat.text(request, { signal: never }))).toMatchObject({
      code: "MODEL_UNAUTHORISED",
    });
    expect(server.chats[0]?.headers["authorization"]).toBe("Bearer sk-1");
  });
});

describe("served context", () => {
  test("Ollama loads the model to learn it, once", async () => {
    await using server = await withChat("ollama", fixtures.ollama.stream);
    const { chat } = await openBench(server.url);
    await chat.text(request, { signal: never });
    await chat.text({ ...request, key: "again" }, { signal: never });
    const loads = server.heard.filter(({ path }) => path === "/api/generate");
    expect(loads.map(({ body }) => body)).toEqual([{ model: "coder:latest", stream: false }]);
    // Once for the listing, before and after the load; the second call asks nothing any more.
    expect(server.heard.filter(({ path }) => path === "/api/ps")).toHaveLength(3);
  });

  test("a prompt that does not fit loses its least wanted section, by name, before it is sent", async () => {
    await using server = await withChat("llama-swap", fixtures["llama-swap"].stream);
    const { chat, events } = await openBench(server.url);
    const sections = [
      { name: "map", text: "def f(): pass\n".repeat(2_000), keep: 1 },
      { name: "traceback", text: "line 3", keep: 5 },
      ...request.sections,
    ];
    await chat.text({ ...request, sections }, { signal: never });
    expect(events[0]).toMatchObject({ type: "prompt-compacted", dropped: ["map"], limitTokens: 4096 });
    const messages = server.chats[0]?.body["messages"] as { content: string }[];
    expect(messages[1]?.content).toBe("line 3\n\nGreet me.");
  });

  test("a server that only tells in its error gets a prompt that fits then", async () => {
    const fixture = fixtures.openai;
    await using server = await startFake({
      ...fixture.routes,
      [chatPath]: (_heard, count) => (count === 1 ? fixture.overContext : fixture.stream),
    });
    const { chat, events } = await openBench(server.url);
    const sections = [{ name: "map", text: "def f(): pass\n".repeat(2_000), keep: 1 }, ...request.sections];
    expect((await chat.text({ ...request, sections }, { signal: never })).text).toBe("hello there");
    expect(events.find((event) => event.type === "prompt-compacted")).toMatchObject({ dropped: ["map"] });
  });

  test("what can't be left out is refused with sizes and the fix, and never sent", async () => {
    await using server = await withChat("llama-server", fixtures["llama-server"].stream);
    const { chat } = await openBench(server.url);
    const sections = [{ name: "task", text: "word, ".repeat(9_000), keep: "always" as const }];
    const failure = await failureOf(chat.text({ ...request, sections }, { signal: never }));
    expect(failure.code).toBe("CONTEXT_OVERFLOW");
    expect(failure.message).toMatch(/\d+ tokens.*4096 tokens/u);
    expect(failure.fix).toContain("-c");
    expect(server.chats).toHaveLength(0);
  });
});

test("calls for two models behind llama-swap are grouped by model", async () => {
  await using server = await startFake({
    ...fixtures["llama-swap"].routes,
    "GET /upstream/other/props": json({ default_generation_settings: { n_ctx: 4_096 } }),
    [chatPath]: fixtures["llama-swap"].stream,
  });
  const { chat } = await openBench(server.url, { roles: { judge: { model: "other" } } });
  const roles = ["qa", "judge", "architect", "judge", "qa", "judge"] as const;
  const calls = roles.map(async (role, index) =>
    chat.text({ ...request, role, key: `call-${index}` }, { signal: never }),
  );
  await Promise.all(calls);
  const models = server.chats.map(({ body }) => body["model"]);
  expect(models).toEqual(["coder", "coder", "coder", "other", "other", "other"]);
});

test("a schema that the server can't turn into a grammar is left to the prompt", async () => {
  const refusal = json(
    { error: { message: "Grammar error: Invalid type", type: "BadRequestError", code: 400 } },
    400,
  );
  const answer = json({ choices: [{ message: { content: '{"n": 3}' }, finish_reason: "stop" }] });
  await using server = await startFake({
    ...fixtures.vllm.routes,
    [chatPath]: ({ body }) => (body["response_format"] === undefined ? answer : refusal),
  });
  const { chat } = await openBench(server.url);
  expect(await chat.object(request, z.object({ n: z.number() }), { signal: never })).toEqual({ n: 3 });
});

test("a cut answer is TRUNCATED and brings what there is", async () => {
  const cut = sse([
    {
      id: "1",
      model: "coder",
      choices: [{ index: 0, delta: { content: "half of" }, finish_reason: "length" }],
    },
  ]);
  await using server = await withChat("vllm", cut);
  const { chat, budget } = await openBench(server.url);
  const failure = await failureOf(chat.text(request, { signal: never }));
  expect(failure).toMatchObject({ code: "TRUNCATED", details: { text: "half of" } });
  expect(failure.message).toContain("at most 200 tokens");
  expect(budget.charges.size).toBe(1);
});

test("a cut answer says how much was generated where the server does", async () => {
  const delta = { index: 0, delta: { content: "half of" }, finish_reason: "length" };
  const usage = { prompt_tokens: 30, completion_tokens: 17, total_tokens: 47 };
  const cut = sse([{ id: "1", model: "coder", choices: [delta], usage }]);
  await using server = await withChat("vllm", cut);
  const { chat } = await openBench(server.url);
  const failure = await failureOf(chat.text(request, { signal: never }));
  expect(failure.message).toContain("cut off after 17 tokens");
  expect(failure.fix).toContain("It may generate 200");
});

test("a refused request and each round of an object are steps", async () => {
  const prose = json({ choices: [{ message: { content: "no" }, finish_reason: "stop" }] });
  await using server = await withChat("vllm", ({ body }) =>
    body["response_format"] === undefined ? prose : json({ error: { message: "bad schema" } }, 400),
  );
  const { chat, budget } = await openBench(server.url);
  await failureOf(chat.object(request, z.object({ n: z.number() }), { signal: never }));
  expect(server.chats).toHaveLength(4);
  expect(budget.charges.size).toBe(4);
});

test("a long answer says how it goes, not at every token", async () => {
  const piece = {
    id: "1",
    model: "coder",
    choices: [{ index: 0, delta: { content: "la " }, finish_reason: null }],
  };
  const end = { id: "1", model: "coder", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
  await using server = await withChat("vllm", sse([...Array.from({ length: 20 }, () => piece), end]));
  const timers = fakeTimers();
  const stepping = {
    ...timers,
    now: () => {
      timers.pass(50);
      return timers.now();
    },
  };
  const { chat, events } = await openBench(server.url, { timers: stepping });
  await chat.text(request, { signal: never });
  const progress = events.filter((event) => event.type === "model-progress");
  expect(progress.map(({ tokens }) => tokens)).toEqual([5, 9, 13, 17, 21]);
  expect(progress[1]).toMatchObject({ key: "plan", role: "architect", tokensPerSecond: 22.5 });
});

test("OpenAI itself gets its newer parameter", async () => {
  const bodies: string[] = [];
  const layer = dialectFetch({
    server: { dialect: "openai", url: "https://api.openai.com", model: "gpt", hasKey: true },
    schema: null,
    firstByteMs: 1_000,
    idleMs: 1_000,
    fetch: async (_url, init) => {
      if (typeof init?.body === "string") bodies.push(init.body);
      return await Promise.resolve(Response.json({ choices: [{ message: { content: "hi" } }] }));
    },
    onFailure: () => undefined,
  });
  await layer("https://api.openai.com/v1/chat/completions", { body: '{"max_tokens": 9}' });
  expect(JSON.parse(bodies[0] ?? "")).toEqual({ model: "gpt", max_completion_tokens: 9 });
});

test("the usual ports are those of the known servers", () => {
  expect(usualPorts.toSorted((a, b) => a - b)).toEqual([1234, 4000, 5000, 8000, 8080, 11434]);
});

test("a server that still loads its model says so", async () => {
  const loading = json({ error: { message: "Loading model", type: "unavailable_error", code: 503 } }, 503);
  await using server = await startFake({ "GET /v1/models": loading });
  const ports = [Number(new URL(server.url).port)];
  const { found, probed } = await detectEndpoints({ endpoints: {}, ports, signal: never });
  expect(found).toEqual([]);
  expect(probed[0]?.outcome).toContain("still loading");
});

test("a server without any model is told to load one", async () => {
  await using server = await startFake({ "GET /v1/models": json({ object: "list", data: [] }) });
  const ports = [Number(new URL(server.url).port)];
  const detected = await detectEndpoints({ endpoints: {}, ports, signal: never });
  expect(detected.found).toMatchObject([{ dialect: "openai", models: [] }]);
  expect(() => resolveRoles({ endpoints: {}, roles: {} }, detected)).toThrow(
    expect.objectContaining({ code: "MODEL_MISSING", fix: expect.stringContaining("Load a") }),
  );
});

test("nothing, a web page and another service are told apart and are no model servers", async () => {
  const page = { headers: { "content-type": "text/html" }, body: "<!doctype html><title>Router</title>" };
  await using site = await startFake({ "GET /v1/models": page, "GET /version": page });
  await using gone = await startFake({});
  const free = Number(new URL(gone.url).port);
  await gone[Symbol.asyncDispose]();
  const ports = [Number(new URL(site.url).port), free];
  const { found, probed } = await detectEndpoints({ endpoints: {}, ports, signal: never });
  expect(found).toEqual([]);
  expect(probed.map(({ outcome }) => outcome)).toEqual([
    "something answers (200), but it is no model server that Hydra knows",
    "nothing listens there",
  ]);
});
