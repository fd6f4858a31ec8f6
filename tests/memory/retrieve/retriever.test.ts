import { describe, expect, test } from "vitest";
import { HydraError } from "../../../core/errors.ts";
import type { Reranker } from "../../../core/indexes.ts";
import type { SearchOptions } from "../../../core/knowledge.ts";
import type { RetrieverParts } from "../../../memory/retrieve/first-pass.ts";
import { makeRetriever } from "../../../memory/retrieve/retriever.ts";
import { shippedRetrievalWeights } from "../../../memory/retrieve/weights.ts";
import { shelve, signal, threeDims } from "./shelf.ts";

const texts = [
  {
    id: "dice",
    title: "Demon Dice",
    text: "Demon Dice is a game created by Lester Smith.",
    names: ["Demon Dice", "Lester Smith"],
  },
  {
    id: "smith",
    title: "Lester Smith",
    text: "He was born in Ohio.",
    names: ["Lester Smith", "Ohio"],
    vector: [0, 1, 0] as const,
  },
  {
    id: "ohio",
    title: "Ohio",
    text: "A state in the Midwest.",
    names: ["Ohio"],
    vector: [0, 0, 1] as const,
    kind: "web" as const,
  },
  {
    id: "cards",
    title: "Card games",
    text: "A game is played with cards.",
    names: ["Card games"],
    vector: [0, 0, 1] as const,
  },
];
const shelf = await shelve(texts);
const down = async (): Promise<never> => {
  throw new HydraError("INDEX_DOWN", "server lost", { fix: "start it" });
};

const search = async (parts: Partial<RetrieverParts>, query: string, options: Partial<SearchOptions> = {}) =>
  makeRetriever({ ...shelf, ...parts }).search(query, { limit: 10, signal, ...options });
const noteOf = ({ stages }: Awaited<ReturnType<typeof search>>, name: string) =>
  stages.find(({ stage }) => stage === name)?.note;

