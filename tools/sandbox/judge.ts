// Verdicts, made in the parent from returned values. The process that ran the candidate has an opinion (`ok`); it only
// counts where the values themselves can't tell, and never against an expected value that was kept out of that process.
import type { Language } from "../../core/domain.ts";
import { sameValue, type Value } from "../../core/values.ts";
import type { Duties, Failure, Sighting, Site } from "./protocol.ts";
import { clip, show } from "./show.ts";

export interface Judgement {
  readonly status: "passed" | "failed" | "error";
  readonly message?: string;
  readonly actual?: Value;
  readonly expected?: Value;
  readonly file?: string;
  readonly line?: number;
}

/** The first assertion that does not hold, else the error that ended the test, else passed. */
export const judgeSightings = (
  sightings: readonly Sighting[],
  table: readonly Site[],
  options: { language: Language; error?: Failure | undefined; duties?: Duties | undefined },
): Judgement => {
  for (const sighting of sightings) {
    const site = typeof sighting.site === "number" ? table[sighting.site] : sighting.site;
    if (site === undefined) return { status: "failed", message: "An unknown assertion was reported." };
    const actual = sighting.values[0] ?? ["x"];
    const expected = site.expected ?? sighting.values[1];
    if (holds(site, { ...sighting, actual, expected }, options.language)) continue;
    return {
      status: "failed",
      message: `${site.text}: got ${show(actual)}${expected && site.expected === undefined ? `, expected ${show(expected)}` : ""}`,
      actual,
      ...(expected && { expected }),
      line: site.line,
    };
  }
  if (options.error !== undefined) return judgeError(options.error);
  return fulfilled(sightings, options.duties)
    ? { status: "passed" }
    : { status: "failed", message: "The test ended without reaching its assertions." };
};

/** A test that a program emptied or cut short passes nothing. */
const fulfilled = (sightings: readonly Sighting[], duties: Duties = { all: [], any: [] }): boolean => {
  const seen = new Set(sightings.map(({ site }) => site));
  return (
    duties.all.every((site) => seen.has(site)) &&
    (duties.any.length === 0 || duties.any.some((site) => seen.has(site)))
  );
};

export const judgeValue = (
  actual: Value,
  expected: Value,
  options: { language: Language; tolerance?: number },
): Judgement => {
  const same = sameValue(actual, expected, sameness(options.language, options.tolerance));
  const message = `got ${show(actual)}, expected ${show(expected)}`;
  return same ? { status: "passed", actual, expected } : { status: "failed", actual, expected, message };
};

/** A class name anywhere among the raised one's ancestors; `module.Name` counts by its last part. */
export const judgeRaised = (error: Failure | undefined, expected: string): Judgement => {
  const name = expected.trim().split(".").at(-1) ?? expected;
  if (error === undefined) return { status: "failed", message: `nothing was raised, expected ${name}` };
  if (error.mro.includes(name)) return { status: "passed", actual: ["e", error.type, error.message] };
  return { ...judgeError(error), status: "failed" };
};

/** Texts line by line, space at the ends of lines and empty lines at the end ignored. */
export const judgePrinted = (printed: string, expected: string): Judgement => {
  const [actual, wanted] = [trimLines(printed), trimLines(expected)];
  if (actual === wanted) return { status: "passed" };
  const message = `printed ${JSON.stringify(clip(actual))}, expected ${JSON.stringify(clip(wanted))}`;
  return { status: "failed", message, actual: ["s", clip(printed)], expected: ["s", clip(expected)] };
};

export const judgeError = (error: Failure): Judgement => ({
  status: error.mro.includes("AssertionError") ? "failed" : "error",
  message: errorText(error),
  actual: ["e", error.type, error.message],
  ...(error.file !== null && { file: error.file }),
  ...(error.line !== null && { line: error.line }),
});

export const errorText = (error: Failure): string =>
  error.module === null
    ? `${error.type}: ${error.message}`
    : `${error.type}: the module ${error.module} is not available in this sandbox`;

interface Seen {
  readonly actual: Value;
  readonly expected: Value | undefined;
  readonly ok?: boolean | undefined;
}

const holds = (site: Site, { actual, expected, ok }: Seen, language: Language): boolean => {
  const truth = truthiness(actual, language);
  if (site.op === "held") return ok === true;
  if (site.op === "true") return truth ?? ok === true;
  if (site.op === "false") return truth === null ? ok === false : !truth;
  if (expected === undefined) return false;
  const opinion = site.expected === undefined ? ok === true : null;
  switch (site.op) {
    case "==":
    case "!=": {
      const same = sameValue(actual, expected, sameness(language));
      const known = site.expected !== undefined || !opaque(actual) || !opaque(expected);
      return known ? same === (site.op === "==") : opinion === true;
    }
    case "is":
    case "is not":
      return opinion ?? (JSON.stringify(actual) === JSON.stringify(expected)) === (site.op === "is");
    case "in":
    case "not in":
      return contains(expected, actual, language) === null
        ? opinion === true
        : contains(expected, actual, language) === (site.op === "in");
    case "near": {
      const [a, b] = [numberOf(actual), numberOf(expected)];
      return a !== null && b !== null && Math.abs(a - b) <= (site.tolerance ?? 0);
    }
    case "approx":
      return sameValue(actual, expected, sameness(language, site.tolerance ?? 1e-6));
    default:
      return ordered(site.op, actual, expected) ?? opinion === true;
  }
};

const sameness = (language: Language, tolerance = 0) => ({
  tolerance,
  booleansAreNumbers: language === "python",
  nanIsNan: language !== "python",
});

/** Whether a value can't be told from its encoding: objects of classes, and what was cut off. */
const opaque = (value: Value): boolean => {
  if (value[0] === "d") return value[1].some(([key, item]) => opaque(key) || opaque(item));
  if (value[0] === "l" || value[0] === "t" || value[0] === "S") return value[1].some(opaque);
  return value[0] === "o" || value[0] === "x";
};

const truthiness = (value: Value, language: Language): boolean | null => {
  switch (value[0]) {
    case "n":
    case "u":
      return false;
    case "b":
      return value[1];
    case "i":
      return BigInt(value[1]) !== 0n;
    case "f":
      return Number(value[1]) !== 0;
    case "s":
      return value[1].length > 0;
    case "l":
    case "t":
    case "S":
    case "d":
    case "B":
      return language !== "python" || value[1].length > 0;
    default:
      return null;
  }
};

const numberOf = (value: Value): number | null => {
  if (value[0] === "b") return Number(value[1]);
  if (value[0] === "i") return Number(value[1]);
  return value[0] === "f" ? Number(value[1].replace("inf", "Infinity").replace("nan", "NaN")) : null;
};

const ordered = (operator: string, left: Value, right: Value): boolean | null => {
  const numbers = [numberOf(left), numberOf(right)] as const;
  const texts = left[0] === "s" && right[0] === "s" ? ([left[1], right[1]] as const) : null;
  const [a, b] = texts ?? numbers;
  if (a === null || b === null) return null;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
};

const contains = (container: Value, item: Value, language: Language): boolean | null => {
  if (container[0] === "s") return item[0] === "s" ? container[1].includes(item[1]) : null;
  if (opaque(container) || opaque(item)) return null;
  const is = (each: Value) => sameValue(item, each, sameness(language));
  if (container[0] === "d") return container[1].some(([key]) => is(key));
  return container[0] === "l" || container[0] === "t" || container[0] === "S" ? container[1].some(is) : null;
};

const trimLines = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
