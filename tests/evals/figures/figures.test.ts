import { describe, expect, test } from "vitest";
import { makeRandom } from "../../../evals/figures/bootstrap.ts";
import { figuresOf } from "../../../evals/figures/figures.ts";
import { calibrationError } from "../../../evals/logistic.ts";
import type { Row } from "../../../evals/rows.ts";
import { answer, row } from "./rows.ts";

const verified = { status: "verified", chance: 0.95 } as const;
const probable = { status: "probable", chance: 0.65 } as const;
const unsolved = { status: "unsolved", chance: 0.15 } as const;

describe("picks", () => {
  const rows = [
    row("a", "100", { hydra: answer(0), coin: answer([0.5, 0.5, 0]) }),
    row("b", "011", { hydra: answer(0), coin: answer(1) }),
    row("c", "000", { hydra: answer(0), coin: answer(1) }),
    row("d", "111", { hydra: answer(2), coin: answer([0, 0, 0]) }),
  ];
  const { solvers, oracleAtK, bestSingle, ...counts } = figuresOf(rows);

  test("single is the mean of a candidate, oracle any of them", () => {
    expect(solvers["single"]?.passAt1.value).toBe(0.5); // (1/3 + 2/3 + 0 + 1) / 4
    expect(solvers["random3"]?.passAt1).toEqual(solvers["single"]?.passAt1);
    expect(solvers["oracle"]?.passAt1.value).toBe(0.75);
    expect(oracleAtK).toEqual(solvers["oracle"]?.passAt1);
    expect(bestSingle).toMatchObject({ model: "m", passAt1: { value: 0.5 } });
    expect(counts).toMatchObject({ tasks: 4, seeds: 1, draws: 4, drawnBy: ["m"] });
  });

  test("a tie is right with its share, none is wrong", () => {
    expect(solvers["hydra"]?.passAt1.value).toBe(0.5); // a and d
    expect(solvers["coin"]?.passAt1.value).toBe(0.375); // half of a, and b
  });

  test("capture is the share of the way from single to oracle, and may be negative", () => {
    expect(solvers["hydra"]?.capture?.value).toBe(0);
    expect(solvers["coin"]?.capture?.value).toBe(-0.5); // (0.375 − 0.5) / (0.75 − 0.5)
    expect(solvers["single"]?.capture?.value).toBe(0);
    expect(solvers["oracle"]?.capture).toEqual({ value: 1, low: 1, high: 1 });
  });

  test("where the oracle is no better than single there is nothing to capture", () => {
    const alike = figuresOf([row("a", "111", { hydra: answer(0) }), row("b", "000", { hydra: answer(0) })]);
    expect(alike.solvers["hydra"]?.capture).toBeNull();
    expect(alike.solvers["hydra"]?.passAt1.value).toBe(0.5);
  });

  test("a repaired pick counts as it stands, also where nothing drawn was right", () => {
    const repaired = (right: boolean, rightPlus: boolean) =>
      answer(0, { status: "verified", chance: 0.9, right, rightPlus });
    const { solvers } = figuresOf([
      row("a", "000", { hydra: repaired(true, false) }, { plus: "000" }),
      row("b", "100", { hydra: repaired(false, false) }, { plus: "100" }),
      row("c", "000", { hydra: answer(0, unsolved) }, { plus: "000" }),
    ]);
    expect(solvers["hydra"]?.passAt1.value).toBe(0.333333); // a
    expect(solvers["hydra"]?.plus?.passAt1.value).toBe(0);
    expect(solvers["hydra"]?.wrongWhenAllWrong.verified?.value).toBe(0); // of c alone
    expect(solvers["hydra"]?.plus?.wrongWhenAllWrong.verified?.value).toBe(0.5); // a, of a and c
    expect(solvers["oracle"]?.passAt1.value).toBe(0.333333); // b
  });

  test("verdicts and chances that nobody gave have no figures, and what nobody did has no cost", () => {
    expect(solvers["coin"]).toMatchObject({
      wrongWhenAllWrong: { verified: null, probable: null },
      abstention: { precision: null, recall: null },
      verifiedOfRight: null,
      ece: null,
      brier: null,
      reliability: null,
      calls: { value: 0 },
      plus: null,
    });
    expect(solvers["oracle"]?.calls).toBeNull();
  });

  test("the larger tests are reported only where they graded every candidate", () => {
    const both = rows.map((one) => ({
      ...one,
      candidates: one.candidates.map((candidate, index) => ({
        ...candidate,
        plus: candidate.right && index > 0,
      })),
    }));
    expect(figuresOf(both).solvers["hydra"]?.plus?.passAt1.value).toBe(0.25); // d alone
    expect(figuresOf(both).solvers["hydra"]?.passAt1.value).toBe(0.5);
    expect(figuresOf(both).solvers["oracle"]?.plus?.passAt1.value).toBe(0.5);
    const [first, ...rest] = both;
    const partly = first!.candidates.map((candidate, index) =>
      index === 1 ? { ...candidate, plus: null } : candidate,
    );
    expect(figuresOf([...rest, { ...first!, candidates: partly }]).solvers["hydra"]?.plus).toBeNull();
    expect(figuresOf([...rest, rows[0]!]).solvers["hydra"]?.plus).toBeNull();
  });
});

