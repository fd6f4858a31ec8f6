// Vectors from a GGUF by the real engine in its process. The model is ours and random: it means nothing, but is computed truly.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openEmbedder } from "../../../models/embed/open.ts";
import { temporary } from "../../support/temporary.ts";
import { type Bert, ggufOf, smallBert } from "../fixtures/bert-gguf.ts";

const { signal } = new AbortController();
const passage = { as: "passage", signal } as const;

const engine = await import("node-llama-cpp").then(
  () => true,
  () => false,
);

const write = (bytes: Uint8Array, name = "model.gguf"): string => {
  const file = join(temporary(), name);
  writeFileSync(file, bytes);
  return file;
};

const open = async (file: string) => openEmbedder({ file, timeoutMs: 20_000 }, { signal });

const openBert = async (change: Partial<Bert> = {}) => open(write(ggufOf(smallBert(change))));

const cosine = (left: Float32Array | undefined, right: Float32Array | undefined): number =>
  (left ?? new Float32Array()).reduce((sum, value, at) => sum + value * (right?.[at] ?? 0), 0);

const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error,
  );

describe.skipIf(!engine)("a GGUF (needs the optional package node-llama-cpp)", () => {
  test("says what its header says, and gives vectors of length 1 in the order of the texts", async () => {
    const embedder = await openBert();
    expect(embedder).toMatchObject({
      kind: "semantic",
      identity: { model: "small-bert", dims: 32, pooling: "mean", normalised: true },
    });
    const texts = [
      "abc",
      "xyz",
      "",
      "abc",
      "データ",
      ...Array.from({ length: 20 }, (_, at) => "k".repeat(at + 1)),
    ];
    const vectors = await embedder.embed(texts, passage);
    expect(vectors).toHaveLength(25);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(cosine(vectors[0], vectors[3])).toBeCloseTo(1, 5);
    expect(cosine(vectors[0], vectors[1])).toBeLessThan(0.999);
    const [alone] = await embedder.embed(["k".repeat(20)], passage);
    expect(cosine(alone, vectors[24])).toBeCloseTo(1, 5);
    await embedder.close();
  });

  test("cuts a text that is over the context, and does not shift it", async () => {
    const embedder = await openBert();
    const long = "a,b.c,d.".repeat(8);
    const [cut, same, shifted] = await embedder.embed(
      [long.slice(0, 61), `${long}${"z".repeat(3_000)}`, `${"z".repeat(3_000)}${long}`],
      passage,
    );
    expect(cosine(cut, same)).toBeCloseTo(1, 4);
    expect(cosine(cut, shifted)).toBeLessThan(0.999);
    await embedder.close();
  });

  test("pools as the header says, and takes its prefix by its name", async () => {
    const [mean, first] = [await openBert(), await openBert({ pooling: 2, name: "bge-tiny-en" })];
    expect(first.identity).toMatchObject({
      pooling: "cls",
      prefix: { query: expect.stringMatching(/^Represent/u) as string },
    });
    const [[left], [right]] = [await mean.embed(["abc"], passage), await first.embed(["abc"], passage)];
    expect(cosine(left, right)).toBeLessThan(0.999);
    const [[query], [plain]] = [
      await first.embed(["abc"], { as: "query", signal }),
      await first.embed(["abc"], passage),
    ];
    expect(cosine(query, plain)).toBeLessThan(0.999);
    await Promise.all([mean.close(), first.close()]);
  });

  test("that computes nonsense is refused, not kept", async () => {
    const { tensors } = smallBert();
    const nonsense = { shape: [32], data: new Float32Array(32).fill(Number.NaN) };
    const embedder = await openBert({ tensors: { ...tensors, "blk.0.layer_output_norm.bias": nonsense } });
    expect(await failureOf(embedder.embed(["abc"], passage))).toMatchObject({ code: "OUTPUT_INVALID" });
    await embedder.close();
  });

  const whole = ggufOf(smallBert());
  test.each([
    ["nothing", new Uint8Array()],
    ["noise", Buffer.from("it is no model at all, but a text of some length")],
    ["half of one", whole.subarray(0, whole.length / 2)],
    ["a header without an end", whole.subarray(0, 200)],
    ["no heads: the engine dies of it", ggufOf(smallBert({ heads: 0 }))],
    ["a layer that is not there", ggufOf(smallBert({ layers: 2 }))],
    ["a reranker", ggufOf(smallBert({ pooling: 4 }))],
  ])("%s is refused by name, and nobody dies", async (_, bytes) => {
    const failure = await failureOf(open(write(bytes, "odd.gguf")));
    expect(failure).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("odd.gguf") as string,
    });
  });
});

test("a file that is not there or no GGUF is refused before an engine starts", async () => {
  for (const file of ["/nowhere/m.gguf", write(new Uint8Array(), "m.bin"), temporary()]) {
    expect(await failureOf(open(file))).toMatchObject({ code: "CONFIG_INVALID" });
  }
});
