// What was changed between two programs, line by line: short enough to be shown, or null.

/** Lines of a longer change show no fix, but another program. */
const limitLines = 40;
/** The table of the comparison grows with the square. */
const limitCompared = 600;

/** `-` and `+` before what went and what came, with one line around each; null where nothing, or too much, is different. */
export const linesChanged = (before: string, after: string): string | null => {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  if (old.length > limitCompared || fresh.length > limitCompared) return null;
  const edits = editsOf(old, fresh);
  const changed = edits.filter(({ sign }) => sign !== " ").length;
  const kept = edits.length - changed;
  if (changed === 0 || changed > limitLines || kept === 0) return null;
  const near = edits.map((_, at) =>
    edits.slice(Math.max(0, at - 1), at + 2).some(({ sign }) => sign !== " "),
  );
  return edits
    .filter((_, at) => near[at])
    .map(({ sign, line }) => `${sign}${line}`)
    .join("\n");
};

interface Edit {
  readonly sign: "-" | "+" | " ";
  readonly line: string;
}

/** By the longest common subsequence. */
const editsOf = (old: readonly string[], fresh: readonly string[]): Edit[] => {
  const width = fresh.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = fresh.length - 1; column >= 0; column--) {
      longest[row * width + column] =
        old[row] === fresh[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const edits: Edit[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < fresh.length) {
    if (row < old.length && column < fresh.length && old[row] === fresh[column]) {
      edits.push({ sign: " ", line: old[row] ?? "" });
      row++;
      column++;
    } else if (row < old.length && (column === fresh.length || at(row + 1, column) >= at(row, column + 1))) {
      edits.push({ sign: "-", line: old[row] ?? "" });
      row++;
    } else {
      edits.push({ sign: "+", line: fresh[column] ?? "" });
      column++;
    }
  }
  return edits;
};
