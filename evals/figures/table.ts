// A result for the terminal: what was measured, blocks under 110 columns, and what the words mean.
import { blocksOf, headOf, notesOf } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import type { Result } from "./schema.ts";
import { tame } from "./words.ts";

export const tableOf = (result: Result): string =>
  [
    wrap(headOf(result)).join("\n"),
    ...blocksOf(result).map(blockText),
    wrap([
      ...notesOf(result),
      `made by: ${tame(result.command, 1_000)}`,
      `at commit ${tame(result.commit)}`,
    ]).join("\n"),
  ].join("\n\n");

const limit = 108;

/** Lines that are too long go on, indented. */
const wrap = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const out: string[] = [];
    let rest = line;
    while (rest.length > limit) {
      const space = rest.lastIndexOf(" ", limit);
      const at = space > 2 ? space : limit;
      out.push(rest.slice(0, at).trimEnd());
      rest = `  ${rest.slice(at).trimStart()}`;
    }
    return [...out, rest];
  });

/** The first column to the left, numbers to the right; a last column of words is cut where it would be too wide. */
const blockText = ({ title, columns, lines }: Block): string => {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...lines.map((line) => (line[index] ?? "").length)),
  );
  const worded = lines.some((line) => /[a-z]{3}/u.test(line.at(-1) ?? ""));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const written = [columns, ...lines].map((line) =>
    line
      .map((cell, index) => {
        if (worded && index === line.length - 1) return tame(cell, Math.max(20, limit - before));
        return index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0);
      })
      .join("  ")
      .trimEnd(),
  );
  return [`${title}:`, ...written].join("\n");
};
