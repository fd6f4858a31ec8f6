// Opens up test functions so that each assertion inside can be judged on its own.
import { argumentsAt } from "../examples/parts.ts";
import type { Notation } from "../examples/tokens.ts";

/** The statements inside a test function, a test class or a `describe`; null where the statement is none of these. */
export const openTest = (statement: string, notation: Notation): string | null =>
  notation === "python" ? openPython(statement) : openScript(statement);

const openPython = (statement: string): string | null => {
  const head =
    /^def test\w*\(\s*(?:self)?\s*\)\s*(?:->\s*None\s*)?:[ \t]*(?:#[^\n]*)?\n?/u.exec(statement) ??
    /^class \w*(?:Test|test)\w*(?:\([^)]*\))?:[ \t]*\n/u.exec(statement);
  return head === null ? null : statement.slice(head[0].length);
};

/** `test("…", () => { … })`, `it`, `describe`, with or without options between. */
const openScript = (statement: string): string | null => {
  const head = /^(?:test|it|describe|suite)\s*\(/u.exec(statement);
  const callback = head && argumentsAt(statement, head[0].length - 1, "javascript")?.items.at(-1);
  if (callback === null || callback === undefined) return null;
  const body = /^(?:\(\s*\w*\s*\)\s*=>|function\s*\w*\(\s*\w*\s*\))\s*(\{[^]*\})$/u.exec(callback)?.[1];
  if (body !== undefined) return body.slice(1, -1);
  return /^\(\s*\)\s*=>\s*([^{][^]*)$/u.exec(callback)?.[1] ?? null;
};
