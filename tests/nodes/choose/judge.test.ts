// What is said of a pick: `verified`, `probable` or `unsolved`, and each switch of the ablations by its effect.
import { describe, expect, it } from "vitest";
import type { TestOrigin } from "../../../core/domain.ts";
import { choose } from "../../../nodes/choose/choose.ts";
import type { Evidence, Stages } from "../../../nodes/choose/evidence.ts";
import { shippedWeights } from "../../../nodes/choose/weights.ts";
import { sketch } from "./sketch.ts";

const weights = shippedWeights();
const pickOf = (evidence: Evidence, over: Partial<typeof weights> = {}) => {
  const decision = choose(evidence, { ...weights, ...over });
  if (decision.kind === "duel") throw new Error("asks for a duel");
  return decision;
};
const alone = (untrusted: string) => sketch({ a: { trusted: "++", untrusted, behaviour: "pq" } });

describe("verified", () => {
  it("takes two of five untrusted tests as a second witness, not less", () => {
    expect(pickOf(alone("++---")).status).toBe("verified");
    expect(pickOf(alone("+++-----")).status).toBe("probable");
    expect(pickOf(alone("")).status).toBe("probable");
  });

  it("takes another passer that behaves alike as a second witness", () => {
    const passer = { trusted: "++", untrusted: "---", behaviour: "pqr" };
    expect(pickOf(sketch({ a: passer, b: passer })).status).toBe("verified");
    const other = { ...passer, behaviour: "xyz", size: 101 };
    expect(pickOf(sketch({ a: passer, b: other }, { stages: { duel: false } })).status).toBe("probable");
  });

  it("takes one that differs on few inputs as a second witness, and none that only crashes alike", () => {
    const passer = { trusted: "+", untrusted: "----", behaviour: "pqrst" };
    const statusWith = (behaviour: string) =>
      pickOf(sketch({ a: { ...passer, size: 9 }, b: { ...passer, behaviour } }, { stages: { duel: false } }))
        .status;
    expect(statusWith("pqrsx")).toBe("verified");
    expect(statusWith("pqrxy")).toBe("probable");
    const crashing = { ...passer, behaviour: "!!!!!" };
    const both = sketch({ a: crashing, b: crashing }, { stages: { duel: false } });
    expect(pickOf(both).status).not.toBe("verified");
  });

  it("takes no witness from a candidate that a trusted test puts behind", () => {
    const passer = { trusted: "++", untrusted: "--", behaviour: "pqr" };
    expect(pickOf(sketch({ a: passer, b: { ...passer, trusted: "+-" } })).status).toBe("probable");
  });

  it.each<[Exclude<TestOrigin, "qa">, string]>([
    ["file", "verified"],
    ["workspace", "probable"],
    ["asked", "probable"],
    ["docstring", "probable"],
    ["prose", "probable"],
  ])("with one candidate and a test from %s alone it is %s", (origin, status) => {
    expect(pickOf(sketch({ a: { trusted: "+" } }, { origins: [origin] })).status).toBe(status);
  });

  it("is not said without a trusted test, however strong the rest", () => {
    const strong = { untrusted: "++++", behaviour: "pqrs" };
    expect(pickOf(sketch({ a: strong, b: strong, c: strong })).status).toBe("probable");
  });

  it("is not said while one example fails or one trusted test could not run", () => {
    const witnessed = { untrusted: "++++", behaviour: "pqrs" };
    for (const trusted of ["++-", "++?"]) {
      const one = { ...witnessed, trusted };
      expect(pickOf(sketch({ a: one, b: one })).status).not.toBe("verified");
    }
  });

  it("carries no probability, as nothing unsolved does", () => {
    expect(pickOf(alone("++")).probability).toBeNull();
    expect(pickOf(sketch({ a: { trusted: "--" } })).probability).toBeNull();
  });
});

