import { expect, it } from "vitest";
import { probabilityOf } from "../../../nodes/choose/calibration.ts";
import { shippedWeights, type Features } from "../../../nodes/choose/weights.ts";

const table = {
  provenance: "by hand",
  withTrusted: { intercept: 0, terms: { allTrusted: { coefficient: 2, mean: 0.5 } } },
  withoutTrusted: { intercept: 1, terms: {} },
};
const nothing: Features = {
  trustedShare: null,
  allTrusted: null,
  passers: null,
  untrustedShare: null,
  agreement: null,
  likeness: null,
  varied: null,
};

it("is the logistic of the table's terms around their means", () => {
  expect(probabilityOf({ ...nothing, trustedShare: 1, allTrusted: 1 }, table)).toBeCloseTo(
    1 / (1 + Math.exp(-1)),
  );
  expect(probabilityOf({ ...nothing, trustedShare: 0, allTrusted: 0 }, table)).toBeCloseTo(
    1 / (1 + Math.exp(1)),
  );
});

it("lets what was not seen weigh nothing, and takes the other table without trusted tests", () => {
  expect(probabilityOf({ ...nothing, trustedShare: 1 }, table)).toBe(0.5);
  expect(probabilityOf(nothing, table)).toBeCloseTo(1 / (1 + Math.exp(-1)));
});

it("ships weights whose every term says that more evidence is worth more", () => {
  const { calibration } = shippedWeights();
  const terms = [calibration.withTrusted, calibration.withoutTrusted].flatMap((one) =>
    Object.values(one.terms),
  );
  expect(terms.length).toBeGreaterThan(0);
  expect(terms.filter(({ coefficient }) => coefficient < 0)).toEqual([]);
});
