// What must hold for every piece of evidence, tried on thousands drawn from a seed.
import { describe, expect, it } from "vitest";
import { choose } from "../../../nodes/choose/choose.ts";
import type { Evidence } from "../../../nodes/choose/evidence.ts";
import { passes } from "../../../nodes/choose/support.ts";
import { shippedWeights } from "../../../nodes/choose/weights.ts";
import { duel, sketch, type Sketch } from "./sketch.ts";

const weights = shippedWeights();
const names = ["a", "b", "c", "d", "e"];

const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * below);
  };
};

const drawn = (seed: number): { candidates: Record<string, Sketch>; origins: ("file" | "docstring")[] } => {
  const random = randomFrom(seed);
  const marks = (letters: string, length: number) =>
    Array.from({ length }, () => letters[random(letters.length)]).join("");
  const [trusted, untrusted, calls] = [random(4), random(8), random(5)];
  const candidates = names.slice(0, 1 + random(5)).map((name): [string, Sketch] => [
    name,
    {
      trusted: marks("+++-et?", trusted),
      untrusted: marks("++-e", untrusted),
      behaviour: marks("pppq!.", calls),
      size: 1 + random(3),
      reviews: marks("aon", random(3)),
      ...(random(9) === 0 ? { unusable: "truncated" } : {}),
    },
  ]);
  const origins = Array.from({ length: trusted }, () =>
    random(4) === 0 ? ("file" as const) : ("docstring" as const),
  );
  return { candidates: Object.fromEntries(candidates), origins };
};

const evidences = (count: number): Evidence[] =>
  Array.from({ length: count }, (_, seed) => {
    const { candidates, origins } = drawn(seed + 1);
    const votes = seed % 3 === 0 ? duel("f(1)", "a", seed % 2 === 0 ? "b" : "c") : undefined;
    return sketch(candidates, { origins, ...(votes === undefined ? {} : { duel: votes }) });
  });

const content = (evidence: Evidence, decision: ReturnType<typeof choose>) => {
  const hashOf = (id: string | null) => evidence.candidates.find((one) => one.id === id)?.hash ?? null;
  return decision.kind === "duel"
    ? { kind: decision.kind, finalists: decision.finalists.map(hashOf) }
    : {
        kind: decision.kind,
        best: hashOf(decision.best),
        status: decision.status,
        features: decision.features,
      };
};

const noDuel = (evidence: Evidence): Evidence => ({
  ...evidence,
  stages: { ...evidence.stages, duel: false },
});
const pickOf = (evidence: Evidence) => {
  const decision = choose(noDuel(evidence), weights);
  if (decision.kind === "duel") throw new Error("asks for a duel");
  return decision;
};

describe("for every evidence", () => {
  const all = evidences(3_000);

  it("covers every outcome, so that what follows is not empty", () => {
    const kinds = new Set(
      all.map((one) => choose(one, weights)).map((one) => (one.kind === "duel" ? "duel" : one.status)),
    );
    expect([...kinds].toSorted()).toEqual(["duel", "probable", "unsolved", "verified"]);
  });

  it("does not depend on the candidates' order", () => {
    for (const one of all) {
      const turned = { ...one, candidates: one.candidates.toReversed() };
      expect(content(turned, choose(turned, weights))).toEqual(content(one, choose(one, weights)));
    }
  });

  it("does not depend on the candidates' names", () => {
    for (const one of all.filter(({ duel }) => duel === null)) {
      const renamed = {
        ...one,
        candidates: one.candidates.map((c, index) => ({ ...c, id: `z${9 - index}` })),
      };
      expect(content(renamed, choose(renamed, weights))).toEqual(content(one, choose(one, weights)));
    }
  });

  it("does not depend on the tests' order", () => {
    for (const one of all) {
      const turned = { ...one, trusted: one.trusted.toReversed(), untrusted: one.untrusted.toReversed() };
      expect(content(turned, choose(turned, weights))).toEqual(content(one, choose(one, weights)));
    }
  });

  it("never takes the pick from a candidate that passes one more trusted test", () => {
    let tried = 0;
    for (const one of all) {
      const { best } = pickOf(one);
      for (const { id } of one.trusted) {
        const candidates = one.candidates.map((c) =>
          c.id === best && !passes(c, id)
            ? { ...c, outcomes: { ...c.outcomes, [id]: "passed" as const } }
            : c,
        );
        tried += candidates.some((c, index) => c !== one.candidates[index]) ? 1 : 0;
        expect(pickOf({ ...one, candidates }).best).toBe(best);
      }
    }
    expect(tried).toBeGreaterThan(500);
  });

  it("never ships who is refuted, nor picks who passes fewer trusted tests than another that is not", () => {
    for (const one of all) {
      const { best, winner } = pickOf(one);
      const passed = (id: string | null) =>
        one.trusted.filter((test) => one.candidates.some((c) => c.id === id && passes(c, test.id))).length;
      const refuted = one.candidates.filter((c) =>
        one.trusted.some(
          ({ id, fallible }) => !fallible && !["passed", "unsupported"].includes(c.outcomes[id] ?? "missing"),
        ),
      );
      expect(refuted.map(({ id }) => id)).not.toContain(winner);
      const shippable = one.candidates.filter((c) => c.unusable === null && !refuted.includes(c));
      expect(
        shippable.filter(({ id }) => shippable.some((c) => c.id === best) && passed(id) > passed(best)),
      ).toEqual([]);
    }
  });

  it("is not moved by hostile jurors and reviewers past what trusted tests say", () => {
    for (const one of all) {
      const trustedOf = (id: string | null) =>
        one.trusted.filter((test) => one.candidates.some((c) => c.id === id && passes(c, test.id))).length;
      const honest = trustedOf(pickOf(one).best);
      for (const target of one.candidates.map(({ id }) => id)) {
        const hostile: Evidence = {
          ...one,
          duel: duel("f(1)", target, target, target),
          candidates: one.candidates.map((c) => ({
            ...c,
            reviews: c.reviews.map((review) => ({
              ...review,
              verdict: c.id === target ? ("approve" as const) : ("object" as const),
            })),
          })),
        };
        const decision = choose(hostile, weights);
        expect(decision.kind === "pick" && trustedOf(decision.best)).toBe(honest);
      }
    }
  });

  it("gains nothing from identical candidates: any of them is the pick", () => {
    for (const one of all) {
      const [first] = one.candidates;
      if (first === undefined || first.unusable !== null) continue;
      const clones = { ...one, duel: null, candidates: names.map((id) => ({ ...first, id })) };
      const decision = choose(clones, weights);
      expect(decision.kind).toBe("pick");
      expect(content(clones, decision)).toMatchObject({ best: first.hash });
    }
  });

  it("names a winner exactly where it is not unsolved, and a chance exactly where it is probable", () => {
    for (const one of all) {
      const { status, winner, best, probability } = pickOf(one);
      expect(winner === null).toBe(status === "unsolved");
      expect(probability === null).toBe(status !== "probable");
      expect([null, best]).toContain(winner);
      expect(probability ?? 1).toBeGreaterThanOrEqual(weights.abstainBelow);
    }
  });
});
