// An embedder on a server, against a fake that answers in the shapes of the real ones: what is taken, what is refused, and how.
import { describe, expect, test } from "vitest";
import type { HydraConfig } from "../../../core/config.ts";
import { openEmbedder, type EmbedderOptions } from "../../../models/embed/open.ts";
import { type FakeServer, json, type Route, startFake } from "../fake-server.ts";

type Heard = Parameters<Extract<Route, (...args: never[]) => unknown>>[0];

const never = new AbortController().signal;
const path = "POST /v1/embeddings";

const inputOf = (heard: Heard): readonly string[] => heard.body["input"] as readonly string[];

/** Three numbers that tell a text from another. */
const vectorOf = (text: string): number[] => [text.length, text.codePointAt(0) ?? 0, 1];

const entry = (embedding: unknown, index: number) => ({ object: "embedding", index, embedding });

const embeddings = (heard: Heard) =>
  json({ object: "list", data: inputOf(heard).map((text, index) => entry(vectorOf(text), index)) });

/** The first request is the question how long a vector is; `later` answers the others. */
const after =
  (later: Route): Route =>
  (heard, count) =>
    count === 1 ? embeddings(heard) : typeof later === "function" ? later(heard, count - 1) : later;

const open = async (
  server: Pick<FakeServer, "url">,
  settings: Partial<HydraConfig["memory"]["embed"]> = {},
  options: Partial<EmbedderOptions> = {},
) =>
  openEmbedder(
    { url: server.url, model: "bge-small-en", timeoutMs: 5_000, ...settings },
    { signal: never, ...options },
  );

const passage = { as: "passage", signal: never } as const;

const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error & { code: string; fix: string },
  );

/** What an embedder says of a server that answers so once it is open. */
const refusalOf = async (answer: Route, texts: readonly string[] = ["a", "b"]) => {
  await using server = await startFake({ [path]: after(answer) });
  const embedder = await open(server);
  return await failureOf(embedder.embed(texts, passage));
};

