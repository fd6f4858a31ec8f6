// 95% bootstrap over tasks: all draws of a task are resampled together, because they share its difficulty. Sums per task
// are made once and resampled, so that two thousand resamples of a whole evaluation take well under a second.
import { createHash } from "node:crypto";
import type { Figure } from "./schema.ts";

/** One sum per task, in the resampling's order of tasks. */
export type Column = Float64Array;

export interface Resampling {
  readonly tasks: number;
  readonly resamples: number;
  /** How often resample r holds task t, at `r * tasks + t`. */
  readonly counts: Uint16Array;
}

/** The same name and number of tasks give the same resamples, so figures that share them can be subtracted. */
export const resampleTasks = (tasks: number, { resamples = 2_000, name = "tasks" } = {}): Resampling => {
  const random = makeRandom(`bootstrap/${name}/${tasks}`);
  const counts = new Uint16Array(resamples * tasks);
  for (let resample = 0; resample < resamples; resample++) {
    for (let drawn = 0; drawn < tasks; drawn++) {
      const at = resample * tasks + Math.floor(random() * tasks);
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return { tasks, resamples, counts };
};

/** The column's sum in each resample. */
export const resampledSums = ({ tasks, resamples, counts }: Resampling, column: Column): Float64Array => {
  const sums = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    const from = resample * tasks;
    for (let task = 0; task < tasks; task++) sum += (counts[from + task] ?? 0) * (column[task] ?? 0);
    sums[resample] = sum;
  }
  return sums;
};

/** `top / bottom` in each resample; NaN where it has no bottom. */
export const resampledRatios = (resampling: Resampling, top: Column, bottom: Column): Float64Array => {
  const bottoms = resampledSums(resampling, bottom);
  return resampledSums(resampling, top).map((value, index) => divide(value, bottoms[index] ?? 0));
};

/**
 * A ratio of sums with its percentile interval; null where the bottom is nothing. Resamples in which it is nothing
 * (a rare event that none of their tasks has) tell nothing and are left out of the interval.
 */
export const ratioOf = (resampling: Resampling, top: Column, bottom: Column): Figure | null => {
  const value = divide(total(top), total(bottom));
  return Number.isNaN(value) ? null : figureOf(value, resampledRatios(resampling, top, bottom));
};

/** 2.5% and 97.5% quantiles (linear between neighbours) beside the value. */
export const figureOf = (value: number, resampled: Float64Array): Figure => {
  const known = resampled.filter((one) => !Number.isNaN(one)).toSorted();
  return {
    value: rounded(value),
    low: rounded(quantile(known, 0.025)),
    high: rounded(quantile(known, 0.975)),
  };
};

export const total = (column: Column): number => column.reduce((sum, value) => sum + value, 0);

/** Six decimals: below that lies the noise of adding up. */
export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 + 0;

const negligible = 1e-9;

const divide = (top: number, bottom: number): number => (bottom > negligible ? top / bottom : Number.NaN);

const quantile = (sorted: Float64Array, share: number): number => {
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return below + (above - below) * (place - Math.floor(place));
};

/** sfc32 (Doty-Humphrey's PractRand), seeded by a name; numbers in [0, 1). */
export const makeRandom = (name: string): (() => number) => {
  const seed = createHash("sha256").update(name).digest();
  let [a, b, c, counter] = [seed.readInt32LE(0), seed.readInt32LE(4), seed.readInt32LE(8), 1];
  return () => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return (out >>> 0) / 2 ** 32;
  };
};