describe("a mixed trio", () => {
  const models = ["x", "y", "z"];
  const rows = [
    row("a", "010", { hydra: answer(1) }, { models }),
    row("b", "010", { hydra: answer(1) }, { models }),
    row("c", "100", { hydra: answer(1) }, { models }),
    // Without y, x is the best one that drew; its two candidates count half each.
    row("d", "100", { hydra: answer(0) }, { models: ["x", "x", "z"] }),
  ];
  const { solvers, bestSingle, drawnBy } = figuresOf(rows);

  test("single is the best model of each draw, random3 any of them", () => {
    expect(bestSingle).toMatchObject({ model: "y", passAt1: { value: 0.666667 } });
    expect(solvers["single"]?.passAt1.value).toBe(0.625); // y in a, b and c; 1/2 in d
    expect(solvers["random3"]?.passAt1.value).toBe(0.333333);
    expect(drawnBy).toEqual(["x", "y", "z"]);
  });

  test("capture and pairs are against that model", () => {
    expect(solvers["hydra"]?.capture?.value).toBe(0.333333); // (0.75 − 0.625) / (1 − 0.625)
    expect(solvers["random3"]?.capture?.value).toBeLessThan(0);
  });
});

describe("verdicts", () => {
  const rows = [
    row("a", "000", { hydra: answer(0, verified) }),
    row("b", "000", { hydra: answer(0, probable) }),
    row("c", "000", { hydra: answer(0, unsolved) }),
    row("d", "000", { hydra: answer([0, 0, 0], unsolved) }),
    row("e", "100", { hydra: answer(0, verified) }),
    row("f", "100", { hydra: answer(0, verified) }),
    row("g", "100", { hydra: answer(0, unsolved) }),
    row("h", "100", { hydra: answer(1, unsolved) }),
    row("i", "100", { hydra: answer([0, 0, 0], unsolved) }),
    row("j", "100", { hydra: answer(0, probable) }),
  ];
  const hydra = figuresOf(rows).solvers["hydra"];

  test("given where all were wrong", () => {
    expect(hydra?.wrongWhenAllWrong.verified?.value).toBe(0.25);
    expect(hydra?.wrongWhenAllWrong.probable?.value).toBe(0.25);
    expect(figuresOf(rows.slice(4)).solvers["hydra"]?.wrongWhenAllWrong.verified).toBeNull();
  });

  test("the right picks that are called verified, unsolved ones among them", () => {
    expect(hydra?.verifiedOfRight?.value).toBe(0.5); // e and f of e, f, g and j
  });

  test("abstention is precise where the pick was wrong, or nothing was right to pick", () => {
    expect(hydra?.abstention.precision?.value).toBe(0.6); // c, d and h of c, d, g, h and i
    expect(hydra?.abstention.recall?.value).toBe(0.5); // c and d of a to d
  });

  test("by the larger tests another verdict is a wrong one", () => {
    const stricter = rows.map((one) => ({
      ...one,
      candidates: one.candidates.map((candidate) => ({
        ...candidate,
        plus: candidate.right && one.task !== "e",
      })),
    }));
    const plus = figuresOf(stricter).solvers["hydra"]?.plus;
    expect(plus?.wrongWhenAllWrong.verified?.value).toBe(0.4); // a and e of a to e
  });
});

describe("stated chances", () => {
  const rows = [
    row("a", "100", { hydra: answer(0, { chance: 0.9 }) }),
    row("b", "000", { hydra: answer(0, { chance: 0.95 }) }),
    row("c", "000", { hydra: answer(0, { chance: 0.2 }) }),
    row("d", "100", { hydra: answer([0.5, 0.5, 0], { chance: 1 }) }),
    row("e", "100", { hydra: answer(0) }),
  ];
  const hydra = figuresOf(rows).solvers["hydra"];

  test("Brier and ECE over the draws that have one", () => {
    expect(hydra?.brier?.value).toBe(0.363125); // (0.01 + 0.9025 + 0.04 + 0.5) / 4
    expect(hydra?.ece?.value).toBe(0.3875); // (|1.5 − 2.85| + |0 − 0.2|) / 4
  });

  test("the reliability table counts each of them once, a chance of 1 in the last bin", () => {
    expect(hydra?.reliability).toHaveLength(10);
    expect(hydra?.reliability?.[9]).toMatchObject({ from: 0.9, to: 1, count: 3, chance: 0.95 });
    expect(hydra?.reliability?.[2]).toMatchObject({ from: 0.2, to: 0.3, count: 1, chance: 0.2 });
    expect(hydra?.reliability?.[9]?.right?.value).toBe(0.5); // a, not b, and half of d
    expect(hydra?.reliability?.[2]?.right).toEqual({ value: 0, low: 0, high: 0 });
    expect(hydra?.reliability?.[0]).toEqual({ from: 0, to: 0.1, count: 0, chance: null, right: null });
  });

  test("agree with the errors that the calibration is fitted by", () => {
    const random = makeRandom("chances");
    const drawn = Array.from({ length: 300 }, (_, index) => ({
      group: String(index % 40),
      right: random() < 0.4,
      chance: random(),
    }));
    const made = figuresOf(
      drawn.map(({ group, right, chance }, seed) =>
        row(group, right ? "111" : "000", { hydra: answer(0, { chance }) }, { seed }),
      ),
    ).solvers["hydra"];
    const expected = calibrationError(
      drawn.map((one) => ({ ...one, features: [], weight: 1 })),
      drawn.map(({ chance }) => chance),
    );
    expect(made?.ece?.value).toBeCloseTo(expected.ece, 5);
    expect(made?.brier?.value).toBeCloseTo(expected.brier, 5);
    expect(made?.ece?.low).toBeLessThan(expected.ece);
    expect(made?.ece?.high).toBeGreaterThan(expected.ece);
  });

  test("an ECE of 0 has an interval that begins there, though hardly a resample has none", () => {
    const rows = Array.from({ length: 200 }, (_, index) => {
      const odd = 2 * (index % 10) + 1; // of 20 draws that state odd / 20, so many are right
      const right = Math.floor(index / 10) < odd;
      return row(`t${index}`, right ? "111" : "000", { hydra: answer(0, { chance: odd / 20 }) });
    });
    const ece = figuresOf(rows).solvers["hydra"]?.ece;
    expect(ece).toMatchObject({ value: 0, low: 0 });
    expect(ece?.high).toBeGreaterThan(0.005);
  });
});

