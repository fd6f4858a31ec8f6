// Each step of rule 1 by its effect, and that no later step overturns an earlier one.
import { describe, expect, it } from "vitest";
import { choose } from "../../../nodes/choose/choose.ts";
import type { Evidence } from "../../../nodes/choose/evidence.ts";
import { shippedWeights } from "../../../nodes/choose/weights.ts";
import { duel, sketch } from "./sketch.ts";

const weights = shippedWeights();
const pickOf = (evidence: Evidence, over: Partial<typeof weights> = {}) => {
  const decision = choose(evidence, { ...weights, ...over });
  if (decision.kind === "duel") throw new Error(`asks for a duel: ${decision.reasons.join("; ")}`);
  return decision;
};
const bestOf = (evidence: Evidence) =>
  pickOf({ ...evidence, stages: { ...evidence.stages, duel: false } }).best;

describe("nothing to choose from", () => {
  it("is unsolved without candidates", () => {
    expect(pickOf(sketch({}))).toMatchObject({
      status: "unsolved",
      winner: null,
      best: null,
      features: null,
    });
  });

  it("is unsolved where nothing ran, and says why for each", () => {
    const evidence = sketch({
      a: { unusable: "no fenced file" },
      b: { status: "load-error" },
      c: { status: null },
    });
    const { status, best, reasons } = pickOf(evidence);
    expect({ status, best }).toEqual({ status: "unsolved", best: null });
    expect(reasons).toEqual(["a: no fenced file", "b: load-error", "c: it never ran"]);
  });

  it.each(["unusable", "load-error"])("never picks an %s candidate while another one runs", (kind) => {
    const bad = kind === "unusable" ? { unusable: "truncated" } : { status: "load-error" as const };
    const evidence = sketch({
      a: { ...bad, trusted: "++", untrusted: "++", behaviour: "pq", size: 1 },
      b: { trusted: "--", untrusted: "--", behaviour: "xy" },
    });
    expect(bestOf(evidence)).toBe("b");
  });

  it("takes the only candidate there is, on its evidence alone", () => {
    const alone = { trusted: "++", untrusted: "++", behaviour: "pq" };
    expect(pickOf(sketch({ a: alone }))).toMatchObject({ status: "verified", winner: "a" });
    expect(pickOf(sketch({ a: { trusted: "--", untrusted: "--", behaviour: "pq" } }))).toMatchObject({
      status: "unsolved",
      best: "a",
    });
  });
});

describe("1. trusted tests refute", () => {
  it("ships no candidate that a test which must hold refutes, whatever else speaks for it", () => {
    const evidence = sketch(
      {
        a: { trusted: "-++", untrusted: "++++", behaviour: "pqr", reviews: "aa", size: 1 },
        b: { trusted: "-++", untrusted: "++++", behaviour: "pqr", reviews: "aa", size: 1 },
        c: { trusted: "+--", untrusted: "----", behaviour: "xyz", reviews: "oo", size: 999 },
      },
      { origins: ["file", "docstring", "docstring"] },
    );
    const { best, winner, failingExamples, reasons } = pickOf(evidence);
    expect(best).toBe("c");
    expect([null, "c"]).toContain(winner);
    expect(failingExamples).toEqual(["example 1", "example 2"]);
    expect(reasons[0]).toBe("refuted by a test that must hold: a, b");
  });

  it.each(["file", "workspace", "asked"] as const)(
    "is unsolved where a %s test refutes everybody",
    (origin) => {
      const evidence = sketch(
        { a: { trusted: "-+", untrusted: "++" }, b: { trusted: "-+", untrusted: "++" } },
        { origins: [origin, "docstring"] },
      );
      const pick = pickOf(evidence, { abstainBelow: 0 });
      expect(pick).toMatchObject({ status: "unsolved", winner: null, best: "a", probability: null });
    },
  );

  it.each(["docstring", "prose"] as const)("keeps whoever satisfies most of the %s examples", (origin) => {
    const evidence = sketch(
      {
        a: { trusted: "+-+", untrusted: "--", size: 500 },
        b: { trusted: "+--", untrusted: "++", size: 1 },
        c: { trusted: "---", untrusted: "++", size: 1 },
      },
      { origins: [origin, origin, origin] },
    );
    const pick = pickOf(evidence, { abstainBelow: 0 });
    expect(pick).toMatchObject({ winner: "a", status: "probable", failingExamples: ["example 1"] });
  });

  it("lets evidence beat a majority that agrees", () => {
    const majority = { trusted: "-", untrusted: "++", behaviour: "pqr", reviews: "aa" };
    const evidence = sketch({
      a: majority,
      b: majority,
      c: { trusted: "+", untrusted: "--", behaviour: "xyz", reviews: "oo" },
    });
    expect(bestOf(evidence)).toBe("c");
  });

  it.each(["t", "e", "m"])("counts `%s` as a failure", (mark) => {
    expect(bestOf(sketch({ a: { trusted: `+${mark}`, size: 1 }, b: { trusted: "++" } }))).toBe("b");
  });

  it("refutes nobody by a test that the sandbox could not run", () => {
    const evidence = sketch(
      { a: { trusted: "?+", untrusted: "++" }, b: { trusted: "?-", untrusted: "++" } },
      { origins: ["file", "file"] },
    );
    const { best, status, reasons } = pickOf(evidence);
    expect({ best, status }).toEqual({ best: "a", status: "probable" });
    expect(reasons).toContain("trusted tests that this sandbox can't run: 1");
  });
});

