import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { aucOf, precisionOf, recallOf, withInterval } from "../../../evals/rag/measures.ts";
import { readQuestions } from "../../../evals/rag/questions.ts";
import { resultOf, weightsOf } from "../../../evals/rag/result.ts";

const scored = (yes: readonly number[], no: readonly number[]) => [
  ...yes.map((score) => ({ score, answerable: true })),
  ...no.map((score) => ({ score, answerable: false })),
];

describe("AUC", () => {
  it("is the chance that an answerable question stands higher, ties half", () => {
    expect(aucOf(scored([3, 4], [1, 2]))).toBe(1);
    expect(aucOf(scored([1, 2], [3, 4]))).toBe(0);
    expect(aucOf(scored([1, 1], [1, 1]))).toBe(0.5);
    expect(aucOf(scored([3, 1], [2, 1]))).toBe(0.625);
  });

  it("has an interval that holds it and is the same each time", () => {
    const ones = scored([5, 6, 7, 2, 9, 8], [1, 2, 3, 6, 4, 5]).map((one, at) => ({
      ...one,
      group: `${at}`,
    }));
    const figure = withInterval(ones, aucOf);
    expect(figure).toEqual(withInterval(ones, aucOf));
    expect(figure.low).toBeLessThan(figure.value);
    expect(figure.high).toBeGreaterThan(figure.value);
  });
});

test("a refusal is right where there is no answer", () => {
  const ones = [
    { refused: true, answerable: false },
    { refused: true, answerable: true },
    { refused: false, answerable: false },
    { refused: false, answerable: true },
    { refused: true, answerable: false },
  ];
  expect(precisionOf(ones)).toBeCloseTo(2 / 3);
  expect(recallOf(ones)).toBeCloseTo(2 / 3);
});

describe("a set of questions", () => {
  const folder = mkdtempSync(join(tmpdir(), "hydra-rag-"));
  const rows = (name: string, values: readonly object[]) =>
    writeFileSync(join(folder, name), values.map((value) => JSON.stringify(value)).join("\n"));
  const query = (id: string, answerability: string) => ({ _id: `${id}<::>1`, text: "a?", answerability });
  rows("corpus.jsonl", [{ _id: 1, title: null, text: "text" }]);

  it("groups by conversation and leaves out what is neither", async () => {
    rows("queries.jsonl", [
      query("a", "ANSWERABLE"),
      query("b", "UNANSWERABLE"),
      query("b", "PARTIAL"),
      query("c", "UNDERSPECIFIED"),
    ]);
    const { questions, leftOut, documents } = await readQuestions(folder);
    expect(questions.map(({ group, answerable }) => [group, answerable])).toEqual([
      ["a", true],
      ["b", false],
      ["b", true],
    ]);
    expect(leftOut).toEqual({ UNDERSPECIFIED: 1 });
    expect(documents).toEqual([{ id: "1", title: "", text: "text" }]);
  });

  it("of one kind only, or of a kind that nobody knows, is refused", async () => {
    rows("queries.jsonl", [query("a", "ANSWERABLE")]);
    await expect(readQuestions(folder)).rejects.toMatchObject({ code: "BAD_INPUT" });
    rows("queries.jsonl", [query("a", "PERHAPS")]);
    await expect(readQuestions(folder)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(readQuestions(join(folder, "nowhere"))).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

test("the result is cross-fitted: a feature that only names its question is worth nothing there", () => {
  const judged = Array.from({ length: 60 }, (_, at) => {
    const answerable = at % 3 !== 0;
    const features = { telling: Number(answerable) + (at % 7) / 7, own: at };
    return {
      group: `${at}`,
      text: "",
      label: answerable ? "yes" : "no",
      answerable,
      confidence: 0.5,
      features,
    };
  });
  const set = { name: "made", documents: [], questions: [], leftOut: {} };
  const identity = {
    model: "none",
    dims: 1,
    pooling: "none",
    prefix: { query: "", passage: "" },
    normalised: true,
  } as const;
  const embedder = {
    identity,
    kind: "lexical" as const,
    embed: async () => [],
    close: async () => undefined,
  };
  const runs = [{ set, judged }];
  const [made] = resultOf(runs, { embedder, command: "hydra eval rag", commit: "none" }).sets;
  expect(made?.auc.value).toBeGreaterThan(0.9);
  expect(made?.shipped.auc.value).toBe(0.5);
  expect(made?.shipped.grades["no"]).toEqual({ correct: 0, ambiguous: 20, incorrect: 0 });
  expect(Object.keys(weightsOf(runs, { command: "x" }).terms)).toEqual(["telling", "own"]);
});