describe("an embedder on a server", () => {
  test("says what it is, and gives vectors of length 1 in the order of the texts", async () => {
    // LiteLLM and others may answer out of order: `index` counts.
    await using server = await startFake({
      [path]: (heard) =>
        json({
          data: inputOf(heard)
            .map((text, index) => entry(vectorOf(text), index))
            .toReversed(),
        }),
    });
    const embedder = await open(server, { url: `${server.url}/v1/` });
    expect(embedder).toMatchObject({
      kind: "semantic",
      identity: { model: "bge-small-en", dims: 3, pooling: "unknown", normalised: true },
    });
    const [short, long] = await embedder.embed(["a", "bbbb"], passage);
    expect(Math.hypot(...(short ?? []))).toBeCloseTo(1, 6);
    expect((long?.[0] ?? 0) / (long?.[2] ?? 0)).toBeCloseTo(4, 4);
    expect((short?.[0] ?? 0) / (short?.[2] ?? 0)).toBeCloseTo(1, 4);
  });

  test("puts the model's prefix before a query, and the key into the header", async () => {
    await using server = await startFake({ [path]: embeddings });
    const embedder = await open(server, { apiKey: "secret" });
    await embedder.embed(["cats"], { as: "query", signal: never });
    await embedder.embed(["cats"], passage);
    expect(server.heard.slice(1).map(inputOf)).toEqual([
      ["Represent this sentence for searching relevant passages: cats"],
      ["cats"],
    ]);
    expect(server.heard[0]?.headers["authorization"]).toBe("Bearer secret");
  });

  test("sends many texts in parts, and what an engine would refuse in a form that it takes", async () => {
    await using server = await startFake({ [path]: embeddings });
    const embedder = await open(server);
    const texts = [
      "",
      "\0x",
      "\ud800",
      ...Array.from({ length: 50 }, (_, at) => `text ${at}`),
      "y".repeat(15_990),
    ];
    expect(await embedder.embed(texts, passage)).toHaveLength(54);
    const parts = server.heard.slice(1).map(inputOf);
    expect(parts.map((part) => part.length)).toEqual([32, 21, 1]);
    expect(parts[0]?.slice(0, 3)).toEqual([".", " x", "\ufffd"]);
  });

  test("takes floats as base64", async () => {
    const base64 = Buffer.from(new Float32Array([3, 0, 4]).buffer).toString("base64");
    await using server = await startFake({ [path]: json({ data: [entry(base64, 0)] }) });
    const [vector] = await (await open(server)).embed(["a"], passage);
    expect([...(vector ?? [])].map((value) => value.toFixed(3))).toEqual(["0.600", "0.000", "0.800"]);
  });

  test("finds the only model that makes vectors, and asks where there are two", async () => {
    const list = (...ids: string[]) => json({ data: ids.map((id) => ({ id })) });
    await using one = await startFake({
      "GET /v1/models": list("qwen", "nomic-embed-text"),
      [path]: embeddings,
    });
    expect((await open(one, { model: undefined })).identity).toMatchObject({
      model: "nomic-embed-text",
      prefix: { query: "search_query: ", passage: "search_document: " },
    });
    await using two = await startFake({ "GET /v1/models": list("bge-a", "bge-b"), [path]: embeddings });
    expect(await failureOf(open(two, { model: undefined }))).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("bge-a, bge-b") as string,
      fix: "set memory.embed.model to one of them",
    });
  });

  // The limit is 200 characters in all, as a server with a small batch has it.
  const tight =
    (status: number, body: unknown): Route =>
    (heard) =>
      inputOf(heard).join("").length > 200 ? json(body, status) : embeddings(heard);

  test.each([
    [
      "llama-server, batch",
      500,
      {
        error: {
          code: 500,
          message:
            "input (700 tokens) is too large to process. increase the physical batch size (current batch size: 512)",
          type: "server_error",
        },
      },
    ],
    [
      "llama-server, context",
      400,
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size",
          type: "exceed_context_size_error",
          n_prompt_tokens: 700,
          n_ctx: 512,
        },
      },
    ],
    [
      "vLLM",
      400,
      {
        error: {
          message: "This model's maximum context length is 512 tokens.",
          type: "BadRequestError",
          param: "input_tokens",
          code: 400,
        },
      },
    ],
    [
      "LiteLLM",
      400,
      { error: { message: "litellm.ContextWindowExceededError: …", type: null, param: null, code: "400" } },
    ],
    ["Ollama", 400, { error: { message: "the input length exceeds the context length", type: "api_error" } }],
    [
      "text-embeddings-inference",
      413,
      { error: "Input validation error: `inputs` must have less than 512 tokens", error_type: "Validation" },
    ],
  ])("cuts what %s finds too long", async (_, status, body) => {
    await using server = await startFake({ [path]: tight(status, body) });
    const embedder = await open(server);
    const vectors = await embedder.embed(["a".repeat(90), "b".repeat(700), "c".repeat(90)], passage);
    expect(vectors).toHaveLength(3);
    const taken = server.heard
      .slice(1)
      .map(inputOf)
      .filter((input) => input.join("").length <= 200)
      .flat();
    expect(taken.map((text) => `${text[0]}${text.length}`)).toEqual(["a90", "b175", "c90"]);
  });

  test.each([
    ["a changed length", json({ data: [entry([1, 2], 0), entry([1, 2], 1)] }), "2 numbers where it gave 3"],
    ["too few", json({ data: [entry([1, 2, 3], 0)] }), "1 vectors for 2 texts"],
    ["the same place twice", json({ data: [entry([1, 2, 3], 0), entry([1, 2, 3], 0)] }), "`index`"],
    ["no place", json({ data: [entry([1, 2, 3], 0), entry([1, 2, 3], 7)] }), "`index`"],
    ["nothing", json({ data: [entry([], 0), entry([], 1)] }), "an empty vector"],
    ["zeros", json({ data: [entry([0, 0, 0], 0), entry([1, 2, 3], 1)] }), "only zeros"],
    ["no number", json({ data: [entry([1, null, 3], 0), entry([1, 2, 3], 1)] }), "numbers that are none"],
    [
      "infinity",
      { body: '{"data":[{"embedding":[1e999,2,3]},{"embedding":[1,2,3]}]}' },
      "numbers that are none",
    ],
    ["one vector a token", json({ data: [entry([[1, 2, 3]], 0), entry([[1, 2, 3]], 1)] }), "for each token"],
    ["a web page", { body: "<html>hello</html>" }, "no JSON"],
    ["another shape", json({ embeddings: [[1, 2, 3]] }), "0 vectors for 2 texts"],
  ] satisfies readonly (readonly [string, Route, string])[])("refuses %s", async (_, answer, words) => {
    const failure = await refusalOf(answer);
    expect(failure).toMatchObject({
      code: "OUTPUT_INVALID",
      message: expect.stringContaining(words) as string,
    });
    expect(failure?.fix).not.toBe("");
  });

  test.each([
    [401, { error: "Unauthorized" }, "MODEL_UNAUTHORISED"],
    [
      501,
      {
        error: {
          code: 501,
          message: "This server does not support embeddings. Start it with `--embeddings`",
          type: "not_supported_error",
        },
      },
      "MODEL_MISSING",
    ],
    [404, { detail: "Not Found" }, "MODEL_MISSING"],
    [
      500,
      {
        error: {
          message: "Llama model must be created with embedding=True to call this method",
          type: "internal_server_error",
        },
      },
      "MODEL_MISSING",
    ],
    [500, { error: { message: "out of memory" } }, "MODEL_UNREACHABLE"],
    [429, { error: { message: "slow down" } }, "MODEL_UNREACHABLE"],
    [400, { error: { message: "no" } }, "MODEL_REFUSED"],
  ])("names what a %i with %j means", async (status, body, code) => {
    expect(await refusalOf(json(body, status))).toMatchObject({ code });
  });

  test("asks once more where the connection was lost, and not twice", async () => {
    await using server = await startFake({
      [path]: after((heard, count) => (count === 2 ? embeddings(heard) : { body: "", after: "reset" })),
    });
    const embedder = await open(server);
    expect(await embedder.embed(["a"], passage)).toHaveLength(1);
    expect(await failureOf(embedder.embed(["a"], passage))).toMatchObject({ code: "MODEL_UNREACHABLE" });
    expect(server.heard).toHaveLength(5);
  });

  test("ends with its deadline and with its caller", async () => {
    await using server = await startFake({ [path]: after({ body: "", after: "hang" }) });
    const hasty = await open(server, { timeoutMs: 300 });
    expect(await failureOf(hasty.embed(["a"], passage))).toMatchObject({
      code: "MODEL_TIMED_OUT",
      fix: expect.stringContaining("memory.embed.timeoutMs") as string,
    });
    // The question how long a vector is, and one that is not asked again.
    expect(server.heard).toHaveLength(2);
    await using other = await startFake({ [path]: after({ body: "", after: "hang" }) });
    const embedder = await open(other);
    const controller = new AbortController();
    const work = failureOf(embedder.embed(["a"], { as: "passage", signal: controller.signal }));
    controller.abort();
    expect(await work).toMatchObject({ code: "ABORTED" });
  });

  test("opens by what is remembered while the server is away, for the same model alone", async () => {
    const server = await startFake({ [path]: embeddings });
    const { identity } = await open(server);
    await server[Symbol.asyncDispose]();
    expect(await failureOf(open(server))).toMatchObject({ code: "MODEL_UNREACHABLE" });
    const embedder = await open(server, {}, { remembered: identity });
    expect(embedder.identity).toEqual(identity);
    expect(await failureOf(embedder.embed(["a"], passage))).toMatchObject({ code: "MODEL_UNREACHABLE" });
    expect(await failureOf(open(server, { model: "other" }, { remembered: identity }))).not.toBeNull();
  });
});

test("a server and a file at once are refused", async () => {
  const failure = await failureOf(open({ url: "http://127.0.0.1:1" }, { file: "/x.gguf" }));
  expect(failure).toMatchObject({ code: "CONFIG_INVALID" });
});
