// Whether stated chances can be believed: reliability table, expected calibration error and Brier score of a solver.
import { figureOf, ratioOf, resampledSums, rounded, total } from "./bootstrap.ts";
import type { Column, Resampling } from "./bootstrap.ts";
import type { Scored } from "./draws.ts";
import { columnOf, each, right, share } from "./measures.ts";
import type { Bin, Figure } from "./schema.ts";

export interface Chances {
  readonly ece: Figure;
  readonly brier: Figure;
  readonly reliability: Bin[];
}

type Stated = Scored & { readonly chance: number };

/**
 * Over the draws with a stated chance that the pick is right (also where it was not shipped); null where none has one.
 * ECE (Naeini et al. 2015): Σ over equal-width bins of |Σ(right − chance)| / draws; a chance of 1 lies in the last bin.
 * Resampling inflates a sum of absolute values, so its interval is moved back by (mean of the resamples − value).
 * Brier: the expected (right − chance)², where a pick of several candidates is right with its share.
 */
export const chancesOf = (
  scored: readonly Scored[],
  resampling: Resampling,
  bins: number,
): Chances | null => {
  const stated: Stated[] = scored.flatMap((one) => {
    const chance = one.answer?.chance ?? null;
    return chance === null ? [] : [{ ...one, chance }];
  });
  const counts = columnOf(stated, resampling, each);
  const brier = ratioOf(resampling, columnOf(stated, resampling, squaredError), counts);
  if (brier === null) return null;
  const inBin = Array.from({ length: bins }, (_, bin) =>
    stated.filter(({ chance }) => Math.min(bins - 1, Math.floor(chance * bins)) === bin),
  );
  const gaps = inBin.map((own) => columnOf(own, resampling, (one) => one.right - one.chance));
  const value = gaps.reduce((sum, gap) => sum + Math.abs(total(gap)), 0) / stated.length;
  return {
    ece: figureOf(value, movedTo(value, resampledErrors(resampling, gaps, counts))),
    brier,
    reliability: inBin.map((own, bin) => ({
      from: rounded(bin / bins),
      to: rounded((bin + 1) / bins),
      count: own.length,
      chance: meanOf(own.map(({ chance }) => chance)),
      right: share(own, resampling, [right, each]),
    })),
  };
};

const squaredError = (one: Stated): number =>
  one.right * (1 - one.chance) ** 2 + (1 - one.right) * one.chance ** 2;

const resampledErrors = (resampling: Resampling, gaps: readonly Column[], counts: Column): Float64Array => {
  const errors = new Float64Array(resampling.resamples);
  for (const gap of gaps) {
    for (const [index, value] of resampledSums(resampling, gap).entries()) {
      errors[index] = (errors[index] ?? 0) + Math.abs(value);
    }
  }
  const draws = resampledSums(resampling, counts);
  return errors.map((error, index) => error / (draws[index] ?? 0));
};

const movedTo = (value: number, resampled: Float64Array): Float64Array => {
  const known = resampled.filter((one) => !Number.isNaN(one));
  const inflation = total(known) / known.length - value;
  return known.map((one) => Math.max(0, one - inflation));
};

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : rounded(values.reduce((sum, one) => sum + one, 0) / values.length);
