import { describe, expect, it } from "vitest";
import { drawCalls, loadBank } from "../../../evals/simulate/bank.ts";
import { makeChance } from "../../../evals/simulate/chance.ts";
import { crashOf, mutantsOf } from "../../../evals/simulate/mutants.ts";

describe("the bank", () => {
  it("has enough tasks, each with inputs that differ", () => {
    const bank = loadBank();
    expect(bank.length).toBeGreaterThanOrEqual(16);
    for (const task of bank) {
      expect([task.name, drawCalls(task, 24, makeChance("test")).length]).toEqual([task.name, 24]);
    }
  });
});

describe("mutants", () => {
  it("have one slip each: comparison, operator, constant, branch, result", () => {
    const body = ["    if value < 10:", '        return "a < 1" + text', "    return value"];
    const changed = mutantsOf(body).map((mutant) => mutant.filter((line, at) => line !== body[at]));
    expect(changed.every((lines) => lines.length === 1)).toBe(true);
    expect(changed.flat()).toEqual(
      expect.arrayContaining([
        "    if value <= 10:",
        "    if value > 10:",
        "    if value < 11:",
        "    if value < 9:",
        "    if False:",
        '        return "a < 1" - text',
        "    return 0",
      ]),
    );
    // What stands in a text is no program.
    expect(changed.flat().join("\n")).not.toMatch(/"a (?:<=|>) 1"|"a < [02]"/u);
  });

  it("raise first thing where they are to crash", () => {
    expect(crashOf(["    return 1"], "python")[0]).toContain("raise");
    expect(crashOf(["  return 1;"], "javascript")[0]).toContain("throw");
  });
});
