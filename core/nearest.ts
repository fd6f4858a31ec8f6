// "Did you mean": the known name that a mistyped one is closest to.

/** The nearest of `names` by edit distance, ignoring case; null where none is close enough to be meant. */
export const nearest = (name: string, names: readonly string[]): string | null => {
  const typed = name.toLowerCase().slice(0, 80);
  const ranked = names
    .map((known) => ({ known, distance: editDistance(typed, known.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  const [best] = ranked;
  if (best === undefined) return null;
  const within = Math.max(1, Math.floor(Math.max(typed.length, best.known.length) / 4));
  return best.distance <= within ? best.known : null;
};

/** Levenshtein distance; two neighbours that changed places count once. */
const editDistance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  let before: number[] = [];
  for (const [i, character] of left.split("").entries()) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j++) {
      const changed = (row[j] ?? 0) + (character === right[j] ? 0 : 1);
      const swapped = i > 0 && j > 0 && character === right[j - 1] && left[i - 1] === right[j];
      next.push(
        Math.min(
          changed,
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
          swapped ? (before[j - 1] ?? 0) + 1 : changed,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
};
