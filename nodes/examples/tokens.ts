// A lexer for the little that must be known about Python and JavaScript text without running it: where strings, comments
// and brackets begin and end. It never throws; what it can't read is a `broken` token.
import type { Language } from "../../core/domain.ts";

/** TypeScript is read as JavaScript. */
export type Notation = "python" | "javascript";

export const notationOf = (language: Language): Notation => (language === "python" ? "python" : "javascript");

/** Offsets are in UTF-16 units of the text that was read. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "regex" | "operator" | "comment" | "newline" | "broken";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The token at or after `at`, or null at the end. `previous` tells a JavaScript regular expression from a division. */
export const nextToken = (
  text: string,
  at: number,
  context: { notation: Notation; previous?: Token | undefined },
): Token | null => {
  const start = skipBlanks(text, at);
  if (start >= text.length) return null;
  const token = (kind: Token["kind"], end: number): Token => ({
    kind,
    text: text.slice(start, end),
    start,
    end,
  });
  if (text[start] === "\n") return token("newline", start + 1);
  const { notation } = context;
  const comment = match(notation === "python" ? /#[^\n]*/y : /\/\/[^\n]*|\/\*[^]*?\*\//y, text, start);
  if (comment !== null) return token("comment", comment);
  const string = stringEnd(text, start, notation);
  if (string !== null) {
    return string > start ? token("string", string) : token("broken", lineEnd(text, start));
  }
  const name = match(/[\p{L}_$][\p{L}\p{N}_$]*/uy, text, start);
  if (name !== null) return token("name", name);
  const number = match(numberShape, text, start);
  if (number !== null) return token("number", number);
  if (notation === "javascript" && text[start] === "/" && regexMayFollow(context.previous)) {
    const regex = match(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y, text, start);
    if (regex !== null) return token("regex", regex);
  }
  return token("operator", match(operatorShape, text, start) ?? start + 1);
};

/** Every token of a text. */
export const tokenise = (text: string, notation: Notation): Token[] => {
  const tokens: Token[] = [];
  let previous: Token | undefined;
  for (let at = 0; ;) {
    const token = nextToken(text, at, { notation, previous });
    if (token === null) return tokens;
    tokens.push(token);
    if (token.kind !== "comment" && token.kind !== "newline") previous = token;
    at = token.end;
  }
};

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** +1 for an opening bracket, -1 for a closing one. */
export const nesting = (token: Token): number => {
  if (token.kind !== "operator") return 0;
  if (token.text in closers) return 1;
  return token.text === ")" || token.text === "]" || token.text === "}" ? -1 : 0;
};

/** The first place where the text can't be code of the language, or null. */
export const findImbalance = (
  text: string,
  notation: Notation,
): { readonly at: number; readonly reason: string } | null => {
  const open: Token[] = [];
  for (const token of tokenise(text, notation)) {
    if (token.kind === "broken") return { at: token.start, reason: "a string is not closed" };
    const step = nesting(token);
    if (step > 0) open.push(token);
    if (step < 0) {
      const opener = open.pop();
      if (opener === undefined || closers[opener.text] !== token.text) {
        return { at: token.start, reason: `"${token.text}" closes nothing` };
      }
    }
  }
  const [left] = open;
  return left === undefined ? null : { at: left.start, reason: `"${left.text}" is never closed` };
};

/** The names that a piece of code uses, attributes (`.name`) left out. */
export const namesIn = (code: string, notation: Notation): Set<string> => {
  const tokens = tokenise(code, notation);
  return new Set(
    tokens
      .filter((token, index) => token.kind === "name" && tokens[index - 1]?.text !== ".")
      .map((token) => token.text),
  );
};

const numberShape =
  /0[xX][\da-fA-F_]+n?|0[bB][01_]+n?|0[oO][0-7_]+n?|(?:\d[\d_]*(?:\.\d[\d_]*|\.(?=\s*[,\])}]))?|\.\d[\d_]*)(?:[eE][+-]?\d+)?[nj]?/y;

const operatorShape =
  /===|!==|>>>|\*\*=|\/\/=|>>=|<<=|\.\.\.|\?\?=|&&=|\|\|=|=>|->|\*\*|\/\/|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|%=|\|=|&=|\^=|:=|<<|>>/y;

const match = (shape: RegExp, text: string, at: number): number | null => {
  shape.lastIndex = at;
  return shape.test(text) ? shape.lastIndex : null;
};

const skipBlanks = (text: string, at: number): number => match(/(?:[^\S\n]|\\\r?\n)+/y, text, at) ?? at;

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};

/** End of the string that starts here; `start` itself where it is not closed; null where there is none. */
const stringEnd = (text: string, start: number, notation: Notation): number | null => {
  const quote = match(notation === "python" ? /[rRbBuUfF]{0,2}(?="|')/y : /(?=["'`])/y, text, start);
  if (quote === null) return null;
  const mark = text[quote];
  if (mark === "`") return templateEnd(text, quote) ?? start;
  const body =
    notation === "python" && text.startsWith(`${mark}${mark}${mark}`, quote)
      ? mark === '"'
        ? /"""(?:\\[^]|[^\\])*?"""/y
        : /'''(?:\\[^]|[^\\])*?'''/y
      : mark === '"'
        ? /"(?:\\[^]|[^"\\\n])*"/y
        : /'(?:\\[^]|[^'\\\n])*'/y;
  return match(body, text, quote) ?? start;
};

const templateEnd = (text: string, start: number): number | null => {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "`") return at + 1;
    else if (text.startsWith("${", at)) {
      const end = braceEnd(text, at + 2);
      if (end === null) return null;
      at = end - 1;
    }
  }
  return null;
};

const braceEnd = (text: string, start: number): number | null => {
  let depth = 1;
  for (let at = start; ;) {
    const token = nextToken(text, at, { notation: "javascript" });
    if (token === null || token.kind === "broken") return null;
    if (token.text === "{") depth += 1;
    if (token.text === "}") depth -= 1;
    if (depth === 0) return token.end;
    at = token.end;
  }
};

const regexMayFollow = (previous: Token | undefined): boolean => {
  if (previous === undefined) return true;
  if (previous.kind === "name") return /^(?:return|typeof|case|in|of|void|delete)$/u.test(previous.text);
  return previous.kind === "operator" && !/^[)\]}]$/u.test(previous.text);
};
