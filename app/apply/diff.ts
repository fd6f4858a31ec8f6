// A unified diff for people, line by line. E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.

const context = 3;
/** Beyond this many differing lines the texts are shown as replaced: nobody reads further, and the search is quadratic. */
const limitEdits = 2_000;

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Empty where the texts are the same; `before` null: the file is new. */
export const unifiedDiff = (path: string, before: string | null, after: string): string => {
  if (before === after) return "";
  const lines = diffLines(before === null ? [] : split(before), split(after));
  const from = before === null ? "/dev/null" : `a/${path}`;
  return [`--- ${from}`, `+++ b/${path}`, ...hunks(lines)].join("\n");
};

const split = (text: string): string[] => {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : `${text}\n\\ no newline at the end`).split("\n");
};

const diffLines = (before: readonly string[], after: readonly string[]): Line[] => {
  const trace = search(before, after);
  if (trace === null) return [...before.map(sign("-")), ...after.map(sign("+"))];
  const lines: Line[] = [];
  let [x, y] = [before.length, after.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const previous = down ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : (reach.get(previous) ?? 0);
    const startY = d === 0 ? 0 : startX - previous;
    while (x > startX && y > startY && before[x - 1] === after[y - 1]) {
      lines.push({ sign: " ", text: before[x - 1] ?? "" });
      x--;
      y--;
    }
    if (d === 0) break;
    lines.push(down ? { sign: "+", text: after[y - 1] ?? "" } : { sign: "-", text: before[x - 1] ?? "" });
    [x, y] = [startX, startY];
  }
  return lines.toReversed();
};

/** Furthest reaching points per diagonal before each edit; null where the limit was hit. */
const search = (before: readonly string[], after: readonly string[]): Map<number, number>[] | null => {
  const reach = new Map([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(before.length + after.length, limitEdits); d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      reach.set(k, x);
      if (x >= before.length && x - k >= after.length) return trace;
    }
  }
  return null;
};

const hunks = (lines: readonly Line[]): string[] => {
  const output: string[] = [];
  let [oldLine, newLine, index] = [1, 1, 0];
  while (index < lines.length) {
    const start = lines.findIndex((line, at) => at >= index && line.sign !== " ");
    if (start === -1) break;
    let end = start;
    for (let at = start; at < lines.length && at <= end + context * 2; at++) {
      if (lines[at]?.sign !== " ") end = at;
    }
    const from = Math.max(index, start - context);
    const hunk = lines.slice(from, end + context + 1);
    oldLine += from - index;
    newLine += from - index;
    const [olds, news] = [count(hunk, "+"), count(hunk, "-")];
    output.push(
      `@@ -${range(oldLine, olds)} +${range(newLine, news)} @@`,
      ...hunk.map((l) => `${l.sign}${l.text}`),
    );
    oldLine += olds;
    newLine += news;
    index = from + hunk.length;
  }
  return output;
};

const range = (line: number, length: number): string => `${length === 0 ? line - 1 : line},${length}`;

/** Lines that are not of this sign. */
const count = (lines: readonly Line[], not: Line["sign"]): number =>
  lines.filter((line) => line.sign !== not).length;

const sign =
  (mark: Line["sign"]) =>
  (text: string): Line => ({ sign: mark, text });
