// JavaScript and TypeScript tests: sources go through esbuild here, and a clean process computes expected values and reads the
// names of a test file, before the candidate is anywhere.
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { SourceFile, TestCase } from "../../core/domain.ts";
import { judgeError, type Judgement, judgeSightings, judgeValue } from "./judge.ts";
import {
  type Dialect,
  planText,
  planUnsupported,
  type Preparation,
  type Program,
  whyUnprepared,
} from "./plan.ts";
import type { Item, Report } from "./protocol.ts";
import { splitAssertion } from "./split.ts";
import { isProblem, type SyntaxProblem, toCommonJs, type Transformed } from "./transform.ts";

export const makeJavaScriptDialect = (language: "javascript" | "typescript"): Dialect => {
  let harness: Promise<string> | undefined;
  return {
    engine: "javascript",
    harness: () => (harness ??= bundleHarness()),
    program,
    call: async (expression) => {
      const item = await valueItem("", expression, language);
      return isProblem(item)
        ? { kind: "value", setup: "", call: `throw new SyntaxError(${JSON.stringify(item.message)})` }
        : item;
    },
    prepare: (test) => prepare(test, language),
  };
};

const bundleHarness = async (): Promise<string> => {
  const entry = new URL(`./harness/javascript/main${extname(import.meta.url)}`, import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "iife",
    platform: "neutral",
    target: "es2023",
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
};

const program = async (files: readonly SourceFile[]): Promise<Program> => {
  const maps = new Map<string, Transformed>();
  const problems: { path: string; problem: SyntaxProblem }[] = [];
  const compiled = await Promise.all(
    files.map(async ({ path, content }): Promise<SourceFile | null> => {
      if (!/\.[cm]?[jt]sx?$/u.test(path) || path.endsWith(".d.ts")) return { path, content };
      const result = await toCommonJs(content, path);
      if (isProblem(result)) {
        problems.push({ path, problem: result });
        return null;
      }
      maps.set(path, result);
      return { path, content: result.code };
    }),
  );
  const [first] = problems;
  const error = first && {
    message: `SyntaxError: ${first.problem.message}`,
    file: first.path,
    ...(first.problem.line !== null && { line: first.problem.line }),
  };
  return {
    files: compiled.filter((file) => file !== null),
    error: error ?? null,
    locate: (file, line) => maps.get(file)?.locate(line) ?? line,
  };
};

const prepare = async ({ body }: TestCase, language: "javascript" | "typescript"): Promise<Preparation> => {
  switch (body.kind) {
    case "io":
      return planText({ kind: "io", input: body.input }, body.output, "prints");
    case "file":
      return prepareFile(body, language);
    case "assertion": {
      const split = splitAssertion(body.source);
      const whole = script(body.source, language);
      return split === null ? whole : prepareEquality({ ...split, setup: "" }, { language, fallback: whole });
    }
    case "example": {
      const { setup = "", call, expected, compare } = body;
      if (compare === "equal" || compare === "approx") {
        const assertion =
          compare === "equal"
            ? `assert.deepStrictEqual((${call}\n), (${expected}\n))`
            : `expect((${call}\n)).toBeCloseTo((${expected}\n), 6)`;
        const how = {
          language,
          fallback: script(`${setup}\n${assertion}`, language),
          ...(compare === "approx" && { tolerance: 1e-6 }),
        };
        return prepareEquality({ setup, call, expected }, how);
      }
      const item = await valueItem(setup, call, language);
      return isProblem(item) ? broken(item) : planText(item, expected, compare);
    }
    default:
      return planUnsupported("This kind of test is not known.");
  }
};

type Language = "javascript" | "typescript";

/** Test code that hands the value of an expression to the harness. */
const valueItem = async (setup: string, expression: string, language: Language) => {
  const result = await toCommonJs(
    `${setup}\n__value(async () => (${expression.trim().replace(/;$/u, "")}\n));`,
    testPath(language),
  );
  return isProblem(result) ? result : ({ kind: "value", setup: "", call: result.code } as const);
};

const prepareEquality = async (
  { setup, call, expected }: { setup: string; call: string; expected: string },
  {
    language,
    fallback,
    tolerance,
  }: { language: Language; fallback: Promise<Preparation>; tolerance?: number },
): Promise<Preparation> => {
  const [subject, wanted, whole] = await Promise.all([
    valueItem(setup, call, language),
    valueItem(setup, expected, language),
    fallback,
  ]);
  if (isProblem(subject) || isProblem(wanted)) return whole;
  return {
    item: { kind: "expected", setup: "", source: wanted.call },
    finish: (run) => {
      const value = run?.reports[0]?.value;
      if (value === undefined || /\["[xo]"/u.test(JSON.stringify(value))) return whole.finish(null);
      const how = { language, ...(tolerance !== undefined && { tolerance }) };
      const judge = (report: Report): Judgement =>
        report.value === undefined ? lost(report) : judgeValue(report.value, value, how);
      return { kind: "run", item: subject, names: [], judge };
    },
  };
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
