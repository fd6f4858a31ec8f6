// Takes an expression apart at the places that no bracket and no string hides: arguments, comparisons, comments.
import { nesting, nextToken, tokenise } from "./tokens.ts";
import type { Notation, Token } from "./tokens.ts";

/** The tokens outside all brackets; the brackets themselves are left out too. */
export const outerTokens = (text: string, notation: Notation): Token[] => {
  let depth = 0;
  return tokenise(text, notation).filter((token) => {
    const step = nesting(token);
    depth += step;
    return depth === 0 && step === 0;
  });
};

/** Cuts at each separator outside brackets; comments at the end are dropped, pieces are trimmed. */
export const splitOuter = (text: string, separator: string, notation: Notation): string[] => {
  const tokens = outerTokens(text, notation);
  const end = tokens.findLast((token) => token.kind === "comment");
  const body = end !== undefined && text.slice(end.end).trim() === "" ? text.slice(0, end.start) : text;
  const cuts = tokens.filter((token) => token.text === separator && token.start < body.length);
  const starts = [0, ...cuts.map((token) => token.end)];
  const ends = [...cuts.map((token) => token.start), body.length];
  const pieces = starts.map((start, index) => body.slice(start, ends[index]).trim());
  return pieces.at(-1) === "" ? pieces.slice(0, -1) : pieces;
};

/** The arguments between the bracket at `open` and the one that closes it. */
export const argumentsAt = (
  text: string,
  open: number,
  notation: Notation,
): { readonly items: readonly string[]; readonly end: number } | null => {
  let depth = 0;
  let previous: Token | undefined;
  for (let at = open; ;) {
    const token = nextToken(text, at, { notation, previous });
    if (token === null || token.kind === "broken" || token.end - open > longestCall) return null;
    depth += nesting(token);
    if (depth === 0) {
      const items = splitOuter(text.slice(open + 1, token.start), ",", notation);
      return token.start === open ? null : { items, end: token.end };
    }
    if (token.kind !== "newline" && token.kind !== "comment") previous = token;
    at = token.end;
  }
};

/** Characters; what is longer is no test that anybody wrote. */
const longestCall = 20_000;

/** Without the brackets that enclose the whole of it. */
export const unwrapped = (expression: string, notation: Notation): string => {
  const text = expression.replace(/^(?:\s|\\\n)+/u, "").trimEnd();
  if (!text.startsWith("(")) return text;
  const inner = argumentsAt(text, 0, notation);
  const [only] = inner?.items ?? [];
  const whole = inner?.items.length === 1 && inner.end === text.length && !/,\s*\)$/u.test(text);
  return whole && only !== undefined ? unwrapped(only, notation) : text;
};

/** Whether a text may be one expression: not cut off behind an operator, no two values side by side, no statement. */
export const mayBeExpression = (text: string, notation: Notation): boolean => {
  const tokens = tokenise(text, notation).filter(({ kind }) => kind !== "comment" && kind !== "newline");
  const last = tokens.at(-1);
  if (last === undefined || (last.kind === "operator" && !/^(?:[)\]}]|\.\.\.|\+\+|--)$/u.test(last.text)))
    return false;
  if (joiningWords.test(last.text) || outerTokens(text, notation).some((token) => token.text === "="))
    return false;
  return tokens.every((token, index) => {
    const before = tokens[index - 1];
    if (token.kind === "broken" || (token.kind === "name" && statementWords.has(token.text))) return false;
    if (notation === "python" && /^(?:=>|->)$/u.test(token.text)) return false;
    const sides = isValue(token) && before !== undefined && isValue(before);
    return !sides || (token.kind === "string" && before.kind === "string");
  });
};

const statementWords = new Set(
  "assert def class pass import from raise return del global elif except finally".split(" "),
);
const joiningWords =
  /^(?:and|or|not|in|is|if|else|for|lambda|await|async|new|typeof|instanceof|void|function|yield)$/u;

const isValue = ({ kind, text }: Token): boolean =>
  kind === "number" || kind === "string" || kind === "regex" || (kind === "name" && !joiningWords.test(text));