describe("2. untrusted tests and agreement weigh", () => {
  it("prefers who passes more of QA's tests among those level on trusted ones", () => {
    expect(bestOf(sketch({ a: { untrusted: "+---", size: 1 }, b: { untrusted: "+++-" } }))).toBe("b");
  });

  it("prefers who behaves like another candidate", () => {
    const evidence = sketch({
      a: { untrusted: "+-", behaviour: "xyz", size: 1 },
      b: { untrusted: "-+", behaviour: "pqr" },
      c: { untrusted: "-+", behaviour: "pqr" },
    });
    expect(bestOf(evidence)).toBe("b");
  });

  it("does not take crashing alike for agreeing", () => {
    const evidence = sketch({
      a: { behaviour: "xyz", size: 999 },
      b: { behaviour: "!!!", size: 1 },
      c: { behaviour: "!!!", size: 1 },
    });
    expect(bestOf(evidence)).toBe("a");
  });

  it("sets back a constant answer while another candidate varies, even a majority of them", () => {
    const constant = { untrusted: "++-", behaviour: "ppp", size: 1 };
    expect(bestOf(sketch({ a: constant, b: constant, c: { untrusted: "--+", behaviour: "pqr" } }))).toBe("c");
    expect(bestOf(sketch({ a: constant, b: { untrusted: "--+", behaviour: "ppp" } }))).toBe("a");
  });

  it("does not call two equal answers constant", () => {
    const evidence = sketch({
      a: { untrusted: "++", behaviour: "pp" },
      b: { untrusted: "+-", behaviour: "pq" },
    });
    expect(bestOf(evidence)).toBe("a");
  });
});

