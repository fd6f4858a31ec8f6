// The same draw in two runs, and what a solver made of it.
import { compare } from "../figures/draws.ts";
import type { Row } from "../rows.ts";

/** Whose picks the controls watch. */
export const watched = "hydra";

export interface Pair {
  readonly plain: Row;
  readonly changed: Row;
}

/** By task and seed; `alone` counts rows without a counterpart that has the same candidates and an answer to compare. */
export const pairsOf = (
  plain: readonly Row[],
  changed: readonly Row[],
): { pairs: readonly Pair[]; alone: number } => {
  const others = new Map(changed.map((row) => [nameOf(row), row]));
  const pairs = plain.flatMap((row) => {
    const other = others.get(nameOf(row));
    if (other === undefined || samplesOf(other) !== samplesOf(row)) return [];
    return pickOf(row) === null || pickOf(other) === null ? [] : [{ plain: row, changed: other }];
  });
  return { pairs, alone: plain.length + changed.length - 2 * pairs.length };
};

export const nameOf = ({ task, seed }: Row): string => `${task} (seed ${seed})`;

/** Null where it did not answer. */
export const pickOf = (row: Row, solver = watched): readonly number[] | null =>
  row.answers[solver]?.pick ?? null;

/** Chance that its pick is right, less that of a candidate at random; null where it did not answer. */
export const gainOf = (row: Row): number | null => {
  const pick = pickOf(row);
  const { candidates } = row;
  if (pick === null || candidates.length === 0) return null;
  const right = candidates.map((one) => Number(one.right));
  const gain = right.reduce((sum, one, place) => sum + one * ((pick[place] ?? 0) - 1 / candidates.length), 0);
  // Shares such as 1/3 do not add up to 1 in floating point.
  return Math.abs(gain) < 1e-12 ? 0 : gain;
};

/** A few names, and how many more. */
export const someOf = (names: readonly string[]): string =>
  names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");

/** Which sample is picked, wherever it stands in the draw. */
export const samePick = ({ plain, changed }: Pair): boolean => sharesOf(plain) === sharesOf(changed);

const sharesOf = (row: Row): string => {
  const pick = pickOf(row);
  const shares = row.candidates.map((_, place) => `${sampleOf(row, place)}: ${pick?.[place] ?? 0}`);
  return shares.toSorted(compare).join("\n");
};

const samplesOf = (row: Row): string =>
  row.candidates
    .map((_, place) => sampleOf(row, place))
    .toSorted(compare)
    .join("\n");

/** Where samples have no number, by place. */
const sampleOf = ({ candidates }: Row, place: number): string =>
  `${candidates[place]?.model} ${candidates[place]?.sample ?? `in place ${place}`}`;
