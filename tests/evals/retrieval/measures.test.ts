import { describe, expect, test } from "vitest";
import { meanOf, percentile, worthOf } from "../../../evals/retrieval/measures.ts";

const relevant = new Map([
  ["a", 1],
  ["b", 1],
]);

describe("what a ranking is worth", () => {
  test("all of it first, all of it missed", () => {
    expect(worthOf(["b", "a", "x"], relevant)).toEqual({
      ndcg10: 1,
      recall5: 1,
      recall10: 1,
      recall100: 1,
      mrr: 1,
    });
    expect(Object.values(worthOf(["x"], relevant))).toEqual([0, 0, 0, 0, 0]);
  });

  test("the numbers that trec_eval gives", () => {
    const { ndcg10, recall5, recall10, mrr } = worthOf(["x", "a", "y", "z", "w", "v", "b"], relevant);
    expect(ndcg10).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(8)) / (1 + 1 / Math.log2(3)), 12);
    expect([recall5, recall10, mrr]).toEqual([0.5, 1, 0.5]);
  });

  test("a higher grade is worth more in front", () => {
    const graded = new Map([
      ["a", 2],
      ["b", 1],
    ]);
    expect(worthOf(["a", "b"], graded).ndcg10).toBe(1);
    expect(worthOf(["b", "a"], graded).ndcg10).toBeLessThan(1);
  });

  test("means and percentiles", () => {
    expect(meanOf([worthOf(["a", "b"], relevant), worthOf(["x"], relevant)], "mrr")).toBe(0.5);
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile([7], 0.95)]).toEqual([50, 95, 7]);
  });
});
