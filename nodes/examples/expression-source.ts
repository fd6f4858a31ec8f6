// What the reader of values stands on: the text with the depth and the budget of a reading, and the words that are values.
import { nextToken } from "./tokens.ts";
import type { Notation, Token } from "./tokens.ts";

export interface Options {
  readonly notation: Notation;
  /** Which functions may be called inside the expression, by the name to be used; null refuses. Default: none. */
  readonly callable?: (name: string) => string | null;
}

export const constants: Readonly<Record<string, "true" | "false" | "null" | "undefined" | "inf" | "nan">> = {
  True: "true",
  true: "true",
  TRUE: "true",
  False: "false",
  false: "false",
  FALSE: "false",
  None: "null",
  null: "null",
  undefined: "undefined",
  Infinity: "inf",
  NaN: "nan",
};

export const strength: Readonly<Record<string, number>> = {
  "+": 1,
  "-": 1,
  "*": 2,
  "/": 2,
  "//": 2,
  "%": 2,
  "**": 4,
};

/** Inside brackets newlines mean nothing; at depth 0 a newline ends the value. */
export interface Source extends Options {
  readonly text: string;
  readonly depth: number;
  /** Values still to be read: whatever the text holds, reading it ends soon. */
  readonly budget: { left: number };
}

/** Deeper or longer than this is no example, and would cost stack. */
export const deepest = 50;
export const deeper = (source: Source): Source => ({ ...source, depth: source.depth + 1 });

export const peek = (source: Source, at: number): Token | null => {
  const token = nextToken(source.text, at, { notation: source.notation });
  return token?.kind === "newline" && source.depth > 0 ? peek(source, token.end) : token;
};
