// A tiny collection as it lies on disk, with vectors that point where the words do not.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readCollection } from "../../../evals/retrieval/beir.ts";
import { givenEmbedder } from "../../../evals/retrieval/given-vectors.ts";
import { parseMatrix } from "../../../evals/retrieval/npy.ts";
import { resultOf } from "../../../evals/retrieval/result.ts";
import { runRetrieval } from "../../../evals/retrieval/run-retrieval.ts";
import { runNames } from "../../../evals/retrieval/runs.ts";
import { tableOf } from "../../../evals/retrieval/table.ts";
import { temporary } from "../../support/temporary.ts";

const folder = temporary();
const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const { signal } = new AbortController();

/** 16 bit floats: 1 is 0x3c00. */
const matrix = (rows: readonly (readonly number[])[]): Buffer => {
  const header = `{'descr': '<f2', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0]?.length ?? 0}), }`;
  const padded = Buffer.from(`${header.padEnd(117)}\n`);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  const values = Buffer.from(Uint16Array.from(rows.flat(), (value) => (value === 0 ? 0 : 0x3c00)).buffer);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, padded, values]);
};

beforeAll(async () => {
  await writeFile(
    join(folder, "corpus.jsonl"),
    lines([
      { _id: "d1", title: "Demon Dice", text: "Demon Dice is a game created by Lester Smith." },
      { _id: "d2", title: "Lester Smith", text: "He was born in Ohio." },
      { _id: "d3", title: "Tea", text: "Leaves and hot water." },
      { _id: "d4", title: "", text: "Coffee comes from beans." },
    ]),
  );
  await writeFile(
    join(folder, "queries.jsonl"),
    lines([
      { _id: "q1", text: "who created demon dice" },
      { _id: "q2", text: "a warm drink" },
      { _id: "q3", text: "judged by nobody" },
    ]),
  );
  const judged = ["query-id\tcorpus-id\tscore", "q1\td1\t1", "q1\td2\t1", "q2\td3\t1", "q2\td1\t0"];
  await writeFile(join(folder, "qrels.tsv"), `${judged.join("\n")}\n`);
  const vectors = join(folder, "vectors");
  await mkdir(vectors);
  await writeFile(join(vectors, "docs.ids.json"), JSON.stringify(["d1", "d2", "d3", "d4"]));
  await writeFile(join(vectors, "queries.ids.json"), JSON.stringify(["q1", "q2"]));
  await writeFile(
    join(vectors, "minilm.docs.f16.npy"),
    matrix([
      [1, 0],
      [0, 1],
      [0, 1],
      [1, 1],
    ]),
  );
  await writeFile(
    join(vectors, "minilm.queries.f16.npy"),
    matrix([
      [1, 0],
      [0, 1],
    ]),
  );
});

describe("a collection in BEIR's layout", () => {
  test("has the queries that are judged, and grades above 0", async () => {
    const { queries, documents } = await readCollection(folder);
    expect(queries.map(({ id, relevant }) => [id, [...relevant.keys()]])).toEqual([
      ["q1", ["d1", "d2"]],
      ["q2", ["d3"]],
    ]);
    expect(documents).toHaveLength(4);
    expect((await readCollection(folder, 1)).queries).toHaveLength(1);
  });

  test("that is none is refused by name", async () => {
    await expect(readCollection(join(folder, "vectors"))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("corpus.jsonl") as string,
    });
  });
});

describe("given vectors", () => {
  test("are read as NumPy wrote them, at length 1", () => {
    expect(parseMatrix(matrix([[1, 1]]), "x.npy")[0]?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(() => parseMatrix(Buffer.from("no matrix at all"), "x.npy")).toThrow("it is no .npy");
    expect(() => parseMatrix(matrix([[1, 1]]).subarray(0, -1), "x.npy")).toThrow("ends too soon");
  });

  test("know whose they are, and no other text", async () => {
    const collection = await readCollection(folder);
    const embedder = await givenEmbedder(join(folder, "vectors"), null, collection);
    expect(embedder.identity).toMatchObject({ model: "all-MiniLM-L6-v2", dims: 2, pooling: "mean" });
    await expect(embedder.embed(["elsewhere"], { as: "query", signal })).rejects.toMatchObject({
      code: "OUTPUT_INVALID",
    });
    await expect(givenEmbedder(join(folder, "vectors"), "bge", collection)).rejects.toMatchObject({
      fix: "say --embedder minilm",
    });
  });
});

test("every run is measured, and the best single stage stands beside the hybrids", async () => {
  const collection = await readCollection(folder);
  const embedder = await givenEmbedder(join(folder, "vectors"), null, collection);
  const reranker = {
    name: "finds tea",
    scores: async (_: string, texts: readonly string[]) =>
      texts.map((text) => Number(text.startsWith("Tea"))),
    close: async () => undefined,
  };
  const outcomes = await runRetrieval(collection, {
    names: runNames,
    embedder,
    reranker,
    signal,
    onProgress: () => undefined,
  });
  const result = resultOf(outcomes, {
    dataset: collection.name,
    documents: 4,
    embedder,
    reranker: reranker.name,
    leftOut: [],
    command: "hydra eval retrieval",
    commit: "none",
  });
  expect(Object.keys(result.stages)).toEqual(runNames);
  // Words alone reach one of the two paragraphs of q1, and nothing of q2; the graph brings the second.
  expect(result.stages["keyword"]).toMatchObject({ recall10: 0.25, mrr: 0.5 });
  expect(result.stages["keyword+graph"]).toMatchObject({ recall10: 0.5, mrr: 0.5 });
  expect(result.stages["hybrid"]).toMatchObject({ recall10: 1, mrr: 1 });
  expect(result.best.single).toBe("vector");
  expect(result.stages["hybrid"]).toHaveProperty("aboveSingle.value");
  expect(result.stages["vector"]).not.toHaveProperty("aboveSingle");
  expect(tableOf(result)).toContain("* hybrid");
});
