// `--test FILE` as a trusted test. A file that surely does not parse, or tests nothing, is refused before any model is
// called; what is only odd is left to the sandbox.
import type { Language, SourceFile, TestCase } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import { outerTokens } from "./parts.ts";
import { splitStatements } from "./statements.ts";
import { findImbalance } from "./tokens.ts";
import type { Notation } from "./tokens.ts";

/** One test case a file. Throws `TEST_FILE_INVALID` naming file, line and reason. */
export const testFilesToCases = (files: readonly SourceFile[], language: Language): TestCase[] =>
  files.map((file) => {
    const notation = notationOfFile(file.path);
    const problem =
      notation === null ? { line: 1, reason: unknownKind } : problemOf(file, notation, language);
    if (problem !== null) {
      throw new HydraError("TEST_FILE_INVALID", `${file.path}:${problem.line}: ${problem.reason}.`, {
        fix: "Correct the test file and run the command again.",
        details: { file: file.path, ...problem },
      });
    }
    return {
      id: `file:${file.path}`,
      origin: "file",
      block: 0,
      body: { kind: "file", path: file.path, content: file.content },
    };
  });

const unknownKind = "a test file ends in .py, .js, .mjs, .cjs, .jsx, .ts, .mts, .cts or .tsx";

const notationOfFile = (path: string): Notation | null => {
  if (path.endsWith(".py")) return "python";
  return /\.(?:[cm]?[jt]s|[jt]sx)$/u.test(path) ? "javascript" : null;
};

interface Problem {
  readonly line: number;
  readonly reason: string;
}

const problemOf = (file: SourceFile, notation: Notation, language: Language): Problem | null => {
  const { content, path } = file;
  if ((notation === "python") !== (language === "python")) {
    return { line: 1, reason: `it can't test a task in ${language}` };
  }
  if (content.trim() === "") return { line: 1, reason: "it is empty" };
  const syntax = notation === "python" ? pythonProblem(content) : scriptProblem(content, path);
  if (syntax !== null) return syntax;
  const tests =
    notation === "python"
      ? /\bassert\b|\bdef test|\bself\.assert|\bunittest\b|^\s*>>> /mu
      : /\b(?:assert|expect|test|it)\s*(?:\.\s*\w+\s*)*\(|\bthrow\b/u;
  return tests.test(content) ? null : { line: 1, reason: "it holds no test and no assertion" };
};

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;

const pythonProblem = (content: string): Problem | null => {
  const imbalance = findImbalance(content, "python");
  if (imbalance !== null) return { line: lineAt(content, imbalance.at), reason: imbalance.reason };
  for (const { text, line } of splitStatements(content, "python")) {
    const [head = ""] = text.split("\n", 1);
    const compound = /^(?:async )?(?:def|class|if|for|while|with|try)\b/u.test(head);
    if (compound && !outerTokens(text, "python").some((token) => token.text === ":")) {
      return { line, reason: `${JSON.stringify(head)} lacks its colon` };
    }
    if (/^assert\s*(?:$|==|,)/u.test(head)) return { line, reason: "an assert has no condition" };
  }
  return null;
};

/** JSX, and a `/` behind a bracket (division or regular expression), can't be told from broken text with certainty. */
const scriptProblem = (content: string, path: string): Problem | null => {
  if (path.endsWith("x") || /\)\s*\/(?![/*])/u.test(content)) return null;
  const imbalance = findImbalance(content, "javascript");
  return imbalance === null ? null : { line: lineAt(content, imbalance.at), reason: imbalance.reason };
};
