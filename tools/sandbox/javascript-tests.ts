// How JavaScript and TypeScript tests are planned: what a clean process is to compute, what the candidate's process runs, and
// how its reports are judged.
import type { TestBody, TestCase } from "../../core/domain.ts";
import type { Value } from "../../core/values.ts";
import { judgeError, type Judgement, judgeSightings, judgeValue } from "./judge.ts";
import { planText, planUnsupported, type Preparation, whyUnprepared } from "./plan.ts";
import type { Item, Report } from "./protocol.ts";
import { splitAssertion } from "./split.ts";
import { isProblem, type SyntaxProblem, toCommonJs, type Transformed } from "./transform.ts";

type Language = "javascript" | "typescript";

export const prepareTest = async ({ body }: TestCase, language: Language): Promise<Preparation> => {
  switch (body.kind) {
    case "io":
      return planText({ kind: "io", input: body.input }, body.output, "prints");
    case "file":
      return prepareFile(body, language);
    case "assertion": {
      const whole = await script(body.source, language);
      const split = splitAssertion(body.source);
      return split === null ? whole : prepareEquality({ ...split, setup: "" }, whole, language);
    }
    case "example":
      return prepareExample(body, language);
    default:
      return planUnsupported("This kind of test is not known.");
  }
};

const prepareExample = async (
  { setup = "", call, expected, compare }: Extract<TestBody, { kind: "example" }>,
  language: Language,
): Promise<Preparation> => {
  if (compare === "raises" || compare === "prints") {
    const item = await valueItem(setup, call, language);
    return isProblem(item) ? broken(item) : planText(item, expected, compare);
  }
  const assertion =
    compare === "equal"
      ? `assert.deepStrictEqual((${call}\n), (${expected}\n))`
      : `expect((${call}\n)).toBeCloseTo((${expected}\n), 6)`;
  const whole = await script(`${setup}\n${assertion}`, language);
  const tolerance = compare === "approx" ? { tolerance: 1e-6 } : {};
  return prepareEquality({ setup, call, expected, ...tolerance }, whole, language);
};

/** Test code that hands the value of an expression to the harness. */
export const valueItem = async (setup: string, expression: string, language: Language) => {
  const result = await toCommonJs(
    `${setup}\n__value(async () => (${expression.trim().replace(/;$/u, "")}\n));`,
    testPath(language),
  );
  return isProblem(result) ? result : ({ kind: "value", setup: "", call: result.code } as const);
};

interface Equality {
  readonly setup: string;
  readonly call: string;
  readonly expected: string;
  readonly loose?: boolean;
  readonly tolerance?: number;
}

/** The expected side is computed in a clean process; where it needs the program, `whole` runs instead. */
const prepareEquality = async (
  { setup, call, expected, loose = false, tolerance }: Equality,
  whole: Preparation,
  language: Language,
): Promise<Preparation> => {
  const [subject, wanted] = await Promise.all([
    valueItem(setup, call, language),
    valueItem(setup, expected, language),
  ]);
  if (isProblem(subject) || isProblem(wanted)) return whole;
  const how = { language, ...(tolerance !== undefined && { tolerance }) };
  const seen = (value: Value) => (loose ? loosened(value) : value);
  return {
    item: { kind: "expected", setup: "", source: wanted.call },
    finish: (run) => {
      const value = run?.reports[0]?.value;
      if (value === undefined || /\["[xo]"/u.test(JSON.stringify(value))) return whole.finish(null);
      const judge = (report: Report): Judgement =>
        report.value === undefined ? lost(report) : judgeValue(seen(report.value), seen(value), how);
      return { kind: "run", item: subject, names: [], judge };
    },
  };
};

/** As `toEqual` sees values: undefined properties and classes do not count. */
const loosened = (value: Value): Value => {
  if (value[0] === "l" || value[0] === "S") return [value[0], value[1].map(loosened)];
  if (value[0] === "t" && value[1].length === 2 && value[1][1]?.[0] === "d") return loosened(value[1][1]);
  if (value[0] !== "d") return value;
  return ["d", value[1].filter(([, item]) => item[0] !== "u").map(([key, item]) => [key, loosened(item)])];
};

/** Statements whose assertions are sightings. */
const script = async (source: string, language: Language): Promise<Preparation> => {
  const result = await toCommonJs(source, testPath(language));
  if (isProblem(result)) return broken(result);
  const item: Item = { kind: "script", source: result.code };
  return {
    item: null,
    finish: () => ({ kind: "run", item, names: [], judge: judgeIn(source, result, language) }),
  };
};

const prepareFile = async (
  body: { path: string; content: string },
  language: Language,
): Promise<Preparation> => {
  const result = await toCommonJs(body.content, body.path);
  if (isProblem(result)) return broken(result);
  const item = { kind: "file", path: body.path, source: result.code, names: [], skip: [] } as const;
  const judge = judgeIn(body.content, result, language);
  return {
    item,
    finish: (run) => {
      const names = run?.reports[0]?.names;
      if (names !== undefined) return { kind: "run", item: { ...item, names }, names, judge };
      if (run === null || run.losses.length > 0) return { kind: "unsupported", message: whyUnprepared(run) };
      return { kind: "run", item, names: "reported", judge };
    },
  };
};

/** Assertions of JavaScript tests know their line only; their text is the author's line. */
const judgeIn = (source: string, transformed: Transformed, language: Language) => {
  const lines = source.split("\n");
  return (report: Report): Judgement => {
    const sightings = report.sites.map((sighting) => {
      if (typeof sighting.site === "number") return sighting;
      const line = transformed.locate(sighting.site.line);
      const text = lines[line - 1]?.trim() ?? "";
      return {
        ...sighting,
        site: { ...sighting.site, line, text: text === "" ? sighting.site.text : text.slice(0, 300) },
      };
    });
    return judgeSightings(sightings, [], { language, error: report.error });
  };
};

const testPath = (language: Language): string => (language === "typescript" ? "test.ts" : "test.js");

const broken = ({ message, line }: SyntaxProblem): Preparation =>
  planUnsupported(`The test can't be read: ${message}${line === null ? "" : ` (line ${line})`}`);

const lost = (report: Report): Judgement =>
  report.error === undefined
    ? { status: "error", message: "The call returned nothing that can be read." }
    : judgeError(report.error);
