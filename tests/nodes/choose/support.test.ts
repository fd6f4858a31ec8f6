// How untrusted evidence weighs: blocks, leave-one-out weights, what counts as behaving alike.
import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../nodes/choose/evidence.ts";
import { alike, supportOf } from "../../../nodes/choose/support.ts";
import { shippedWeights } from "../../../nodes/choose/weights.ts";
import { sketch } from "./sketch.ts";

const weights = shippedWeights();
const scores = (evidence: Evidence, over: Partial<typeof weights> = {}) =>
  supportOf(evidence.candidates, evidence, { ...weights, behaviour: 0, ...over }).map(({ score }) => score);
const behaveAlike = (left: string, right: string) => {
  const [a, b] = sketch({ a: { behaviour: left }, b: { behaviour: right } }).candidates;
  return a !== undefined && b !== undefined && alike(a, b) && alike(b, a);
};

describe("untrusted tests", () => {
  it("score by the share that holds, nothing without any", () => {
    expect(scores(sketch({ a: { untrusted: "+++-" } }))).toEqual([0.75]);
    expect(scores(sketch({ a: {} }))).toEqual([0]);
  });

  it("count a block once, however many tests it has", () => {
    const candidates = { a: { untrusted: "++++-" }, b: { untrusted: "----+" } };
    expect(scores(sketch(candidates, { blocks: "00001" }), { leaveOneOut: 0 })).toEqual([0.5, 0.5]);
    expect(scores(sketch(candidates, { blocks: "00000" }), { leaveOneOut: 0 })).toEqual([0.8, 0.2]);
  });

  it("weigh less where they contradict the other tests", () => {
    const evidence = sketch({ a: { untrusted: "++-" }, b: { untrusted: "--+" } });
    const [flat, weighed] = [scores(evidence, { leaveOneOut: 0 }), scores(evidence, { leaveOneOut: 1 })];
    expect(flat[1]).toBeCloseTo(1 / 3);
    expect(weighed).toEqual([1, 0]);
  });

  it("score the same in any order, to the last digit", () => {
    const evidence = sketch({
      a: { untrusted: "++-+-" },
      b: { untrusted: "+-++-" },
      c: { untrusted: "-++++" },
      d: { untrusted: "-+---" },
    });
    expect(scores({ ...evidence, untrusted: evidence.untrusted.toReversed() })).toEqual(scores(evidence));
  });

  it("that the sandbox could run for nobody are left out", () => {
    const evidence = sketch({ a: { untrusted: "+?" }, b: { untrusted: "-?" } });
    expect(scores(evidence)).toEqual([1, 0]);
    expect(supportOf(evidence.candidates, evidence, weights)[0]?.untrusted).toEqual({ passed: 1, total: 1 });
  });
});

describe("behaving alike", () => {
  it.each([
    ["pqr", "pqr", true],
    ["pqr", "pqx", false],
    ["p!r", "p!r", true],
    ["p.r", "p.r", true],
    ["p.r", "pqr", false],
    ["!!!", "!!!", false],
    ["...", "...", false],
    ["", "", false],
  ])("%s and %s: %s", (left, right, expected) => {
    expect(behaveAlike(left, right)).toBe(expected);
  });

  it("is worth its weight, in shares of the others", () => {
    const evidence = sketch({ a: { behaviour: "pq" }, b: { behaviour: "pq" }, c: { behaviour: "xy" } });
    expect(scores(evidence, { behaviour: 0.3 })).toEqual([0.15, 0.15, 0]);
  });

  it.each([
    ["ppp", true],
    ["p.pp", true],
    ["!!!", true],
    ["pp", false],
    ["pp.", false],
    ["ppq", false],
    ["...", false],
    ["", false],
  ])("answering %s is constant: %s", (behaviour, expected) => {
    const evidence = sketch({ a: { behaviour } });
    const [support] = supportOf(evidence.candidates, evidence, { ...weights, constantCalls: 3 });
    expect(support?.constant).toBe(expected);
  });
});
