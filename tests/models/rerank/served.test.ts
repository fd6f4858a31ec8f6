// A reranker on a server, in the forms of the servers that have one.
import { expect, test } from "vitest";
import { openReranker } from "../../../models/rerank/open.ts";
import { type FakeServer, json, type Route, startFake } from "../fake-server.ts";

const { signal } = new AbortController();
const texts = ["one", "three", "fifteen letters", ""];

const open = async (server: Pick<FakeServer, "url">, model: string | undefined = "ranker") => {
  const reranker = await openReranker({ url: `${server.url}/v1`, model, timeoutMs: 5_000 }, { signal });
  if (reranker === null) throw new Error("no reranker");
  return reranker;
};

const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error,
  );

type Field = "documents" | "texts" | "text_2";

/** Best first, as most servers answer; the score is the length. */
const ranked =
  (field: Field, shape: (ranking: readonly { index: number; score: number }[]) => unknown): Route =>
  ({ body }) => {
    const given = body[field] as readonly string[] | undefined;
    if (given === undefined) return json({ detail: [{ msg: "Field required" }] }, 422);
    const ranking = given.map((text, index) => ({ index, score: text.length }));
    return json(shape(ranking.sort((left, right) => right.score - left.score)));
  };

const results = (ranking: readonly { index: number; score: number }[]) => ({
  object: "list",
  results: ranking.map(({ index, score }) => ({ index, relevance_score: score - 10 })),
});

test.each([
  [
    "llama-server, LiteLLM, Jina: logits, best first",
    { "POST /v1/rerank": ranked("documents", results) },
    -10,
  ],
  ["vLLM, Cohere v2", { "POST /rerank": ranked("documents", results) }, -10],
  ["vLLM's scores", { "POST /score": ranked("text_2", (data) => ({ object: "list", data })) }, 0],
  ["text-embeddings-inference", { "POST /rerank": ranked("texts", (list) => list) }, 0],
])("%s", async (_, routes: Readonly<Record<string, Route>>, offset) => {
  await using server = await startFake(routes);
  const reranker = await open(server);
  // The blank text goes as a dot.
  const expected = [3, 5, 15, 1].map((score) => score + offset);
  expect(await reranker.scores("q", texts, { signal })).toEqual(expected);
  const asked = server.heard.length;
  expect(await reranker.scores("q", texts, { signal })).toEqual(expected);
  // What the server knows is not looked for again.
  expect(server.heard.length).toBe(asked + 1);
  expect(await reranker.scores("q", [], { signal })).toEqual([]);
});

test("says all that the server needs", async () => {
  await using server = await startFake({ "POST /v1/rerank": ranked("documents", results) });
  await (await open(server)).scores("q", ["a", "b"], { signal });
  expect(server.heard[0]?.body).toEqual({ model: "ranker", query: "q", documents: ["a", "b"], top_n: 2 });
});

test("cuts what the server finds too long, and no other", async () => {
  const tooLarge = json(
    {
      error: {
        code: 500,
        message: "input (900 tokens) is too large to process. increase the physical batch size",
      },
    },
    500,
  );
  const rank = ranked("documents", results) as Extract<Route, (...args: never[]) => unknown>;
  await using server = await startFake({
    "POST /v1/rerank": (heard, count) =>
      (heard.body["documents"] as string[]).some((text) => text.length > 100) ? tooLarge : rank(heard, count),
  });
  expect(await (await open(server)).scores("q", ["a".repeat(50), "b".repeat(300)], { signal })).toEqual([
    40, 65,
  ]);
});

test.each([
  ["one missing", { results: [{ index: 0, relevance_score: 1 }] }],
  ["one twice", { results: [0, 0].map((index) => ({ index, relevance_score: 1 })) }],
  ["one too many", { results: [0, 1, 1].map((index) => ({ index, relevance_score: 1 })) }],
  ["no number", { results: [0, 1].map((index) => ({ index, relevance_score: null })) }],
  ["another shape", { scores: [1, 2] }],
])("refuses %s", async (_, body) => {
  await using server = await startFake({ "POST /v1/rerank": json(body) });
  const failure = await failureOf((await open(server)).scores("q", ["a", "b"], { signal }));
  expect(failure).toMatchObject({ code: "OUTPUT_INVALID" });
});

test("a server without reranking says how it is started with it", async () => {
  const body = {
    error: { code: 501, message: "This server does not support reranking. Start it with `--reranking`" },
  };
  await using server = await startFake({ "POST /v1/rerank": json(body, 501) });
  expect(await failureOf((await open(server)).scores("q", ["a"], { signal }))).toMatchObject({
    code: "MODEL_MISSING",
    message: expect.stringContaining("--reranking") as string,
  });
});

test("a server that is away is found so when it is asked, and asked again", async () => {
  const server = await startFake({});
  const reranker = await open(server, undefined);
  await server[Symbol.asyncDispose]();
  expect(await failureOf(reranker.scores("q", ["a"], { signal }))).toMatchObject({
    code: "MODEL_UNREACHABLE",
  });
});

test("none is configured, and what can't be one is refused", async () => {
  expect(await openReranker({ timeoutMs: 1_000 }, { signal })).toBeNull();
  for (const file of ["/nowhere/x.onnx", "/x.gguf"]) {
    expect(await failureOf(openReranker({ file, timeoutMs: 1_000 }, { signal }))).toMatchObject({
      code: "CONFIG_INVALID",
    });
  }
});
