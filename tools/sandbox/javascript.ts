// JavaScript and TypeScript: sources go through esbuild in this process, and the harness is bundled from its modules.
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { SourceFile } from "../../core/domain.ts";
import { prepareTest, valueItem } from "./javascript-tests.ts";
import type { Dialect, Program } from "./plan.ts";
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
    prepare: (test) => prepareTest(test, language),
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
