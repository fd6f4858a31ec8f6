// A measure of a draw, summed by task and resampled: every figure is made of these.
import { figureOf, ratioOf, resampledRatios, total } from "./bootstrap.ts";
import type { Column, Resampling } from "./bootstrap.ts";
import type { Scored } from "./draws.ts";
import type { Figure } from "./schema.ts";

export type Measure<T = Scored> = (one: T) => number;

export const each = (): number => 1;
export const right: Measure<{ readonly right: number }> = (one) => one.right;

export const columnOf = <T extends { readonly task: number }>(
  scored: readonly T[],
  { tasks }: Resampling,
  measure: Measure<T>,
): Column => {
  const sums = new Float64Array(tasks);
  for (const one of scored) sums[one.task] = (sums[one.task] ?? 0) + measure(one);
  return sums;
};

/** A ratio of sums; null where the bottom is nothing. */
export const share = (
  scored: readonly Scored[],
  resampling: Resampling,
  [top, bottom]: readonly [Measure, Measure],
): Figure | null =>
  ratioOf(resampling, columnOf(scored, resampling, top), columnOf(scored, resampling, bottom));

/** Of a bottom that is there. */
export const certainShare = (resampling: Resampling, top: Column, bottom: Column): Figure =>
  figureOf(total(top) / total(bottom), resampledRatios(resampling, top, bottom));
