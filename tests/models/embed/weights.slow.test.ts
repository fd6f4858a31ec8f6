// Real weights by the real engine: near is near, far is far, and vectors equal those that a reference made. `.ci/weights.sh` brings
// the weights; without them, or without the sets, the suite is reported as skipped.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Embedder } from "../../../core/indexes.ts";
import { openEmbedder } from "../../../models/embed/open.ts";
import { haveLlama, type LlamaServer, startLlama } from "../../support/llama.ts";

const { signal } = new AbortController();
const data = join(process.env["HYDRA_EVAL_DATA"] ?? "../shared/data", "retrieval");

const models = [
  ["minilm", "HYDRA_TEST_EMBED_GGUF", { model: "all-MiniLM-L6-v2", dims: 384, pooling: "mean" }],
  ["bge-small", "HYDRA_TEST_EMBED_GGUF_CLS", { model: "bge-small-en-v1.5", dims: 384, pooling: "cls" }],
] as const;

const cosine = (left: Float32Array | undefined, right: Float32Array | undefined): number =>
  (left ?? new Float32Array()).reduce((sum, value, at) => sum + value * (right?.[at] ?? 0), 0);

/** Rows of a little-endian two-dimensional .npy of 16-bit floats. */
const rowsOf = (path: string, width: number): Float32Array[] => {
  const file = readFileSync(path);
  const bytes = Uint8Array.from(file.subarray(10 + file.readUInt16LE(8)));
  const all = new Float16Array(bytes.buffer);
  return Array.from({ length: all.length / width }, (_, row) =>
    Float32Array.from(all.slice(row * width, (row + 1) * width)),
  );
};

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly _id: string; readonly text: string });

describe.each(models)("%s (%s)", (name, variable, identity) => {
  const file = process.env[variable];

  describe.skipIf(file === undefined)("in its process", () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await openEmbedder({ file, timeoutMs: 60_000 }, { signal });
    });
    afterAll(async () => embedder.close());

    test("knows what it is", () => {
      expect(embedder.identity).toMatchObject(identity);
    });

    test.each([
      ["a cat sits on the mat", "a kitten rests on a rug", "the quarterly tax filing is due"],
      [
        "how do I open a database connection",
        "connecting to PostgreSQL with a pool",
        "baking bread with sourdough",
      ],
      [
        "sort a list in descending order",
        "order an array from the largest to the smallest",
        "photos of a holiday at the sea",
      ],
    ])("%s: nearer to its paraphrase", async (text, near, far) => {
      const [one, two, three] = await embedder.embed([text, near, far], { as: "passage", signal });
      expect(cosine(one, two)).toBeGreaterThan(cosine(one, three) + 0.1);
    });

    const set = join(data, "product-docs");
    test.skipIf(!existsSync(set))(
      "equals the vectors of the sets, queries and documents (product-docs)",
      async () => {
        const sides = [
          ["query", "queries", linesOf(readFileSync(join(set, "queries.jsonl"), "utf8"))],
          ["passage", "docs", linesOf(gunzipSync(readFileSync(join(set, "corpus.jsonl.gz"))).toString())],
        ] as const;
        for (const [as, side, lines] of sides) {
          const rows = rowsOf(join(set, "vectors", `${name}.${side}.f16.npy`), identity.dims);
          const ids = JSON.parse(readFileSync(join(set, "vectors", `${side}.ids.json`), "utf8")) as string[];
          // The reference cut texts at 256 tokens: short ones are the same for both.
          const some = lines.filter(({ text }) => text.length < 700).slice(0, 12);
          expect(some).toHaveLength(12);
          const vectors = await embedder.embed(
            some.map(({ text }) => text),
            { as, signal },
          );
          const cosines = some.map(({ _id }, at) => cosine(vectors[at], rows[ids.indexOf(_id)]));
          expect(Math.min(...cosines)).toBeGreaterThan(0.99);
        }
      },
    );
  });
});

describe.skipIf(!haveLlama || process.env["HYDRA_TEST_EMBED_GGUF"] === undefined)(
  "a real llama-server with an embedder (HYDRA_TEST_LLAMA_SERVER, HYDRA_TEST_EMBED_GGUF)",
  () => {
    const model = process.env["HYDRA_TEST_EMBED_GGUF"] ?? "";
    let server: LlamaServer;
    beforeAll(async () => {
      const options = ["--embeddings", "--pooling", "mean", "--alias", "all-MiniLM-L6-v2"];
      server = await startLlama({ model, options });
    });
    afterAll(async () => server.stop());

    test("gives the vectors that the file gives in a process of ours, and its limit is met by cutting", async () => {
      const served = await openEmbedder({ url: server.url, timeoutMs: 60_000 }, { signal });
      expect(served.identity).toMatchObject({ model: "all-MiniLM-L6-v2", dims: 384 });
      const own = await openEmbedder({ file: model, timeoutMs: 60_000 }, { signal });
      const texts = ["a cat sits on the mat", "", "nul \0 character", "数据库连接", "words ".repeat(3_000)];
      const [left, right] = [
        await served.embed(texts, { as: "passage", signal }),
        await own.embed(texts, { as: "passage", signal }),
      ];
      const cosines = left.map((vector, at) => cosine(vector, right[at]));
      expect(Math.min(...cosines.slice(0, 4))).toBeGreaterThan(0.999);
      // Ours is cut by tokens, the server's by halves.
      expect(cosines[4]).toBeGreaterThan(0.9);
      await own.close();
    });
  },
);
