// What was executed, as baselines see it, and who picks by opinion alone.
import { describe, expect, it } from "vitest";
import { judgeOnly } from "../../../evals/code/judge-only.ts";
import { matrixOf } from "../../../evals/code/matrix-of.ts";
import { answerOf, examined, exampleOf } from "./sketch.ts";

describe("the matrix of a run", () => {
  it("counts QA's tests once: those that repeat an example are the example", () => {
    const file = (id: string, origin: "qa" | "file") => ({
      ...exampleOf(id, "", origin),
      body: { kind: "assertion" as const, source: "assert f(9)" },
    });
    const tests = [
      exampleOf("t", "f(1, 2)", "docstring"),
      file("a", "file"),
      { ...exampleOf("same", "f( 1,2 )", "qa"), block: 1 },
      { ...exampleOf("new", "f(1, 3)", "qa"), block: 2 },
      { ...exampleOf("twice", "f(1, 3)", "qa"), block: 3 },
      file("again", "qa"),
    ];
    expect(matrixOf(answerOf({ tests }), 1).tests).toEqual([
      { id: "t", trusted: true, block: 0 },
      { id: "a", trusted: true, block: 0 },
      { id: "new", trusted: false, block: 2 },
      { id: "twice", trusted: false, block: 3 },
    ]);
  });

  it("has a candidate for every place: those that never came, could not be loaded or were not run did not run", () => {
    const outcomes = [{ id: "t", status: "timeout" as const }];
    const candidates = [
      examined("conservative-2", {
        outcomes,
        calls: [["i", "1"], ["x"], ["o", "T", "<t>"]],
        status: "timeout",
      }),
      examined("minimal", { status: "load-error" }),
      examined("aggressive", null, { files: [] }),
    ];
    const matrix = matrixOf(answerOf({ candidates }), 4);
    expect(matrix.candidates.map(({ place, ran, files }) => [place, ran, files.length])).toEqual([
      [0, false, 0],
      [1, false, 1],
      [2, false, 0],
      [3, true, 1],
    ]);
    expect(matrix.candidates[3]).toMatchObject({ outcomes: { t: "timeout" } });
    expect(matrix.candidates[3]?.behaviour.map((one) => one === null)).toEqual([false, true, true]);
  });
});

describe("an opinion alone", () => {
  it.each([
    ["perfect", [0, 0.5, 0.5], [1, 0, 0]],
    ["adversarial", [1, 0, 0], [0, 0.5, 0.5]],
    ["constant", [1, 0, 0], [1, 0, 0]],
    ["coin", [1 / 3, 1 / 3, 1 / 3], [1 / 3, 1 / 3, 1 / 3]],
  ] as const)("%s", (juror, mostlyRight, mostlyWrong) => {
    expect(judgeOnly([false, true, true], juror)).toEqual(mostlyRight);
    expect(judgeOnly([true, false, false], juror)).toEqual(mostlyWrong);
  });

  it("has to pick where all are alike, and is none without a juror", () => {
    expect(judgeOnly([false, false], "perfect")).toEqual([0.5, 0.5]);
    expect(judgeOnly([true, true], "adversarial")).toEqual([0.5, 0.5]);
    expect(judgeOnly([true], null)).toBeNull();
  });
});
