// "Did you mean": the known name that a mistyped one is closest to.

/** The nearest of `names` by edit distance, ignoring case; null where none is close enough to be meant. */
export const nearest = (name: string, names: readonly string[]): string | null => {
  const typed = name.toLowerCase().slice(0, 80);
  const ranked = names
    .map((known) => ({ known, distance: editDistance(typed, known.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  const [best] = ranked;
  if (best === undefined) return null;
  const within = Math.max(2, Math.floor(Math.max(typed.length, best.known.length) * 0.4));
  return best.distance <= within ? best.known : null;
};

/** Levenshtein distance with two rows. */
const editDistance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, character] of left.split("").entries()) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j++) {
      const changed = (row[j] ?? 0) + (character === right[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
