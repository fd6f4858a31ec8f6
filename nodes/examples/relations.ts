// `f(1) == 2`, `f(1) → 2`, `f(1) should return 2`, `f(1)  # 2` and their many kin, anywhere in a text: a call, a word or a
// sign that relates it to a value, and the value. What is a definition, a bug report or half a sentence is left alone.
import type { TestBody } from "../../core/domain.ts";
import { readCallAt } from "./calls.ts";
import type { Call } from "./calls.ts";
import { readExpression } from "./expressions.ts";
import { isAbove, valueBeside } from "./beside.ts";
import { equalTo } from "./found.ts";
import type { Found } from "./found.ts";
import { argumentsAt } from "./parts.ts";
import { isPlace, isReport } from "./places.ts";
import { after, arrow, colon, comment, nextLine, raisedAfter, verb } from "./signs.ts";
import { render } from "./render.ts";
import type { TaskText } from "./task.ts";
import type { Expression } from "./values.ts";

const most = 200;

/** `text` is the task's with what other readers took made blank. */
export const findRelations = (task: TaskText, text: string): Found[] => {
  const found: Found[] = [];
  const heads = /(?:new\s+)?(?<![\w$])(?:console\.log|[A-Za-z_$][\w$]*)\s*\(/gu;
  for (let head = heads.exec(text); head !== null && found.length < most; head = heads.exec(text)) {
    const relation = isPlace(text, head.index) ? readRelation(task, text, head.index) : null;
    if (relation === null) {
      heads.lastIndex = head.index + (/^(?:new\s+)?[\w$.]+/u.exec(head[0])?.[0].length ?? 1);
      continue;
    }
    found.push(relation);
    heads.lastIndex = relation.end;
  }
  return found;
};

const readRelation = (task: TaskText, text: string, at: number): Found | null => {
  const printed = /(?:console\.log|print)\(/uy;
  printed.lastIndex = at;
  if (printed.test(text)) return readPrint(task, text, { at, open: printed.lastIndex });
  const call = readCallAt(task, at, text);
  if (call === null) return null;
  const raised = raisedAfter(text, call.end, task.notation === "python" ? "Exception" : "Error");
  if (raised !== null) {
    const { name: expected, end } = raised;
    if (isReport(text, { start: at, end, sign: text.slice(call.end, end) })) return null;
    const body: TestBody = { kind: "example", call: call.text, expected, compare: "raises" };
    return { ...mark(call), start: at, end, body };
  }
  for (const shape of [comment, arrow, nextLine, verb, colon]) {
    const sign = after(shape, text, call.end);
    if (sign !== null && shape === nextLine && isAbove(task, at)) continue;
    const value =
      sign &&
      readValue(task, text, {
        at: sign.end,
        strict: shape === colon || (shape === comment && sign.found[1] === undefined),
      });
    if (sign === null || value === null) continue;
    if (isReport(text, { start: at, end: value.end, sign: sign.found[0] })) return null;
    const body = related(task, call, value);
    const approximate = value.approximate || /≈|~=/u.test(sign.found[0]);
    return (
      body && {
        ...mark(call),
        start: at,
        end: value.end,
        body,
        value: value.value,
        ...(approximate && { approximate }),
      }
    );
  }
  return besideOf(task, call, { start: at, end: call.end });
};

/** With a tolerance of its own it is an assertion. */
const related = (task: TaskText, call: Call, { value, tolerance }: ReadValue): TestBody | null => {
  if (tolerance === undefined) return equalTo(call.text, value, task);
  const expected = render(value, task.language);
  if (expected === null) return null;
  const difference = `abs((${call.text}) - (${expected})) <= ${tolerance}`;
  const source = task.notation === "python" ? `assert ${difference}` : `assert(Math.${difference})`;
  return { kind: "assertion", source };
};

const besideOf = (task: TaskText, call: Call, place: { start: number; end: number }): Found | null => {
  const beside = valueBeside(task, place);
  const body = beside && equalTo(call.text, beside.value, task);
  return beside && body && { ...mark(call), ...beside, body };
};

const mark = (call: Call): { foreign?: string } => (call.foreign === null ? {} : { foreign: call.foreign });

/** `print(f(1))  # 2` and `console.log(f(1)) // 2`: the call inside, by its value where the comment is one. */
const readPrint = (
  task: TaskText,
  text: string,
  { at, open }: { at: number; open: number },
): Found | null => {
  const inner = argumentsAt(text, open - 1, task.notation);
  const call =
    inner?.items.length === 1
      ? readCallAt(task, open + (/^\s*/u.exec(text.slice(open))?.[0].length ?? 0), text)
      : null;
  if (inner === null || call === null || text.slice(call.end, inner.end - 1).trim() !== "") return null;
  const place = { start: at, end: inner.end };
  const sign =
    after(comment, text, inner.end) ?? (isAbove(task, at) ? null : after(nextLine, text, inner.end));
  if (sign === null) return besideOf(task, call, place);
  const value = readValue(task, text, { at: sign.end, strict: true });
  const body = value && equalTo(call.text, value.value, task);
  if (value !== null) return body && { ...mark(call), start: at, end: value.end, body, value: value.value };
  const shown = /[^\n]*/uy;
  shown.lastIndex = sign.end;
  const expected = shown.exec(text)?.[0].trim() ?? "";
  if (!/^[\w'".,:!?-]+(?: [\w'".,:!?-]+){0,5}$/u.test(expected)) return null;
  const printing = `${text.slice(at, open)}${call.text})`;
  return {
    ...mark(call),
    start: at,
    end: shown.lastIndex,
    body: { kind: "example", call: printing, expected, compare: "prints" },
  };
};

interface ReadValue {
  readonly value: Expression;
  readonly end: number;
  readonly approximate: boolean;
  /** As the text says it. */
  readonly tolerance?: string;
}

/** The value behind a sign; `1 + 9 = 10` is read to its end. Strict: nothing but punctuation may follow on the line. */
export const readValue = (
  task: TaskText,
  text: string,
  { at, strict }: { at: number; strict: boolean },
): ReadValue | null => {
  const lead = /[`*]*(approximately |approx\.? |about |roughly |around |≈\s*|~\s*)?[`*]*/iuy;
  lead.lastIndex = at;
  const about = lead.exec(text)?.[1] !== undefined;
  const options = { notation: task.notation };
  let reading = readExpression(text, lead.lastIndex, options);
  for (let more = reading; more !== null;) {
    const equals = /[ \t]*={1,2}(?![=>])\s*/uy;
    equals.lastIndex = more.end;
    more = equals.test(text) ? readExpression(text, equals.lastIndex, options) : null;
    if (more !== null) reading = more;
  }
  if (reading === null) return null;
  const [within, tolerance] = toleranceIn.exec(text.slice(reading.end, reading.end + 60)) ?? [];
  if (within !== undefined && tolerance !== undefined) {
    return { value: reading.value, end: reading.end + within.length, approximate: true, tolerance };
  }
  const rest = text.slice(reading.end, reading.end + 200);
  const ends = strict ? /^[`*]*\s*(?:[.,;]?[ \t]*(?:\n|$)|[(#]|\/\/|\*\/|"""|''')/u : following;
  return ends.test(rest) ? { value: reading.value, end: reading.end, approximate: about } : null;
};

const toleranceIn =
  /^[`*]*[ \t]*[,(]?[ \t]*(?:±|\+\/?-|(?:to )?within|(?:with )?(?:an? )?(?:tolerance|error)(?: of)?)[ \t]*[=:]?[ \t]*(\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?![\w%]|\.\d)\)?/iu;

const following =
  /^[`*]*(?:[ \t]*(?:$|\n|[.,;:!](?!\w)|[)\]}#]|\/\/|\/\*|\*\/|"""|'''|[-–—](?!\w)|\()|\s+(?:because|since|as|and|but|where|while|when|for|if|which|with|i\.e|e\.g|rather|not|instead)\b)/u;
