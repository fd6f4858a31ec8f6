// Which of the lines before an assertion it needs, and which must not run at all: imports of the program under test,
// printing. What is under test itself is never needed: a second copy of it would be tested instead.
import { mayBeExpression } from "./parts.ts";
import { namesIn } from "./tokens.ts";
import type { Notation } from "./tokens.ts";

const mostLines = 40;

interface Need {
  readonly notation: Notation;
  /** What is under test: that a line calls it is no reason to run the line. */
  readonly names: readonly string[];
}

/** The earlier lines that an assertion depends on, in their order: the values it uses, and what touches these. */
export const neededSetup = (
  assertion: string,
  setup: readonly string[],
  { notation, names }: Need,
): string[] => {
  const used = (code: string): Set<string> =>
    new Set([...namesIn(code, notation)].filter((name) => !names.includes(name)));
  const wanted = used(assertion);
  const needed: string[] = [];
  for (const line of setup.toReversed()) {
    if (!touchedBy(line, notation).some((name) => wanted.has(name))) continue;
    needed.unshift(line);
    for (const name of used(line)) wanted.add(name);
  }
  return needed.slice(-mostLines);
};

/** Lines that a test does without: prints, the call of a test function, the `__main__` block, imports of test libraries. */
export const isNoise = (statement: string, names: readonly string[]): boolean => {
  if (
    /^(?:print|console\.(?:log|info))\s*\(|^if\s+__name__\b|^test\w*\(\)$|^(?:pytest|unittest)\.main\(/u.test(
      statement,
    )
  )
    return true;
  if (/^(?:"""|'''|"[^"]*"$|'[^']*'$)/u.test(statement)) return true;
  const imported = importOf(statement);
  if (imported === null) return false;
  const own = /^(?:solution|main|your_module|your_\w+|module|index|app)$|^\.|[./]solution/u;
  const library =
    /^(?:pytest|unittest|vitest|jest|@jest\/globals|chai|(?:node:)?(?:assert(?:\/strict)?|test))$/u;
  return (
    own.test(imported.module) ||
    library.test(imported.module) ||
    imported.names.some((name) => names.includes(name))
  );
};

/** Whether a statement can prepare anything: sentences and broken assertions between tests can't. */
export const isPreparation = (statement: string, notation: Notation): boolean => {
  if (/^(?:assert|expect|return|break|continue|pass)\b/u.test(statement)) return false;
  if (
    /^(?:import|from|(?:async )?(?:def|for|with|function)|class|if|while|try|@|\{|global)(?:\b|\W)/u.test(
      statement,
    )
  )
    return true;
  const value = /^(?:(?:const|let|var)\s+)?[^=(]+?[-+*/|&]?=(?!=)([^]+)$/u.exec(statement)?.[1];
  return mayBeExpression(value ?? statement, notation);
};

/** Fixtures, parameters, hooks, mocks and asynchronous tests need the runner of the whole file. */
export const needsFile = (source: string): boolean =>
  /@pytest\.(?:fixture|mark\.parametrize)|\bdef (?:setUp|setup_method|setup_module)\b|\basync def test|\b(?:before|after)(?:Each|All)?\s*\(|\b(?:vi|jest)\.\w+\(|\b(?:test|it|describe)\.each\b|\bawait\b|\bdef test\w*\(\s*(?!self\s*\)|\))/u.test(
    source,
  );

const importOf = (statement: string): { module: string; names: string[] } | null => {
  const python =
    /^from\s+(\S+)\s+import\s+([^]+)$/u.exec(statement) ??
    /^import\s+((?![{*\w$]+\s+from|["'])[\w.]+)/u.exec(statement);
  const script =
    /^import\s+(?:([^"']*?)\s+from\s+)?["']([^"']+)["']/u.exec(statement) ??
    /^(?:const|let|var)\s+([^=]+?)\s*=\s*(?:await\s+import|require)\(\s*["']([^"']+)["']\s*\)/u.exec(
      statement,
    );
  if (script !== null) return { module: script[2] ?? "", names: script[1]?.match(/[\w$]+/gu) ?? [] };
  return python && { module: python[1] ?? "", names: python[2]?.match(/\w+/gu) ?? [] };
};

/** The names that a line binds or may change. */
const touchedBy = (statement: string, notation: Notation): string[] => {
  const defined = /^(?:async\s+)?(?:def|class|function\s*\*?)\s+([\w$]+)/u.exec(statement)?.[1];
  if (defined !== undefined) return [defined];
  const assigned = /^(?:const|let|var)?\s*([^=(]*?)(?::[^=]+)?[-+*/|&]?=(?!=)/u.exec(statement)?.[1];
  return [...namesIn(assigned ?? statement.replaceAll(/[\w$]+\s*\(/gu, "("), notation)];
};
