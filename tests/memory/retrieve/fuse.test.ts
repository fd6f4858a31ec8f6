import { describe, expect, test } from "vitest";
import { fuse, fusionRules } from "../../../memory/retrieve/fuse.ts";

const hits = (scores: Readonly<Record<string, number>>) =>
  Object.entries(scores).map(([id, score]) => ({ id, score }));

describe("fuse", () => {
  test.each(fusionRules)("%s: one list keeps its order, the best has 1", (rule) => {
    const fused = fuse([{ hits: hits({ a: 9, b: 4, c: 1 }), weight: 2 }], rule);
    expect(fused.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(fused[0]?.score).toBeCloseTo(1, 9);
    expect(fused.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
  });

  test.each(fusionRules)("%s: the scale of a stage's scores does not matter", (rule) => {
    const words = hits({ a: 9, b: 4, c: 1 });
    const near = hits({ c: 0.9, b: 0.7, a: 0.1 });
    const large = near.map(({ id, score }) => ({ id, score: 1_000 * score + 5 }));
    const order = (second: typeof near) =>
      fuse(
        [
          { hits: words, weight: 1 },
          { hits: second, weight: 0.9 },
        ],
        rule,
      ).map(({ id }) => id);
    expect(order(large)).toEqual(order(near));
  });

  test.each(fusionRules)("%s: the heavier stage decides", (rule) => {
    const both = (weight: number) =>
      fuse(
        [
          { hits: hits({ a: 2, b: 1 }), weight: 1 },
          { hits: hits({ b: 2, a: 1 }), weight },
        ],
        rule,
      )[0]?.id;
    expect([both(0.5), both(2)]).toEqual(["a", "b"]);
  });

  test("a weight of 0 and an empty list say nothing; equals go by id", () => {
    const fused = fuse(
      [
        { hits: hits({ z: 1, y: 1 }), weight: 1 },
        { hits: hits({ q: 1 }), weight: 0 },
        { hits: [], weight: 5 },
      ],
      "z-score",
    );
    expect(fused).toEqual([
      { id: "y", score: 1 },
      { id: "z", score: 1 },
    ]);
    expect(fuse([], "z-score")).toEqual([]);
  });
});
