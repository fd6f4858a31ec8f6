// What the readers of a task hand to `extractExamples`: a test and where it stood.
import type { TestBody } from "../../core/domain.ts";
import { render } from "./render.ts";
import type { TaskText } from "./task.ts";
import type { Expression } from "./values.ts";

export interface Found {
  readonly start: number;
  readonly end: number;
  readonly body: TestBody;
  /** The expected value where it was read as one. */
  readonly value?: Expression;
  /** The text itself says that the value is approximate. */
  readonly approximate?: boolean;
  /** A name that is not under test though it looks so: the text may misspell the one that is. */
  readonly foreign?: string;
}

/** An equality of a call and a value; null where the language can't write the value. */
export const equalTo = (call: string, value: Expression, task: TaskText, setup?: string): TestBody | null => {
  const expected = render(unbracketed(value), task.language);
  return expected === null
    ? null
    : { kind: "example", call, expected, compare: "equal", ...(setup !== undefined && { setup }) };
};

/** The text with pieces of it made blank, so that no other reader sees them; offsets stay. */
export const blanked = (text: string, pieces: readonly { start: number; end: number }[]): string => {
  let [blank, at] = ["", 0];
  for (const { start, end } of pieces.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    blank += text.slice(at, from) + text.slice(from, end).replaceAll(/[^\n]/gu, " ");
    at = end;
  }
  return blank + text.slice(at);
};

const unbracketed = (value: Expression): Expression =>
  value.kind === "group" ? unbracketed(value.inner) : value;
