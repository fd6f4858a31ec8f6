// Assertions of JavaScript and TypeScript: node:assert, console.assert, `expect` as vitest and jest have it.
import type { TestBody } from "../../core/domain.ts";
import { argumentsAt } from "./parts.ts";
import { splitStatements } from "./statements.ts";

/** Null where the statement asserts nothing; what is no equality stays a statement. */
export const readScriptAssertion = (
  statement: string,
  readCondition: (condition: string) => TestBody | null,
): TestBody | null => {
  const text = statement.trim();
  const head = /^(?:await\s+)?(console\.assert|assert(?:\.strict)?|expect)(?:\.(\w+))?\s*\(/u.exec(text);
  const inner = head && argumentsAt(text, head[0].length - 1, "javascript");
  if (head === null || inner === null) return null;
  const kept: TestBody = { kind: "assertion", source: text.replace(/^console\.assert/u, "assert") };
  if (text.startsWith("await")) return kept;
  if (head[1] === "expect") return readExpect(inner.items, text.slice(inner.end)) ?? kept;
  return readAssert(head[2], inner.items, readCondition) ?? kept;
};

const example = (
  call: string,
  expected: string,
  compare: "equal" | "approx" | "raises" = "equal",
): TestBody => ({ kind: "example", call, expected, compare });

const readAssert = (
  method: string | undefined,
  items: readonly string[],
  readCondition: (condition: string) => TestBody | null,
): TestBody | null => {
  const [left, right] = items;
  if (left === undefined) return null;
  if (method === undefined || method === "ok" || method === "assert") return readCondition(left);
  if (/^(?:strictEqual|equal|deepEqual|deepStrictEqual|strictDeepEqual|is|same|eq)$/u.test(method)) {
    return right === undefined ? null : example(left, right);
  }
  if (method !== "throws") return null;
  const call = bodyOf(left);
  return call === null ? null : example(call, errorName(right), "raises");
};

const readExpect = (items: readonly string[], tail: string): TestBody | null => {
  const [left] = items;
  const matcher = /^\s*((?:\.(?:to|be|deep|have))*)\.(\w+)\s*(\()?/u.exec(tail);
  if (left === undefined || matcher === null) return null;
  const name = matcher[2] ?? "";
  const inner = matcher[3] === undefined ? null : argumentsAt(tail, matcher[0].length - 1, "javascript");
  const [right, more] = inner?.items ?? [];
  if (inner !== null && tail.slice(inner.end).trim() !== "") return null;
  if (/^(?:toBe|toEqual|toStrictEqual|equal|equals|eql|eq)$/u.test(name)) {
    return right === undefined ? null : example(left, right);
  }
  const constant = constants[name];
  if (constant !== undefined && right === undefined) return example(left, constant);
  if (name === "toHaveLength" && right !== undefined) return example(`(${left}).length`, right);
  // `toBeCloseTo` asks for two decimals only; with fewer than six it is looser than an approximate example.
  if (name === "toBeCloseTo" && right !== undefined && Number(more) >= 6)
    return example(left, right, "approx");
  if (!/^(?:toThrow|toThrowError|throw|throws)$/u.test(name)) return null;
  const call = bodyOf(left);
  return call === null ? null : example(call, errorName(right), "raises");
};

const constants: Readonly<Record<string, string>> = {
  toBeNull: "null",
  toBeUndefined: "undefined",
  toBeNaN: "NaN",
  true: "true",
  false: "false",
  null: "null",
  undefined: "undefined",
};

/** What a `() => f(1)` or `function () { f(1); }` runs; null where that is more than one statement. */
const bodyOf = (callback: string): string | null => {
  const arrow =
    /^(?:\(\s*\)|_)\s*=>\s*([^]*)$/u.exec(callback)?.[1] ??
    /^function\s*\w*\(\s*\)\s*([^]*)$/u.exec(callback)?.[1];
  if (arrow === undefined) return null;
  if (!arrow.startsWith("{")) return arrow;
  const [only, ...more] = splitStatements(arrow.slice(1, arrow.lastIndexOf("}")), "javascript");
  if (only === undefined || only.broken || more.length > 0) return null;
  return only.text.replace(/^(?:return\s|const \w+ = )\s*/u, "");
};

/** The class that is asked for; a message or a pattern alone asks for any `Error`. */
const errorName = (wanted: string | undefined): string =>
  (wanted === undefined
    ? undefined
    : (/^(?:new )?([A-Z]\w*)\b/u.exec(wanted)?.[1] ?? /\bname:\s*["'](\w+)["']/u.exec(wanted)?.[1])) ??
  "Error";