describe("3. a duel between finalists that differ and stand close", () => {
  const level = {
    a: { trusted: "+", untrusted: "+-", behaviour: "pqr", size: 1 },
    b: { trusted: "+", untrusted: "-+", behaviour: "xyz", size: 2 },
  };

  it("asks for one, naming the finalists in order of rank", () => {
    expect(choose(sketch(level), weights)).toMatchObject({ kind: "duel", finalists: ["a", "b"] });
  });

  it.each([
    ["they behave alike", { b: { ...level.b, behaviour: "pqr" } }],
    ["they are the same program", { b: { ...level.b, hash: "hash of a" } }],
    ["the evidence tells them apart", { b: { ...level.b, untrusted: "--" } }],
    ["a trusted test tells them apart", { b: { ...level.b, trusted: "-" } }],
    ["only one of them varies", { b: { ...level.b, behaviour: "xxx" } }],
    ["none of them could be shipped", { a: { ...level.a, trusted: "-" }, b: { ...level.b, trusted: "-" } }],
  ])("asks for none where %s", (_, change) => {
    expect(pickOf(sketch({ ...level, ...change })).best).toBe("a");
  });

  it.each([
    ["the jurors' choice", ["b", "b", "a"], "b"],
    ["an abstention counts for nobody", ["b", null, null], "b"],
    ["a draw leaves the order as it was", ["b", "a"], "a"],
    ["no juror, no change", [], "a"],
    ["a choice that is no finalist is no choice", ["zzz"], "a"],
  ])("%s", (_, votes, winner) => {
    expect(pickOf(sketch(level, { duel: duel("f(3)", ...votes) })).best).toBe(winner);
  });

  it("says on which input it was won, or that it decided nothing", () => {
    expect(pickOf(sketch(level, { duel: duel("f(3)", "b") })).reasons).toContain(
      "the duel on f(3) went to b",
    );
    expect(pickOf(sketch(level, { duel: duel("f(3)") })).reasons).toContain("the duel decided nothing");
  });

  it("is not asked for again once it was held", () => {
    expect(choose(sketch(level, { duel: duel(null) }), weights).kind).toBe("pick");
  });

  it("can't bring back a candidate that evidence has put behind", () => {
    const behind = { ...level, b: { ...level.b, trusted: "-" } };
    expect(pickOf(sketch(behind, { duel: duel("f(3)", "b", "b", "b") })).best).toBe("a");
  });
});

describe("4. reviews, then 5. the size", () => {
  const equal = { trusted: "+", untrusted: "++", behaviour: "pqr" };

  it("lets reviews part equals", () => {
    const evidence = sketch({ a: { ...equal, reviews: "oa", size: 1 }, b: { ...equal, reviews: "aa" } });
    expect(bestOf(evidence)).toBe("b");
    expect(pickOf(evidence).reasons).toContain("among equals the reviews prefer b");
  });

  it("lets no review overturn a single test of QA's, let alone a trusted one", () => {
    const loved = { ...equal, reviews: "aaaaa" };
    const hated = { ...equal, reviews: "ooooo" };
    expect(bestOf(sketch({ a: { ...loved, untrusted: "+-" }, b: hated }))).toBe("b");
    expect(bestOf(sketch({ a: { ...loved, trusted: "-" }, b: hated }))).toBe("b");
  });

  it("counts an abstention as no opinion, and an objection against", () => {
    expect(bestOf(sketch({ a: { ...equal, reviews: "o", size: 1 }, b: { ...equal, reviews: "n" } }))).toBe(
      "b",
    );
    expect(bestOf(sketch({ a: { ...equal, reviews: "nn" }, b: { ...equal, reviews: "", size: 1 } }))).toBe(
      "b",
    );
  });

  it("takes the one of middle size among equals, and says so", () => {
    const evidence = sketch({
      a: { ...equal, size: 40 },
      b: { ...equal, size: 20 },
      c: { ...equal, size: 10 },
    });
    expect(pickOf(evidence).best).toBe("b");
    expect(pickOf(evidence).reasons).toContain("among equals b is of middle size");
  });

  it("takes of two alike in everything the one that says less", () => {
    expect(bestOf(sketch({ a: { ...equal, length: 90 }, b: { ...equal, length: 80 } }))).toBe("b");
  });

  it("lets programs that do not run say what size is usual, and takes the smaller of two as close", () => {
    const broken = { status: "load-error", size: 30 } as const;
    expect(bestOf(sketch({ a: { ...equal, size: 10 }, b: { ...equal, size: 40 }, c: broken }))).toBe("b");
    expect(bestOf(sketch({ a: { ...equal, size: 20 }, b: { ...equal, size: 10 } }))).toBe("b");
  });

  it("parts the rest by content, not by name or place", () => {
    const [x, y] = [
      { ...equal, hash: "x" },
      { ...equal, hash: "y" },
    ];
    expect([
      bestOf(sketch({ a: x, b: y })),
      bestOf(sketch({ a: y, b: x })),
      bestOf(sketch({ b: x, a: y })),
    ]).toEqual(["a", "b", "b"]);
  });
});
