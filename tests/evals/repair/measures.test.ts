// Figures made of repairs.
import { describe, expect, it } from "vitest";
import { measuresOf } from "../../../evals/repair/measures.ts";
import type { RepairRow } from "../../../evals/repair/rows.ts";

const row = (task: string, over: Partial<RepairRow> = {}): RepairRow => ({
  task,
  before: { shown: false },
  status: "verified",
  chance: 0.9,
  after: { shown: true, right: true },
  calls: 6,
  tokens: 100,
  runs: 4,
  seconds: 1.5,
  ...over,
});

describe("measures", () => {
  it("tell right from wrong, shipped from not, and count what each is a share of", () => {
    const measures = measuresOf([
      row("a"),
      row("b", { after: { shown: true, right: false } }),
      row("c", {
        status: "probable",
        after: { shown: null, right: false },
        before: { shown: null },
      }),
      row("d", { status: "unsolved", after: null, before: { shown: true } }),
    ]);
    const told = Object.fromEntries(measures.map(({ name, value, of }) => [name, [value, of]]));
    expect(told).toMatchObject({
      "unchanged passes what is shown": [0.333333, 3],
      hydra: [0.25, 4],
      "verified and right": [0.25, 4],
      "verified and wrong": [0.25, 4],
      "probable and right": [0, 4],
      "probable and wrong": [0.25, 4],
      unsolved: [0.25, 4],
      "passes what is shown, and is wrong": [0.5, 2],
    });
    expect(measures.find(({ name }) => name === "tokens")).toMatchObject({ unit: "mean", value: 100 });
    const hydra = measures.find(({ name }) => name === "hydra");
    expect([hydra?.low, hydra?.high]).toEqual([0, 0.75]);
  });

  it("have no share of nothing", () => {
    const names = measuresOf([row("d", { status: "unsolved", after: null })]).map(({ name }) => name);
    expect(names).not.toContain("passes what is shown, and is wrong");
    expect(names).toContain("unsolved");
  });
});
