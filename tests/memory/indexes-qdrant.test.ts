// The indexes in Qdrant over a server that speaks as Qdrant does and is none (see tests/support/qdrant-server.ts).
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQdrantKeywords } from "../../memory/indexes/qdrant-keywords.ts";
import { openQdrantVectors } from "../../memory/indexes/qdrant-vectors.ts";
import { singular, termCounts } from "../../memory/indexes/terms.ts";
import { openQdrantFake, type QdrantFake } from "../support/qdrant-server.ts";
import { keywordIndexSuite } from "./keyword-index.suite.ts";
import { vectorIndexSuite } from "./vector-index.suite.ts";

describe("a stand-in for Qdrant, which speaks as 1.18.3 does", () => {
  let server: QdrantFake;
  beforeAll(async () => {
    server = await openQdrantFake();
  });
  afterAll(async () => server.close());
  const vectors = async (dims = 4, collection = "vectors") =>
    openQdrantVectors({ url: server.url, apiKey: undefined, collection, dims });
  const keywords = async () =>
    openQdrantKeywords({ url: server.url, apiKey: undefined, collection: "words" });

  vectorIndexSuite(vectors);
  keywordIndexSuite(keywords);

  it("refuses a collection of another length, or one of another maker", async () => {
    await (await vectors(4, "mixed")).put([entry], going);
    await expect((await vectors(8, "mixed")).ids(page)).rejects.toMatchObject({
      code: "EMBEDDER_CHANGED",
      message: expect.stringContaining("of 4 numbers, not of 8"),
    });
    const words = await openQdrantKeywords({ url: server.url, apiKey: undefined, collection: "mixed" });
    await expect(words.ids(page)).rejects.toMatchObject({
      code: "INDEX_DOWN",
      fix: expect.stringContaining("collection"),
    });
  });

  it("makes its collection again that somebody removed, and says once that it was gone", async () => {
    const [index, other] = [await vectors(4, "gone"), await vectors(4, "gone")];
    await index.put([entry], going);
    await other.drop(going);
    await expect(index.search(entry.vector, { ...going, limit: 1 })).rejects.toMatchObject({
      code: "INDEX_DOWN",
    });
    await index.put([entry], going);
    expect(await index.ids(page)).toEqual([entry.id]);
  });

  it("sends many in batches, each waited for", async () => {
    const index = await vectors(4, "batches");
    const before = server.asked.length;
    const many = Array.from({ length: 250 }, (_, at) => ({
      ...entry,
      id: at.toString(16).padStart(32, "0"),
    }));
    await index.put(many, going);
    const puts = server.asked
      .slice(before)
      .filter((asked) => asked.startsWith("PUT /collections/batches/points"));
    expect(puts).toEqual(Array.from({ length: 3 }, () => "PUT /collections/batches/points?wait=true"));
  });

  it("takes 400 for a bad entry, and all else for a lost server", async () => {
    const index = await vectors(4, "refused");
    await index.put([entry], going);
    server.answer({ status: 400, error: "Wrong input: something" });
    await expect(index.put([entry], going)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("something"),
    });
    server.answer({ status: 500, error: "Service internal error: no space left" });
    await expect(index.put([entry], going)).rejects.toMatchObject({
      code: "INDEX_DOWN",
      message: expect.stringContaining("no space left"),
    });
    server.answer(null);
    await expect(index.put([{ ...entry, id: "not hexadecimal" }], going)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });

  it("ends by its deadline or an abort when the server is silent, and goes on when it is back", async () => {
    const index = await openQdrantVectors({
      url: server.url,
      apiKey: undefined,
      collection: "silent",
      dims: 4,
      timeoutMs: 200,
    });
    await index.put([entry], going);
    server.answer("silence");
    await expect(index.put([entry], going)).rejects.toMatchObject({
      code: "INDEX_DOWN",
      message: expect.stringContaining("no answer within 0.2 seconds"),
    });
    const abort = new AbortController();
    const patient = await vectors(4, "silent");
    const search = patient.search(entry.vector, { signal: abort.signal, limit: 1 });
    abort.abort();
    await expect(search).rejects.toMatchObject({ code: "ABORTED" });
    server.answer(null);
    expect(await index.ids(page)).toEqual([entry.id]);
  });

  it("opens although the server is away, and says so at the first call", async () => {
    const gone = await openQdrantFake();
    await gone.close();
    const away = await openQdrantVectors({
      url: gone.url,
      apiKey: undefined,
      collection: "away",
      dims: 4,
    });
    await expect(away.put([entry], going)).rejects.toMatchObject({
      code: "INDEX_DOWN",
      message: expect.stringContaining("ECONNREFUSED"),
      fix: expect.stringContaining("HYDRA_QDRANT_URL"),
    });
  });

  it("brings its key, and names it where it is wrong", async () => {
    const locked = await openQdrantFake({ apiKey: "right" });
    const open = async (apiKey: string) =>
      openQdrantVectors({ url: `${locked.url}/`, apiKey, collection: "a", dims: 4 });
    await (await open("right")).put([entry], going);
    await expect((await open("wrong")).put([entry], going)).rejects.toMatchObject({
      code: "INDEX_DOWN",
      fix: expect.stringContaining("HYDRA_QDRANT_API_KEY"),
    });
    await locked.close();
  });

  it("asks beneath the path of its URL, for a server behind a proxy", async () => {
    const url = `${server.url}/behind/a-proxy/`;
    const index = await openQdrantVectors({ url, apiKey: undefined, collection: "a", dims: 4 });
    await expect(index.ids(page)).rejects.toMatchObject({ code: "INDEX_DOWN" });
    expect(server.asked.at(-1)).toBe("PUT /behind/a-proxy/collections/a");
  });

  it("counts words without stop words and plurals", () => {
    expect(
      [...termCounts("the stores of a store: two words, one word").values()].toSorted((a, b) => a - b),
    ).toEqual([1, 1, 2, 2]);
    expect(["queries", "stores", "class", "status", "js"].map(singular)).toEqual([
      "query",
      "store",
      "class",
      "status",
      "js",
    ]);
  });
});

const { signal } = new AbortController();
const going = { signal };
const page = { signal, after: null, limit: 10 };
const entry = { id: "a".repeat(32), kind: "web", vector: Float32Array.of(1, 0, 0, 0) } as const;