describe("probable and unsolved", () => {
  it("abstains below the threshold and keeps the favourite's name for the report", () => {
    const weak = sketch({ a: { trusted: "+--", untrusted: "---", behaviour: "pqr" } });
    expect(pickOf(weak)).toMatchObject({
      status: "unsolved",
      winner: null,
      best: "a",
      failingExamples: ["example 1", "example 2"],
    });
    expect(pickOf(weak, { abstainBelow: 0 })).toMatchObject({ status: "probable", winner: "a" });
  });

  it.each([
    ["QA's tests", { untrusted: "++", behaviour: "pqr" }, { untrusted: "--", behaviour: "pqr" }],
    ["an answer that varies", { untrusted: "++", behaviour: "pqr" }, { untrusted: "++", behaviour: "ppp" }],
    ["an example", { trusted: "++", untrusted: "+---" }, { trusted: "+-", untrusted: "+---" }],
  ])("gives more for %s", (_, more, less) => {
    const [high, low] = [more, less].map((one) =>
      pickOf(sketch({ a: one }, { stages: { abstention: false } })),
    );
    expect(high?.probability).toBeGreaterThan(low?.probability ?? 1);
  });

  it("gives more for each candidate that behaves alike", () => {
    const [one, other] = [{ behaviour: "pqr" }, { behaviour: "xyz", size: 999 }];
    const stages = { stages: { abstention: false, duel: false } };
    const chances = [
      sketch({ a: one, b: other, c: { ...other, behaviour: "uvw" } }, stages),
      sketch({ a: one, b: one, c: other }, stages),
      sketch({ a: one, b: one, c: one }, stages),
    ].map((evidence) => pickOf(evidence).probability ?? 1);
    expect(chances).toEqual(chances.toSorted((x, y) => x - y));
    expect(new Set(chances).size).toBe(3);
  });

  it("ships the answer that an example alone contradicts, as probable, with the example named", () => {
    const most = { trusted: "++-", untrusted: "+++", behaviour: "pqr" };
    const { status, probability, failingExamples } = pickOf(sketch({ a: most, b: most, c: most }));
    expect({ status, probability, failingExamples }).toEqual({
      status: "probable",
      probability: weights.contradictedExample,
      failingExamples: ["example 2"],
    });
  });

  it("does so for a failing example only, not for a test that could not run", () => {
    const most = { trusted: "++?", untrusted: "+++", behaviour: "pqr" };
    const { probability, reasons } = pickOf(sketch({ a: most, b: most }), { contradictedExample: 1 });
    expect(probability).toBeLessThan(1);
    expect(reasons.at(-1)).toContain("calibrated");
  });

  it("names as failing examples only those that may be wrong", () => {
    const evidence = sketch({ a: { trusted: "--" } }, { origins: ["file", "prose"] });
    expect(pickOf(evidence).failingExamples).toEqual(["example 1"]);
  });

  it.each([
    ["an untrusted test fails as well", { trusted: "++-", untrusted: "++-", behaviour: "pqr" }, 3],
    ["one untrusted test is all there is", { trusted: "++-", untrusted: "+", behaviour: "pqr" }, 3],
    ["nobody behaves alike", { trusted: "++-", untrusted: "+++", behaviour: "pqr" }, 1],
    ["it is not most of them", { trusted: "+-", untrusted: "+++", behaviour: "pqr" }, 3],
  ])("does not where %s", (_, one, count) => {
    const candidates = Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, one]));
    expect(pickOf(sketch(candidates)).status).toBe("unsolved");
  });
});

const off = (stage: keyof Stages) => ({ stages: { duel: false, [stage]: false } });
const on = { stages: { duel: false } };

describe("switches of the ablations", () => {
  it("duel", () => {
    const level = { a: { trusted: "+", behaviour: "pqr" }, b: { trusted: "+", behaviour: "xyz" } };
    expect(choose(sketch(level), weights).kind).toBe("duel");
    expect(choose(sketch(level, off("duel")), weights).kind).toBe("pick");
  });

  it("untrusted: neither ranks nor witnesses", () => {
    const candidates = {
      a: { trusted: "+", untrusted: "++", size: 9 },
      b: { trusted: "+", untrusted: "--", size: 1 },
    };
    expect(pickOf(sketch(candidates, on))).toMatchObject({ best: "a", status: "verified" });
    const without = pickOf(sketch(candidates, off("untrusted")));
    expect(without).toMatchObject({ best: "b", status: "probable" });
    expect(without.features?.untrustedShare).toBeNull();
  });

  it("agreement: neither ranks, nor witnesses, nor sets back a constant", () => {
    const pair = { trusted: "+", behaviour: "pqr", size: 9 };
    const candidates = { a: pair, b: pair, c: { trusted: "+", behaviour: "xxx", size: 8 } };
    const odd = { status: "load-error", size: 7 } as const;
    expect(pickOf(sketch(candidates, on))).toMatchObject({ best: "a", status: "verified" });
    const without = pickOf(sketch({ ...candidates, odd }, off("agreement")));
    expect(without).toMatchObject({ best: "c", status: "probable" });
    expect(without.features).toMatchObject({ agreement: null, varied: null });
  });

  it("abstention: a favourite is always shipped, but not one that a test which must hold refutes", () => {
    const weak = { a: { trusted: "-", untrusted: "--", behaviour: "pqr" } };
    expect(pickOf(sketch(weak, on)).status).toBe("unsolved");
    expect(pickOf(sketch(weak, off("abstention")))).toMatchObject({ status: "probable", winner: "a" });
    const refuted = sketch(weak, { ...off("abstention"), origins: ["asked"] });
    expect(pickOf(refuted)).toMatchObject({ status: "unsolved", winner: null });
  });
});
