import { describe, expect, test } from "vitest";
import { pageRank } from "../../../memory/retrieve/page-rank.ts";

const line = [
  { from: "a", to: "b", weight: 1 },
  { from: "b", to: "c", weight: 1 },
];

describe("pageRank", () => {
  test("gives the shares that solve its equation", () => {
    // a = .5 + .5·b/2, b = .5·(a + c), c = .5·b/2
    const ranks = pageRank(line, new Map([["a", 1]]), { damping: 0.5, rounds: 200, tolerance: 0 });
    expect(ranks.get("a")).toBeCloseTo(7 / 12, 9);
    expect(ranks.get("b")).toBeCloseTo(4 / 12, 9);
    expect(ranks.get("c")).toBeCloseTo(1 / 12, 9);
  });

  test("shares sum to 1, however many seeds and whatever their size", () => {
    const seeds = new Map([
      ["a", 3],
      ["c", 0.2],
      ["elsewhere", 9],
    ]);
    const ranks = pageRank([...line, { from: "x", to: "y", weight: 4 }], seeds, { damping: 0.85 });
    expect([...ranks.values()].reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 9);
    expect(ranks.get("x")).toBe(0);
  });

  test("a heavier edge carries more", () => {
    const edges = [
      { from: "a", to: "b", weight: 3 },
      { from: "a", to: "c", weight: 1 },
    ];
    const ranks = pageRank(edges, new Map([["a", 1]]), { damping: 0.5 });
    expect(ranks.get("b")).toBeCloseTo(3 * (ranks.get("c") ?? 0), 5);
  });

  test("edges that carry nothing, and seeds outside, lead nowhere", () => {
    const edges = [
      { from: "a", to: "a", weight: 1 },
      { from: "a", to: "b", weight: 0 },
      { from: "a", to: "b", weight: Number.NaN },
    ];
    expect(pageRank(edges, new Map([["a", 1]]), { damping: 0.5 }).size).toBe(0);
    expect(pageRank(line, new Map([["z", 1]]), { damping: 0.5 }).size).toBe(0);
  });
});
