// The assertions that a suite shows, as the test file that a person keeps beside the program: one test each, so that every
// one that fails is named and located by itself.
import type { Language, SourceFile } from "../../core/domain.ts";
import { readAssertion } from "../../nodes/examples/assertions.ts";
import { splitStatements } from "../../nodes/examples/statements.ts";
import { namesIn, notationOf } from "../../nodes/examples/tokens.ts";
import type { CodeTask } from "../suites/task.ts";

/** Null where the suite shows no assertion about the task's function. */
export const testFileOf = ({ language, shown, entryPoint }: CodeTask): SourceFile | null => {
  const { name, source } =
    language === "python" ? pythonBody(shown, entryPoint) : scriptBody(shown, entryPoint);
  const notation = notationOf(language);
  const mentions = (code: string): boolean => namesIn(code, notation).has(name);
  const above: string[] = [];
  const tests: string[] = [];
  for (const { text } of splitStatements(source, notation)) {
    const body = readAssertion(text, { language, mentions });
    if (body === null) above.push(text);
    else tests.push([...above, language === "python" ? text : scriptAssertion(text, body)].join("\n"));
  }
  if (tests.length === 0) return null;
  return language === "python"
    ? { path: "test_solution.py", content: pythonFile(entryPoint, name, tests) }
    : { path: `solution.test.${extensions[language]}`, content: scriptFile(entryPoint, language, tests) };
};

export const extensions: Readonly<Record<Language, string>> = {
  python: "py",
  javascript: "js",
  typescript: "ts",
};

interface Body {
  /** What the assertions call the task's function. */
  readonly name: string;
  readonly source: string;
}

/** Suites wrap their assertions into one function, and call it. */
const scriptBody = (shown: string | null, entryPoint: string): Body => {
  const frame =
    /^\s*(?:const|let|var|function)\s+\w+\s*(?:=\s*)?(?:function\s*)?\(\s*\)\s*(?:=>\s*)?\{([^]*)\}\s*;?\s*\w+\(\)\s*;?\s*$/u;
  return { name: entryPoint, source: frame.exec(shown ?? "")?.[1] ?? shown ?? "" };
};

/** `def check(candidate):` renames the function. */
const pythonBody = (shown: string | null, entryPoint: string): Body => {
  const frame = /^\s*def\s+\w+\((\w*)[^)]*\)[^:\n]*:\n((?:[ \t]+[^\n]*\n|\s*\n)+)/u.exec(`${shown ?? ""}\n`);
  const [, name = "", body = ""] = frame ?? [];
  if (frame === null) return { name: entryPoint, source: shown ?? "" };
  const indent = /^[ \t]+/mu.exec(body)?.[0] ?? "";
  return { name: name || entryPoint, source: body.replaceAll(new RegExp(`^${indent}`, "gmu"), "") };
};

/** An equality shows both sides when it fails; any other condition stays as it is. */
const scriptAssertion = (text: string, body: NonNullable<ReturnType<typeof readAssertion>>): string => {
  if (body.kind === "example" && body.compare === "equal" && body.setup === undefined) {
    return `assert.deepStrictEqual(${body.call}, ${body.expected});`;
  }
  return text.replace(/^console\.assert/u, "assert");
};

const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gmu, by);

const scriptFile = (name: string, language: "javascript" | "typescript", tests: readonly string[]): string =>
  [
    `import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { ${name} } from "./solution.${extensions[language]}";\n`,
    ...tests.map((test, index) => `test("example ${index + 1}", () => {\n${indented(test, "  ")}\n});\n`),
  ].join("\n");

const pythonFile = (entryPoint: string, name: string, tests: readonly string[]): string =>
  [
    `from solution import ${entryPoint}${name === entryPoint ? "" : ` as ${name}`}\n`,
    ...tests.map((test, index) => `def test_example_${index + 1}():\n${indented(test, "    ")}\n`),
  ].join("\n");
