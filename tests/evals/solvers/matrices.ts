// Matrices as a line per candidate, so that a test reads as what was executed.
import type { Matrix } from "../../../evals/matrix.ts";

/**
 * Passes as digits, trusted tests left of `|` (`11|0110`); behind `:` its answers to the shared calls (`a` to `z` a value,
 * `e` an exception, `-` can't be told). `x` is a candidate that did not run.
 */
export const matrixOf = (...lines: readonly string[]): Matrix => {
  const rows = lines.map((line) => {
    const [passes = "", answers = ""] = line.split(":");
    const [left = "", right] = passes.split("|");
    return {
      ran: line !== "x",
      trusted: right === undefined ? "" : left,
      qa: right ?? left,
      behaviour: Array.from(answers, valueOf),
    };
  });
  const widest = (part: "trusted" | "qa") =>
    Math.max(0, ...rows.filter(({ ran }) => ran).map((row) => row[part].length));
  const ids = (part: "trusted" | "qa") =>
    Array.from({ length: widest(part) }, (_, index) => `${part}-${index}`);
  return {
    tests: (["trusted", "qa"] as const).flatMap((part) =>
      ids(part).map((id) => ({ id, trusted: part === "trusted", block: 0 })),
    ),
    candidates: rows.map(({ ran, behaviour, ...row }, place) => ({
      place,
      files: [],
      ran,
      behaviour,
      outcomes: Object.fromEntries(
        (["trusted", "qa"] as const).flatMap((part) =>
          ids(part).map((id, index) => [id, ran && row[part][index] === "1" ? "passed" : "failed"] as const),
        ),
      ),
    })),
  };
};

const valueOf = (letter: string): string | null => {
  if (letter === "-") return null;
  return letter === "e" ? 'e"ValueError"' : `["s","${letter}"]`;
};
