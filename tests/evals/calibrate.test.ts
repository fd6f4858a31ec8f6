// What the table of chances keeps, how recordings weigh in it, and what it says of itself.
import { describe, expect, it } from "vitest";
import { tablesOf, type Seen } from "../../evals/calibrate.ts";

const rowsOf = (recording: string, count: number, right: (index: number) => boolean): Seen[] =>
  Array.from({ length: count }, (_, index) => ({
    recording,
    task: `T/${index % 20}`,
    features: { trustedShare: null, good: Number(right(index)), bad: Number(!right(index)), still: 1 },
    right: right(index),
  }));
const even = (index: number) => index % 2 === 0;

describe("tablesOf", () => {
  it("keeps what speaks for a pick, and drops what says nothing or speaks against its own sense", () => {
    const { withoutTrusted } = tablesOf(rowsOf("r", 200, even), { command: "c" });
    expect(Object.keys(withoutTrusted.terms)).toEqual(["good"]);
    expect(withoutTrusted.terms["good"]?.coefficient).toBeGreaterThan(1);
  });

  it("weighs every recording the same, however many draws it has", () => {
    const all = [...rowsOf("large", 900, () => true), ...rowsOf("small", 100, () => false)];
    const blind = all.map((row) => ({ ...row, features: { trustedShare: null } }));
    expect(tablesOf(blind, { command: "c" }).withoutTrusted.intercept).toBeCloseTo(0, 2);
  });

  it("says what it was made from", () => {
    const { provenance } = tablesOf([...rowsOf("b", 20, even), ...rowsOf("a", 20, even)], {
      command: "hydra eval x",
    });
    expect(provenance).toMatch(
      /^hydra eval x: 20 tasks, recordings a, b; .*without 40 draws, cross-fitted ECE 0\.\d+/u,
    );
  });
});
