// The lexical stand-in: the same for ever, told apart from a model, and near where words or their parts are shared.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openEmbedder } from "../../../models/embed/open.ts";

const { signal } = new AbortController();
const embedder = await openEmbedder({ timeoutMs: 1_000 }, { signal });

const embed = async (...texts: string[]) => embedder.embed(texts, { as: "passage", signal });

const cosine = async (left: string, right: string): Promise<number> => {
  const [a = none, b = none] = await embed(left, right);
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
};

const none = new Float32Array();

test("says that it is lexical", () => {
  expect(embedder).toMatchObject({
    kind: "lexical",
    identity: { dims: 384, pooling: "none", normalised: true },
  });
});

test("every text has a vector of length 1, whatever is in it", async () => {
  for (const vector of await embed("a", "", "  ", "!?", "数据库连接", "👩‍👩‍👧", "x".repeat(100_000))) {
    expect(vector).toHaveLength(384);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  }
});

test("is nearer where words, their forms or their parts are shared", async () => {
  const far = await cosine("open the database connection", "a recipe with lemons");
  expect(await cosine("open the database connection", "database connections are opened")).toBeGreaterThan(
    far + 0.3,
  );
  expect(await cosine("parseSettings", "how are settings parsed")).toBeGreaterThan(far + 0.2);
  expect(await cosine("数据库连接池", "数据库连接")).toBeGreaterThan(far + 0.2);
  expect(Math.abs(far)).toBeLessThan(0.2);
});

test("is the same on every machine: vectors are kept", async () => {
  const [vector] = await embed("The quick brown fox jumps over the lazy dog");
  const rounded = [...(vector ?? [])].map((value) => value.toFixed(4).replace("-0.0000", "0.0000")).join(" ");
  expect(createHash("sha256").update(rounded).digest("hex").slice(0, 16)).toBe("6ca9e3334b763ec6");
});
