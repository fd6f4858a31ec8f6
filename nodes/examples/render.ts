// Writes a value in the notation of a language, so that an example in the words of one can test the other.
import type { Language } from "../../core/domain.ts";
import { notationOf } from "./tokens.ts";
import type { Expression } from "./values.ts";

/** Null where the language has no such value (`b"…"` in JavaScript, keyword arguments there). */
export const render = (value: Expression, language: Language): string | null => {
  const python = notationOf(language) === "python";
  const all = (items: readonly Expression[]): string[] | null => {
    const texts = items.map((item) => render(item, language));
    return texts.every((text) => text !== null) ? texts : null;
  };
  switch (value.kind) {
    case "number":
      if (python) return value.text.replace(/n$/u, "");
      return value.text.endsWith("j") ? null : value.text.replaceAll("_", "").replace(/^0+(?=\d)/u, "");
    case "string":
      return renderString(value.text, python);
    case "constant":
      return (python ? pythonConstants : scriptConstants)[value.value];
    case "list":
      return wrap("[", all(value.items), "]");
    case "tuple":
      if (!python) return wrap("[", all(value.items), "]");
      return wrap("(", all(value.items), value.items.length === 1 ? ",)" : ")");
    case "set":
      if (!python) return wrap("new Set([", all(value.items), "])");
      return value.items.length === 0 ? "set()" : wrap("{", all(value.items), "}");
    case "dict":
      return renderDict(value, language);
    case "group":
      return wrap("(", all([value.inner]), ")");
    case "unary":
      return value.operand.kind === "binary"
        ? wrap(`${value.operator}(`, all([value.operand]), ")")
        : wrap(value.operator, all([value.operand]), "");
    case "binary": {
      const sides = all([value.left, value.right]);
      if (sides === null) return null;
      if (!python && [value.left, value.right].some(isText) && value.operator !== "+") return null;
      if (!python && value.operator === "//") return `Math.floor(${sides.join(" / ")})`;
      return sides.join(` ${value.operator} `);
    }
    case "keyword": {
      const inner = python ? render(value.value, language) : null;
      return inner && `${value.name}=${inner}`;
    }
    default: {
      const items = all(value.items);
      const translation = fromPython[value.name];
      if (translation === undefined) return wrap(`${value.name}(`, items, ")");
      return items?.length === 1 || (items?.length === 2 && value.name === pythonCall("round"))
        ? translation(items[0] ?? "", items[1] ?? "0")
        : null;
    }
  }
};

/** How a call of Python's own function is named where the code is to be JavaScript. */
export const pythonCall = (name: string): string => `python ${name}`;

/** Python's own functions with one argument (`round`: and digits) as JavaScript says them. */
const fromPython: Readonly<Record<string, (value: string, digits: string) => string>> = {
  [pythonCall("abs")]: (value) => `Math.abs(${value})`,
  [pythonCall("len")]: (value) => `(${value}).length`,
  [pythonCall("list")]: (value) => `Array.from(${value})`,
  [pythonCall("round")]: (value, digits) => `Number((${value}).toFixed(${digits}))`,
  [pythonCall("str")]: (value) => `String(${value})`,
  [pythonCall("tuple")]: (value) => `Array.from(${value})`,
};

export const isTranslated = (name: string): boolean => Object.hasOwn(fromPython, pythonCall(name));

/** Whether a number with a fraction stands in it; only those may be compared approximately. */
export const hasFraction = (value: Expression): boolean => {
  switch (value.kind) {
    case "number":
      return /^\d*\.\d|[eE]-/u.test(value.text);
    case "list":
    case "tuple":
    case "set":
    case "call":
      return value.items.some(hasFraction);
    case "dict":
      return value.entries.some(([, item]) => hasFraction(item));
    case "group":
      return hasFraction(value.inner);
    case "unary":
      return hasFraction(value.operand);
    case "binary":
      return value.operator === "/" || hasFraction(value.left) || hasFraction(value.right);
    case "keyword":
      return hasFraction(value.value);
    default:
      return false;
  }
};

const isText = (value: Expression): boolean => /^(?:string|list|tuple)$/u.test(value.kind);

const pythonConstants = {
  true: "True",
  false: "False",
  null: "None",
  undefined: "None",
  inf: "float('inf')",
  nan: "float('nan')",
} as const;

const scriptConstants = {
  true: "true",
  false: "false",
  null: "null",
  undefined: "undefined",
  inf: "Infinity",
  nan: "NaN",
} as const;

const wrap = (open: string, texts: readonly string[] | null, close: string): string | null =>
  texts && `${open}${texts.join(", ")}${close}`;

const renderDict = (value: Expression & { kind: "dict" }, language: Language): string | null => {
  const python = notationOf(language) === "python";
  const pairs = value.entries.map(([key, item]) => [render(key, language), render(item, language)] as const);
  if (pairs.some(([key, item]) => key === null || item === null)) return null;
  if (!python && value.map === true) {
    return `new Map([${pairs.map(([key, item]) => `[${key}, ${item}]`).join(", ")}])`;
  }
  const plain = value.entries.every(([key]) => key.kind === "string" || key.kind === "number");
  if (!python && !plain) return null;
  const body = `{${pairs.map(([key, item]) => `${key}: ${item}`).join(", ")}}`;
  return python ? body : `(${body})`;
};

/** Quotes and escapes of plain strings mean the same in both; prefixes, triple quotes and templates don't. */
const renderString = (text: string, python: boolean): string | null => {
  if (python) return text.startsWith("`") ? JSON.stringify(text.slice(1, -1)) : text;
  const prefix = /^[a-zA-Z]*/u.exec(text)?.[0].toLowerCase() ?? "";
  if (prefix.includes("b")) return null;
  const quoted = text.slice(prefix.length);
  const triple = /^("""|''')([^]*)\1$/u.exec(quoted);
  if (prefix === "r") return JSON.stringify(triple?.[2] ?? quoted.slice(1, -1));
  return triple === null ? quoted : `\`${(triple[2] ?? "").replaceAll("`", "\\`")}\``;
};
