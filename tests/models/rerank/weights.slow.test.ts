// A real cross-encoder in its process. `.ci/weights.sh` brings it with its runtime; without them the suite is reported as skipped.
import { copyFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openReranker } from "../../../models/rerank/open.ts";
import { temporary } from "../../support/temporary.ts";

const { signal } = new AbortController();
const file = process.env["HYDRA_TEST_RERANK_ONNX"];
const packages = process.env["HYDRA_TEST_ONNXRUNTIME"];

const query = "what is the capital of france";
const texts = [
  "A cat sat on the mat.",
  "The capital of France is Paris.",
  "",
  "Paris Hilton is a celebrity.",
  "word ".repeat(5_000),
];

describe.skipIf(file === undefined || packages === undefined)(
  "a cross-encoder (HYDRA_TEST_RERANK_ONNX, HYDRA_TEST_ONNXRUNTIME)",
  () => {
    const open = async (path = file ?? "") => {
      const settings = { file: path, timeoutMs: 60_000 };
      const reranker = await openReranker(settings, {
        signal,
        ...(packages === undefined ? {} : { packages }),
      });
      if (reranker === null) throw new Error("no reranker");
      return reranker;
    };

    test("puts the answer first, whatever stands beside it", async () => {
      const reranker = await open();
      const scores = await reranker.scores(query, texts, { signal });
      expect(scores).toHaveLength(texts.length);
      expect(scores.indexOf(Math.max(...scores))).toBe(1);
      // As the same weights give in Python's ONNX Runtime with its tokenizer; 8-bit sums differ a little by batch.
      for (const [at, score] of [-11.27, 9.63, -9.87, -9.82, -11.2].entries()) {
        expect(Math.abs((scores[at] ?? 0) - score)).toBeLessThan(0.35);
      }
      const many = await reranker.scores(`${query} `.repeat(300), Array(20).fill(texts[1]) as string[], {
        signal,
      });
      expect(new Set(many.map((score) => score.toFixed(1))).size).toBe(1);
      await reranker.close();
    });

    test("reads vocab.txt where there is no tokenizer.json, and scores the same", async () => {
      const folder = temporary();
      symlinkSync(file ?? "", join(folder, "model.onnx"));
      copyFileSync(join(dirname(file ?? ""), "vocab.txt"), join(folder, "vocab.txt"));
      const [one, other] = [await open(), await open(join(folder, "model.onnx"))];
      const odd = ["Café naïve — 東京, isn't it?", "parseSettings(options) => { … }"];
      expect(await other.scores(query, odd, { signal })).toEqual(await one.scores(query, odd, { signal }));
      await Promise.all([one.close(), other.close()]);
    });

    test("a file that is none, or gives no score, is refused by name", async () => {
      const folder = temporary();
      writeFileSync(join(folder, "x.onnx"), "no model");
      await expect(open(join(folder, "x.onnx"))).rejects.toMatchObject({
        code: "CONFIG_INVALID",
        message: expect.stringContaining("vocab.txt") as string,
      });
      copyFileSync(join(dirname(file ?? ""), "vocab.txt"), join(folder, "vocab.txt"));
      await expect(open(join(folder, "x.onnx"))).rejects.toMatchObject({ code: "CONFIG_INVALID" });
      const embedder = join(dirname(file ?? ""), "..", "bge_small_en", "model.onnx");
      await expect(open(embedder)).rejects.toMatchObject({
        message: expect.stringContaining("no cross-encoder") as string,
      });
    });
  },
);
