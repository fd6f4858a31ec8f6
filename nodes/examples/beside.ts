// A value in a comment on a line of its own, beside a call that stands alone on its line: below it (`// 3`), or above it, as
// documentation tools have it (`// returns 3`). The first line of a run of lines tells which of the two it is.
import { readWhole } from "./expressions.ts";
import type { TaskText } from "./task.ts";
import type { Expression } from "./values.ts";

interface Beside {
  readonly value: Expression;
  readonly start: number;
  readonly end: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Null where the call does not stand alone, or nothing but a value stands beside it. */
export const valueBeside = (task: TaskText, call: Span): Beside | null => {
  const [from, to] = [lineStart(task.text, call.start), lineEnd(task.text, call.end)];
  const alone =
    task.text.slice(from, call.start).trim() === "" &&
    /^[ \t]*;?[ \t]*$/u.test(task.text.slice(call.end, to));
  if (!alone) return null;
  const view = viewOf(task, from);
  if (isAbove(task, call.start)) {
    const above = lineStart(view, from - 1);
    const value = valueIn(view.slice(above, from - 1), task);
    return value && { value, start: above, end: to };
  }
  const below = lineEnd(view, to + 1);
  const value = to < view.length ? valueIn(view.slice(to + 1, below), task) : null;
  return value && { value, start: call.start, end: below };
};

/** Whether values stand above their calls in the run of lines around this one. */
export const isAbove = (task: TaskText, start: number): boolean => {
  const view = viewOf(task, lineStart(task.text, start));
  const before = view
    .slice(Math.max(0, start - longestRun), lineStart(view, start))
    .split("\n")
    .slice(0, -1);
  const edge = before.findLastIndex((line) => /^[ \t*/]*$|```|@example|"""|'''/u.test(line));
  const first = before[edge + 1];
  return (
    first !== undefined &&
    /^[ \t]*(?:\*[ \t]+)?(?:#|\/\/)[ \t]*(?:=+>|-+>|→|returns?\b)/iu.test(first) &&
    valueIn(first, task) !== null
  );
};

/** Where the call's own line is framed, comments beside it are those inside the frame. */
const viewOf = ({ text, source }: TaskText, from: number): string => {
  const to = lineEnd(text, from);
  return text.slice(from, to) === source.slice(from, to) ? source : text;
};

const valueIn = (line: string, { notation }: TaskText): Expression | null => {
  const shown =
    /^[ \t]*(?:#|\/\/)[ \t]*(?:(?:=+>|-+>|→|➞|returns?:?|outputs?:|results?:|expected:)[ \t]*)?(\S.*?)[ \t]*$/iu.exec(
      line,
    )?.[1];
  return shown === undefined ? null : readWhole(shown, { notation });
};

const longestRun = 1_000;

const lineStart = (text: string, at: number): number => (at <= 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1);

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};