describe("pairs", () => {
  test("are differences on the same draws, with the share of resamples above 0", () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      row(`t${index}`, "100", {
        hydra: answer(index % 4 === 0 ? 1 : 0),
        other: answer(index % 2),
        twin: answer(index % 2),
      }),
    );
    const { paired } = figuresOf(rows);
    const against = (solver: string, than: string) =>
      paired.find((one) => one.solver === solver && one.than === than);
    // Wrong on 10 of 40 where `other` is wrong on 20, 10 of them apart: +25 points.
    expect(against("hydra", "other")?.passAt1.value).toBe(0.25);
    expect(against("hydra", "other")?.above).toBeGreaterThan(0.9);
    expect(against("hydra", "oracle")?.above).toBe(0);
    expect(against("hydra", "hydra")).toBeUndefined();
    expect(against("other", "single")?.passAt1.value).toBeCloseTo(0.5 - 1 / 3, 5);
    expect(against("twin", "single")).toEqual({ ...against("other", "single"), solver: "twin" });
  });

  test("the noise of adding up is no difference", () => {
    const rows = [row("a", "111", { hydra: answer(0), other: answer([0.1, 0.2, 0.7]) })];
    expect(figuresOf(rows).paired.find(({ than }) => than === "other")).toMatchObject({
      passAt1: { value: 0, low: 0, high: 0 },
      above: 0,
    });
  });

  test("count only draws that both answered, and are not there where none is", () => {
    const { paired, solvers } = figuresOf([
      row("a", "100", { hydra: answer(0), other: answer(1) }),
      row("b", "100", { hydra: answer(1) }),
      row("c", "100", { late: answer(0) }),
    ]);
    expect(paired.find(({ than }) => than === "other")?.passAt1.value).toBe(1);
    expect(paired.some(({ than }) => than === "late")).toBe(false);
    expect(solvers["hydra"]).toMatchObject({ draws: 2, passAt1: { value: 0.5 } });
    expect(solvers["late"]).toMatchObject({ draws: 1, passAt1: { value: 1 } });
  });
});

describe("rows", () => {
  const many = Array.from({ length: 60 }, (_, index): Row => {
    const grades = ["100", "010", "000", "111", "101"][index % 5] ?? "000";
    return row(
      `T/${index % 20}`,
      grades,
      {
        hydra: answer(index % 3, {
          status: "probable",
          chance: (index % 10) / 10,
          calls: index % 7,
          milliseconds: 333,
        }),
        "most-tests": answer([1 / 3, 1 / 3, 1 / 3]),
      },
      { seed: Math.floor(index / 20), plus: grades.replace("1", "0") },
    );
  });

  test("give the same bytes in whatever order they come", () => {
    const bytes = JSON.stringify(figuresOf(many));
    const random = makeRandom("order");
    const shuffled = many
      .map((one) => ({ one, place: random() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ one }) => ({ ...one, answers: Object.fromEntries(Object.entries(one.answers).toReversed()) }));
    expect(JSON.stringify(figuresOf(shuffled))).toBe(bytes);
  });

  test("costs are means per draw", () => {
    expect(figuresOf(many).solvers["hydra"]).toMatchObject({
      calls: { value: 2.9 },
      seconds: { value: 0.333, low: 0.333, high: 0.333 },
      tokens: { value: 0 },
      runs: { value: 0 },
    });
  });

  test("none at all, or one draw twice, is said", () => {
    expect(() => figuresOf([])).toThrow(/no draw was kept/u);
    expect(() => figuresOf([...many, many[7]!])).toThrow("T/7 with seed 0 is kept twice");
  });
});