describe("a search", () => {
  test("says of every result what each stage made of it", async () => {
    const { found } = await search({}, "Demon Dice game →1,0,0");
    expect(found[0]?.chunk.id).toBe("dice");
    expect(found[0]?.stages).toMatchObject({ keyword: { rank: 1 }, vector: { rank: 1 }, graph: { rank: 1 } });
    expect(found.map(({ score }) => score)).toEqual(
      found.map(({ score }) => score).toSorted((a, b) => b - a),
    );
  });

  test("finds by the graph what shares no word and no meaning with the query", async () => {
    const without = await search({}, "creator of demon dice", { stages: { vector: false, graph: false } });
    expect(without.found.map(({ chunk }) => chunk.id)).not.toContain("smith");
    const { found } = await search({}, "creator of demon dice", { stages: { vector: false } });
    expect(found[1]?.chunk.id).toBe("smith");
    expect(found[1]?.stages.keyword).toBeUndefined();
    const alone = await search({}, "creator of demon dice", { stages: { vector: false, keyword: false } });
    expect(alone.found.map(({ chunk }) => chunk.id).slice(0, 2)).toEqual(["dice", "smith"]);
  });

  test("asks for some kinds only, by the graph too", async () => {
    const { found } = await search({}, "Lester Smith Ohio →0,1,0", { kinds: ["web"] });
    expect(found.map(({ chunk }) => chunk.id)).toEqual(["ohio"]);
  });

  test.each([
    ["keyword", { keywords: { search: down } }],
    ["vector", { embedder: { ...threeDims, embed: down } }],
    ["vector", { vectors: { search: down } }],
    ["graph", { graph: { link: down, neighbourhood: down } }],
    ["rerank", { reranker: { name: "lost", scores: down, close: async () => undefined } }],
  ] satisfies readonly (readonly [string, Partial<RetrieverParts>])[])(
    "goes on without %s where its server is lost, and says so",
    async (stage, lost) => {
      const result = await search(lost, "Demon Dice");
      expect(noteOf(result, stage)).toContain("left out: server lost");
      expect(result.found[0]?.chunk.id).toBe("dice");
    },
  );

  test("fails where all are lost", async () => {
    const lost = {
      keywords: { search: down },
      vectors: { search: down },
      graph: { link: down, neighbourhood: down },
    };
    await expect(search(lost, "Demon Dice")).rejects.toMatchObject({ code: "INDEX_DOWN" });
  });

  test("gives up at once where the caller does, and hides no mistake of ours", async () => {
    const stop = new AbortController();
    const hang = async (): Promise<never> => {
      stop.abort();
      return new Promise(() => undefined);
    };
    await expect(
      search({ keywords: { search: hang } }, "Demon Dice", { signal: stop.signal }),
    ).rejects.toMatchObject({ code: "ABORTED" });
    const wrong = async (): Promise<never> => {
      throw new TypeError("a mistake");
    };
    await expect(search({ keywords: { search: wrong } }, "Demon Dice")).rejects.toThrow("a mistake");
  });

  test("refuses an empty query and one that nothing may answer", async () => {
    await expect(search({}, "  ")).rejects.toMatchObject({ code: "BAD_INPUT" });
    const off = { keyword: false, vector: false, graph: false };
    await expect(search({}, "x", { stages: off })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("skips what an index still has and the library no longer does", async () => {
    const library = {
      chunks: async (ids: readonly string[]) =>
        shelf.library.chunks(
          ids.filter((id) => id !== "dice"),
          { signal },
        ),
    };
    const { found } = await search({ library }, "Demon Dice game", { limit: 1 });
    expect(found).toHaveLength(1);
    expect(found[0]?.chunk.id).not.toBe("dice");
  });

  test("says that hashed words are no meaning, and that a stage is off", async () => {
    const embedder = { ...threeDims, kind: "lexical" } as const;
    const result = await search({ embedder }, "Demon Dice", { stages: { graph: false } });
    expect(noteOf(result, "vector")).toContain("lexical only");
    expect(noteOf(result, "graph")).toBe("off");
    expect(noteOf(result, "rerank")).toContain("no reranker");
    expect(noteOf(await search({ vectors: null }, "Demon Dice"), "vector")).toContain("has no vectors");
  });
});

describe("reranking", () => {
  const reranker = (scoreOf: (text: string) => number): Reranker => ({
    name: "test",
    scores: async (_, read) => read.map(scoreOf),
    close: async () => undefined,
  });
  const order = ({ found }: Awaited<ReturnType<typeof search>>) => found.map(({ chunk }) => chunk.id);

  test("reads context and text, and its score is blended, not put in place", async () => {
    const query = "Demon Dice game →1,0,0";
    const before = order(await search({}, query));
    const against = await search({ reranker: reranker((text) => -text.indexOf("Demon Dice\nDemon")) }, query);
    expect(against.found[0]?.stages.rerank).toBeDefined();
    const least = before.at(-1) ?? "";
    const title = texts.find(({ id }) => id === least)?.title ?? "";
    const helped = await search({ reranker: reranker((text) => Number(text.startsWith(title))) }, query);
    expect(order(helped).indexOf(least)).toBeLessThan(before.indexOf(least));
    expect(order(helped)[0]).toBe(before[0]);
  });

  test("one that finds all alike changes nothing", async () => {
    const query = "Lester Smith game";
    expect(order(await search({ reranker: reranker(() => 0.3) }, query))).toEqual(
      order(await search({}, query)),
    );
  });
});

describe("a hypothetical answer", () => {
  const shipped = shippedRetrievalWeights();
  const always = { ...shipped, hyde: { below: 1 } };
  const never = { ...shipped, hyde: { below: 0 } };
  const hypothesis = async (): Promise<string> => "It is the Midwest. →0,0,1";

  test("is asked for where the first pass is not sure, and looks where it points", async () => {
    const result = await search({ hypothesis, weights: always }, "lester smith birthplace →0,1,0");
    expect(result.found.find(({ chunk }) => chunk.id === "ohio")?.stages.hyde).toBeDefined();
  });

  test("is not asked for where the first pass is sure, nor without vectors of meaning", async () => {
    const sure = await search({ hypothesis: down, weights: never }, "Demon Dice");
    expect(noteOf(sure, "hyde")).toBe("not needed");
    const embedder = { ...threeDims, kind: "lexical" } as const;
    const blind = await search({ hypothesis: down, embedder, weights: always }, "Demon Dice");
    expect(noteOf(blind, "hyde")).toContain("no vectors of meaning");
    expect(noteOf(await search({ weights: always }, "Demon Dice"), "hyde")).toContain("no model");
  });

  test("that fails costs nothing but itself", async () => {
    const result = await search({ hypothesis: down, weights: always }, "Demon Dice");
    expect(noteOf(result, "hyde")).toContain("server lost");
    expect(result.found[0]?.chunk.id).toBe("dice");
  });
});
