// What a gate is worth: whether it ranks answerable questions above the others, and how often its refusals are right.
import { figureOf, makeRandom } from "../figures/bootstrap.ts";
import type { Figure } from "../figures/schema.ts";

export interface Scored {
  readonly score: number;
  readonly answerable: boolean;
}

/** The chance that an answerable question has the higher score; ties count half (Mann and Whitney). NaN where one kind is missing. */
export const aucOf = (scored: readonly Scored[]): number => {
  const ranked = scored.toSorted((one, other) => one.score - other.score);
  let [rankSum, at] = [0, 0];
  while (at < ranked.length) {
    const tied = ranked.slice(at).findIndex(({ score }) => score !== ranked[at]?.score);
    const end = tied === -1 ? ranked.length : at + tied;
    rankSum += ((at + 1 + end) / 2) * ranked.slice(at, end).filter(({ answerable }) => answerable).length;
    at = end;
  }
  const yes = scored.filter(({ answerable }) => answerable).length;
  return (rankSum - (yes * (yes + 1)) / 2) / (yes * (scored.length - yes));
};

/** With 95% percentile bootstrap over groups. */
export const withInterval = <T extends { readonly group: string }>(
  ones: readonly T[],
  measure: (ones: readonly T[]) => number,
): Figure => {
  const groups = [...Map.groupBy(ones, ({ group }) => group).values()];
  const random = makeRandom(`rag/${groups.length}`);
  const resampled = Float64Array.from({ length: resamples }, () =>
    measure(groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? [])),
  );
  return figureOf(measure(ones), resampled);
};

const resamples = 1_000;

export interface Refusal {
  readonly refused: boolean;
  readonly answerable: boolean;
}

/** Of the refused questions, how many have no answer. */
export const precisionOf = (ones: readonly Refusal[]): number => {
  const refused = ones.filter((one) => one.refused);
  return refused.filter(({ answerable }) => !answerable).length / refused.length;
};

/** Of the questions without an answer, how many are refused. */
export const recallOf = (ones: readonly Refusal[]): number => {
  const without = ones.filter(({ answerable }) => !answerable);
  return without.filter(({ refused }) => refused).length / without.length;
};
