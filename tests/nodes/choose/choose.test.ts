import { describe, expect, it } from "vitest";
import { choose } from "../../../nodes/choose/choose.ts";
import type { Evidence } from "../../../nodes/choose/evidence.ts";
import { shippedWeights } from "../../../nodes/choose/weights.ts";
import { sketch } from "./sketch.ts";

const weights = shippedWeights();
const pickOf = (evidence: Evidence, over: Partial<typeof weights> = {}) => {
  const decision = choose(evidence, { ...weights, ...over });
  if (decision.kind === "duel") throw new Error(`asks for a duel: ${decision.reasons.join("; ")}`);
  return decision;
};
const bestOf = (evidence: Evidence) =>
  pickOf({ ...evidence, stages: { ...evidence.stages, duel: false } }).best;

describe("trusted tests refute", () => {
  it("ships no candidate that a test which must hold refutes, whatever else speaks for it", () => {
    const evidence = sketch(
      {
        a: { trusted: "-++", untrusted: "++++", behaviour: "pqr", reviews: "aa", size: 1 },
        b: { trusted: "-++", untrusted: "++++", behaviour: "pqr", reviews: "aa", size: 1 },
        c: { trusted: "+--", untrusted: "----", behaviour: "xyz", reviews: "oo", size: 999 },
      },
      { origins: ["file", "docstring", "docstring"] },
    );
    const { best, winner, failingExamples } = pickOf(evidence);
    expect(best).toBe("c");
    expect([null, "c"]).toContain(winner);
    expect(failingExamples).toEqual(["example 1", "example 2"]);
  });

  it.each(["file", "workspace", "asked"] as const)(
    "is unsolved where a %s test refutes everybody",
    (origin) => {
      const evidence = sketch(
        { a: { trusted: "-+", untrusted: "++" }, b: { trusted: "-+", untrusted: "++" } },
        { origins: [origin, "docstring"] },
      );
      expect(pickOf(evidence)).toMatchObject({
        status: "unsolved",
        winner: null,
        best: "a",
        probability: null,
      });
    },
  );

  it.each(["docstring", "prose"] as const)("keeps whoever satisfies most of the %s examples", (origin) => {
    const evidence = sketch(
      { a: { trusted: "+-+", size: 500 }, b: { trusted: "+--", untrusted: "" }, c: { trusted: "---" } },
      { origins: [origin, origin, origin] },
    );
    const pick = pickOf(evidence, { abstainBelow: 0 });
    expect(pick).toMatchObject({ winner: "a", status: "probable", failingExamples: ["example 1"] });
  });

  it.each(["t", "e", "m"])("counts `%s` as a failure", (mark) => {
    expect(bestOf(sketch({ a: { trusted: `+${mark}`, size: 1 }, b: { trusted: "++" } }))).toBe("b");
  });
});
