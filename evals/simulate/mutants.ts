// Wrong programs made from a right one, by the slips that people and models make: a comparison, an operator, a boundary,
// a constant off by one, a branch that is never taken, an exception.
import type { Language } from "../../core/domain.ts";
import type { Chance } from "./chance.ts";

interface Slip {
  readonly find: RegExp;
  readonly put: (found: string) => readonly string[];
}

const pairs: readonly (readonly [string, string])[] = [
  [" <= ", " < "],
  [" >= ", " > "],
  [" === ", " !== "],
  [" == ", " != "],
  [" + ", " - "],
  [" += ", " -= "],
  [" && ", " || "],
  [" and ", " or "],
  ["max(", "min("],
  [" / ", " * "],
  [" // ", " * "],
  [" % ", " * "],
];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&");

const slips: readonly Slip[] = [
  ...pairs.flatMap(([one, other]) =>
    [
      [one, other],
      [other, one],
    ].map(([from = "", to = ""]) => ({ find: new RegExp(escaped(from), "gu"), put: () => [to] })),
  ),
  { find: / < | > /gu, put: (found) => [found === " < " ? " > " : " < "] },
  { find: /(?<![\w."])\d+(?![\w."])/gu, put: (found) => [`${Number(found) + 1}`, `${Number(found) - 1}`] },
  { find: /\bif \(.+\)(?= )/gu, put: () => ["if (false)"] },
  {
    find: /\b(?:el)?if [^(\n][^\n]*(?=:$)/gmu,
    put: (found) => [found.startsWith("el") ? "elif False" : "if False"],
  },
  { find: /\breturn [^;\n]+/gu, put: () => ["return 0"] },
];

/** Bodies with one slip each, each once. */
export const mutantsOf = (body: readonly string[]): string[][] => {
  const source = body.join("\n");
  const literals = [...source.matchAll(/"[^"\n]*"/gu)];
  const inText = (at: number): boolean =>
    literals.some(({ index, 0: text }) => at > index && at < index + text.length - 1);
  const found = slips.flatMap(({ find, put }) =>
    [...source.matchAll(find)]
      .filter(({ index }) => !inText(index))
      .flatMap(({ index, 0: text }) =>
        put(text).map((other) => source.slice(0, index) + other + source.slice(index + text.length)),
      ),
  );
  return [...new Set(found)].filter((text) => text !== source).map((text) => text.split("\n"));
};

/** Two slips at once, so many at most. */
export const doubleMutantsOf = (body: readonly string[], count: number, chance: Chance): string[][] => {
  const first = mutantsOf(body);
  if (first.length === 0) return [];
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(chance.between(0, list.length))];
  const found = Array.from({ length: count }, () => any(mutantsOf(any(first) ?? body))).flatMap((one) =>
    one === undefined ? [] : [one.join("\n")],
  );
  return [...new Set(found)].map((text) => text.split("\n"));
};

/** Raises on everything. */
export const crashOf = (body: readonly string[], language: Language): string[] =>
  language === "python"
    ? ['    raise ValueError("broken")', ...body]
    : ['  if (true) throw new Error("broken");', ...body];
