import { describe, expect, test } from "vitest";
import type { SubtaskResult } from "../../../core/domain.ts";
import { conclude } from "../../../nodes/report/conclude.ts";
import { resultOf, subtaskOf } from "../../support/subtask.ts";

const accepted = { passed: true, ran: true, ownTests: false, detail: "all pass", round: 0 };
const probable = (id: string, probability: number): SubtaskResult => {
  const result = resultOf({ id });
  return { ...result, verdict: { ...result.verdict, status: "probable", probability } };
};
const of = (results: readonly SubtaskResult[], rest: Partial<Parameters<typeof conclude>[0]> = {}) =>
  conclude({
    subtasks: results.map(({ id }) => subtaskOf({ id })),
    results: Object.fromEntries(results.map((result) => [result.id, result])),
    acceptance: accepted,
    stopped: null,
    ...rest,
  });

describe("the verdict on the whole", () => {
  test("all parts verified and accepted is verified", () => {
    expect(of([resultOf({ id: "a" }), resultOf({ id: "b" })])).toMatchObject({
      status: "verified",
      probability: null,
    });
  });

  test("chances of parts multiply", () => {
    expect(of([probable("a", 0.8), probable("b", 0.5), resultOf({ id: "c" })])).toMatchObject({
      status: "probable",
      probability: 0.4,
    });
  });

  test("the person's own tests on the whole need no second witness", () => {
    expect(of([probable("a", 0.8)], { acceptance: { ...accepted, ownTests: true } }).status).toBe("verified");
  });

  test("a test command that can't run caps the verdict", () => {
    expect(of([resultOf()], { acceptance: { ...accepted, ran: false } })).toMatchObject({
      status: "probable",
      probability: null,
    });
  });

  test.each([
    ["a part without a winner", [resultOf({ winner: null })], {}],
    ["a whole that fails its tests", [resultOf()], { acceptance: { ...accepted, passed: false } }],
    ["a plan that was declined", [resultOf()], { stopped: "a person declined the plan" }],
    ["nothing put together", [resultOf()], { acceptance: null }],
  ])("%s is unsolved", (_, results, rest) => {
    expect(of(results, rest).status).toBe("unsolved");
  });

  test("no subtask at all is not solved", () => {
    expect(of([], { acceptance: null }).status).toBe("unsolved");
  });
});
