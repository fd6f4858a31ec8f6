// A cross-encoder in its process, with a scripted runtime in place of onnxruntime-node, which is not among Hydra's packages: what
// reaches the model, and what comes back in which order. `weights.slow.test.ts` has the real ones.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openReranker } from "../../../models/rerank/open.ts";
import { fitting, openPairEncoder } from "../../../models/rerank/pairs.ts";
import { temporary } from "../../support/temporary.ts";

const { signal } = new AbortController();
const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "paris", "capital", "cat", "##s", "of"];

/** A folder with a model file, its vocabulary, and a runtime whose score is worked out from what it is given. */
const folderWith = (score: string, inputs = ["input_ids", "attention_mask", "token_type_ids"]): string => {
  const folder = temporary();
  const runtime = join(folder, "node_modules", "onnxruntime-node");
  mkdirSync(runtime, { recursive: true });
  writeFileSync(join(folder, "m.onnx"), "scripted");
  writeFileSync(join(folder, "vocab.txt"), `${vocabulary.join("\n")}\n`);
  writeFileSync(
    join(runtime, "index.js"),
    `exports.Tensor = class { constructor(type, data, dims) { Object.assign(this, { type, data, dims }); } };
    exports.InferenceSession = { create: async () => ({
      inputNames: ${JSON.stringify(inputs)}, outputNames: ["logits"],
      run: async (feeds) => {
        const [rows, width] = feeds.input_ids.dims;
        const row = (name, at) => Array.from(feeds[name].data.slice(at * width, (at + 1) * width), Number);
        const data = Float32Array.from({ length: rows }, (_, at) => (${score})(row, at, feeds, rows));
        return { logits: { data, dims: [rows, 1] } };
      } }) };`,
  );
  return folder;
};

const open = async (folder: string) => {
  const settings = { file: join(folder, "m.onnx"), timeoutMs: 20_000 };
  const reranker = await openReranker(settings, { signal, packages: join(folder, "package.json") });
  if (reranker === null) throw new Error("no reranker");
  return reranker;
};

const scoresOf = async (folder: string, query: string, texts: readonly string[]) => {
  const reranker = await open(folder);
  try {
    return await reranker.scores(query, texts, { signal });
  } finally {
    await reranker.close();
  }
};

const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error & { fix: string },
  );

describe("a cross-encoder in its process", () => {
  test("is fed in groups of about the same length, and answers in the order of the texts", async () => {
    const lengths = '(row, at) => row("attention_mask", at).reduce((sum, each) => sum + each)';
    const texts = Array.from({ length: 70 }, (_, at) => "cat ".repeat((at * 37) % 70));
    const scores = await scoresOf(folderWith(lengths), "paris", texts);
    // [CLS] paris [SEP] … [SEP]; a blank text is a dot.
    expect(scores).toEqual(texts.map((text) => 4 + Math.max(1, text.length / 4)));
    const most = await scoresOf(folderWith("(row, at, feeds, rows) => rows"), "paris", texts);
    expect(Math.max(...most)).toBe(16);
  });

  test("hears which part is the text, and nothing that it does not take", async () => {
    const segments = '(row, at) => row("token_type_ids", at).reduce((sum, each) => sum + each)';
    expect(await scoresOf(folderWith(segments), "paris paris", ["cats", "cat of paris"])).toEqual([3, 4]);
    const names = "(row, at, feeds) => Object.keys(feeds).length";
    expect(await scoresOf(folderWith(names, ["input_ids", "attention_mask"]), "paris", ["cat"])).toEqual([2]);
  });

  test("that gives no number, or too many, is refused", async () => {
    expect(await failureOf(scoresOf(folderWith("() => NaN"), "a", ["b"]))).toMatchObject({
      code: "OUTPUT_INVALID",
    });
    const folder = folderWith("() => 1");
    const index = join(folder, "node_modules", "onnxruntime-node", "index.js");
    writeFileSync(
      index,
      `exports.Tensor = class {};
      exports.InferenceSession = { create: async () => ({ inputNames: ["input_ids"], outputNames: ["x"],
        run: async () => ({ x: { data: new Float32Array(384), dims: [1, 384] } }) }) };`,
    );
    expect(await failureOf(open(folder))).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("no cross-encoder: it gives 1 × 384") as string,
    });
  });

  test("without its runtime or its tokenizer is one line with the fix", async () => {
    const folder = folderWith("() => 1");
    writeFileSync(join(folder, "vocab.txt"), "cat\n");
    expect(await failureOf(open(folder))).toMatchObject({
      message: expect.stringContaining("[CLS]") as string,
    });
    const empty = temporary();
    writeFileSync(join(empty, "m.onnx"), "scripted");
    expect(await failureOf(open(empty))).toMatchObject({
      code: "CONFIG_INVALID",
      fix: expect.stringContaining("npm install --ignore-scripts onnxruntime-node@") as string,
    });
  });
});

describe("a pair", () => {
  const encode = async () => openPairEncoder(join(folderWith("() => 1"), "m.onnx"));

  test("is cut where it is too long: the text first, and its end is marked all the same", async () => {
    const { ids, segments } = (await encode()).encode("capital of paris", "cats ".repeat(1_000));
    expect(ids).toHaveLength(512);
    expect(segments).toHaveLength(512);
    expect([...ids.slice(0, 6), ids.at(-1)]).toEqual([2, 6, 9, 5, 3, 7, 3]);
    expect([segments[4], segments[5], segments.at(-1)]).toEqual([0, 1, 1]);
  });

  test("keeps half of its room for the text, however long the query is", async () => {
    const { ids, segments } = (await encode()).encode("capital ".repeat(2_000), "cat ".repeat(2_000));
    expect(ids).toHaveLength(512);
    expect(segments.filter((segment) => segment === 1).length).toBeGreaterThanOrEqual(256);
  });

  test("that fits is left alone", () => {
    const pair = { ids: [1, 2, 3], segments: [0, 0, 1] };
    expect(fitting(() => pair, 3).encode("a", "b")).toEqual(pair);
  });
});
