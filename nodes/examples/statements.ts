// Cuts a piece of code into its top-level statements, tolerantly: what is broken (a truncated last line, an open bracket)
// becomes a statement of its own that says so, and the rest is still read.
import { nesting, nextToken } from "./tokens.ts";
import type { Notation, Token } from "./tokens.ts";

export interface Statement {
  /** Without the indentation that the whole piece shares and without a closing `;`. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly broken: boolean;
}

export const splitStatements = (source: string, notation: Notation): Statement[] => {
  const text = dedent(source.replaceAll("\r\n", "\n"));
  const statements: Statement[] = [];
  let line = 1;
  let counted = 0;
  let broken = 0;
  for (let at = 0; at < text.length;) {
    const piece = statementAt(text, at, notation);
    if (piece === null || broken > mostBroken) break;
    broken += Number(piece.broken);
    const margin = indentOf(text.slice(piece.start - columnOf(text, piece.start), piece.start + 1));
    const body = text.slice(piece.start, piece.end).trimEnd().replace(/;+$/u, "");
    for (; counted < piece.start; counted += 1) if (text[counted] === "\n") line += 1;
    if (body !== "") statements.push({ text: outdent(body, margin), line, broken: piece.broken });
    at = Math.max(piece.end, at + 1);
  }
  return statements;
};

/** Text with more broken statements than this is no code; one longer than this (characters) is taken as broken. */
const mostBroken = 100;
const longest = 60_000;

/** Takes the indentation away that all lines share; a first line that sits further left than the rest is left alone. */
const dedent = (text: string): string => {
  const lines = text.replaceAll("\t", "    ").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map(indentOf);
  const shared = Math.min(...indents, 400);
  return shared === 0 || indents.length === 0
    ? lines.join("\n")
    : lines.map((line) => line.slice(shared)).join("\n");
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** A statement that stands at a column: its further lines come with it to the margin. */
const outdent = (text: string, column: number): string =>
  column === 0
    ? text
    : text
        .split("\n")
        .map((line, index) => (index === 0 ? line : line.slice(Math.min(column, indentOf(line)))))
        .join("\n");

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly broken: boolean;
}

const statementAt = (text: string, from: number, notation: Notation): Piece | null => {
  const first = firstToken(text, from, notation);
  if (first === null) return null;
  const logical = logicalEnd(text, first, notation);
  if (logical === null) return { start: first.start, end: lineEnd(text, first.start), broken: true };
  if (notation === "python") return withSuite(text, first.start, logical);
  return { start: first.start, end: logical.end, broken: false };
};

const firstToken = (text: string, from: number, notation: Notation): Token | null => {
  for (let at = from; ;) {
    const token = nextToken(text, at, { notation });
    if (token === null) return null;
    if (token.kind !== "newline" && token.kind !== "comment" && token.text !== ";") return token;
    at = token.end;
  }
};

interface Logical {
  readonly end: number;
  /** The last token before the end; a Python line that ends with `:` opens a suite. */
  readonly last: Token;
}

/** Where the statement's own line ends, brackets and continuations included; null where it is broken. */
const logicalEnd = (text: string, first: Token, notation: Notation): Logical | null => {
  let depth = 0;
  let last = first;
  for (let token: Token | null = first; token !== null;) {
    if (token.kind === "broken" || token.end - first.start > longest) return null;
    depth += nesting(token);
    if (depth < 0) return null;
    const ended =
      depth === 0 && (token.text === ";" || (token.kind === "newline" && ends(text, token, last, notation)));
    if (ended) return { end: token.end, last };
    if (token.kind !== "newline" && token.kind !== "comment") last = token;
    token = nextToken(text, token.end, { notation, previous: last });
  }
  return depth === 0 ? { end: text.length, last } : null;
};

/** Whether a newline outside brackets ends the statement; JavaScript goes on after and before an operator. */
const ends = (text: string, newline: Token, last: Token, notation: Notation): boolean => {
  if (notation === "python") return true;
  if (last.kind === "operator" && !/^(?:[)\]}]|\+\+|--)$/u.test(last.text)) return false;
  const after = firstToken(text, newline.end, notation);
  if (after === null) return true;
  if (after.kind === "name") return !/^(?:else|catch|finally|instanceof|in|of)$/u.test(after.text);
  return after.kind !== "operator" || /^(?:[({[!~]|\+\+|--|\+|-)$/u.test(after.text);
};

/** Python: what is indented below a line that ends with `:`, and the `else`, `except`, `finally` that belong to it. */
const withSuite = (text: string, start: number, head: Logical): Piece => {
  const column = columnOf(text, start);
  const piece = { start, end: head.end, broken: false };
  if (text[start] === "@") {
    const decorated = statementAt(text, head.end, "python");
    return decorated === null ? { ...piece, broken: true } : { ...decorated, start };
  }
  while (head.last.text === ":") {
    const token = firstToken(text, piece.end, "python");
    if (token === null) break;
    const follows =
      /^(?:else|elif|except|finally)$/u.test(token.text) && columnOf(text, token.start) === column;
    if (columnOf(text, token.start) <= column && !follows) break;
    const line = logicalEnd(text, token, "python");
    piece.end = line?.end ?? lineEnd(text, token.start);
    piece.broken ||= line === null;
  }
  return piece;
};

const columnOf = (text: string, at: number): number => at - (text.lastIndexOf("\n", at - 1) + 1);

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};
