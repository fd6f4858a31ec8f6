// `f(1) == 2`, `f(1) → 2`, `f(1) should return 2`, `f(1)  # 2` and their many kin, anywhere in a text: a call, a word or a
// sign that relates it to a value, and the value. What is a definition, a bug report or half a sentence is left alone.
import type { TestBody } from "../../core/domain.ts";
import { readCallAt } from "./calls.ts";
import type { Call } from "./calls.ts";
import { readExpression } from "./expressions.ts";
import { equalTo } from "./found.ts";
import type { Found } from "./found.ts";
import { argumentsAt } from "./parts.ts";
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

/** Not inside a larger expression and not in a line of program text. */
const isPlace = (text: string, at: number): boolean => {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at).replace(/(?<![\w)\]])[`*_]+$/u, "");
  if (/(?:^|\s)(?:def|class|function|elif|return|while|not|await|yield|throw|raise|del)\s+$/u.test(line))
    return false;
  if (
    /^\s*(?:if|elif|while|return|const|let|var|export|async|yield|throw|raise|for\s+\w+\s+(?:in|of))\b.*$/u.test(
      line,
    )
  )
    return false;
  const before = line.trimEnd().at(-1);
  if (before === undefined || /^\s*(?:[-*+•>]+|\d+[.)])\s+$/u.test(line)) return true;
  if (/[\w)\]]\.$/u.test(line) || /[\w$]\($/u.test(line) || /[!=<>]=\s*$/u.test(line)) return false;
  return !/[=+\-*/%<>&|^~[{@]/u.test(before);
};

const arrow = /\s*[`*"]{0,3}\s*(?:={2,3}>|-{1,2}>|=>|={2,3}|=|[→➞➔➜⇒⟶⟹↦≈]|~=)\s*/uy;
const comment =
  /[ \t]*[`*]{0,3}[ \t]*;?[ \t]*(?:#|\/\/)[ \t]*(=+>|-+>|→|➞|==+|returns?:?|outputs?:?|results?:?|prints?:?|expected:?)?[ \t]*/iuy;
const nextLine =
  /[ \t]*[`*]{0,3};?[ \t]*\n\s*(?:#|\/\/)?[ \t]*(?:=+>|-+>|→|➞|(?:\*\*)?(?:expected )?(?:output|result|returns?|answer)(?:\*\*)?\s*[:=])[ \t]*/iuy;
const verb =
  /[`*"]{0,3},?\s+(?:which\s+|it\s+)?(?:(?:should|must|will|would|shall|has to|is expected to)\s+)?(?:be\s+)?(?:return(?:s|ed)?|equals?|give(?:s)?(?: back)?|yields?|evaluates? to|produces?|outputs?|results? in|be|is)(?:\s+(?:to|equal to|exactly))?(?:\s+the\s+(?:value|string|number|list|array|integer|tuple|result|output))?\s*:?\s+/iuy;
const colon = /[`*]{0,3}[ \t]*:[ \t]+/uy;
const raising =
  /[`*]{0,3}[ \t]*(?:(?:#|\/\/|->|=+>|→|➞)[ \t]*)?(?:should |must |will |would )?(?:raise|throw)s?\s+(?:an?\s+)?[`*]*((?:[A-Z]\w*)?(?:Error|Exception|Interrupt|Iteration|Exit))\b/uy;
const raisedByArrow =
  /[`*]{0,3}[ \t]*(?:(?:#|\/\/)[ \t]*)?(?:->|=+>|→|➞)[ \t]*[`*]*([A-Z]\w*(?:Error|Exception))\b/uy;

const readRelation = (task: TaskText, text: string, at: number): Found | null => {
  const printed = /(?:console\.log|print)\(/uy;
  printed.lastIndex = at;
  if (printed.test(text)) return readPrint(task, text, { at, open: printed.lastIndex });
  const call = readCallAt(task, at, text);
  if (call === null) return null;
  const raised = [raising, raisedByArrow]
    .map((shape) => after(shape, text, call.end))
    .find((found) => found !== null);
  if (raised !== undefined) {
    const body: TestBody = {
      kind: "example",
      call: call.text,
      expected: raised.found[1] ?? "",
      compare: "raises",
    };
    return { ...mark(call), start: at, end: raised.end, body };
  }
  for (const shape of [comment, arrow, nextLine, verb, colon]) {
    const sign = after(shape, text, call.end);
    const value =
      sign &&
      readValue(task, text, {
        at: sign.end,
        strict: shape === colon || (shape === comment && sign.found[1] === undefined),
      });
    if (sign === null || value === null) continue;
    if (isReport(text, at, value.end, sign.found[0])) return null;
    const body = equalTo(call.text, value.value, task);
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
  return null;
};

const mark = (call: Call): { foreign?: string } => (call.foreign === null ? {} : { foreign: call.foreign });

const after = (shape: RegExp, text: string, at: number): { found: RegExpExecArray; end: number } | null => {
  shape.lastIndex = at;
  const found = shape.exec(text);
  return found === null || found[0] === "" ? null : { found, end: at + found[0].length };
};

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
  const sign = after(comment, text, inner.end) ?? after(nextLine, text, inner.end);
  if (sign === null) return null;
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
  const rest = text.slice(reading.end, reading.end + 200);
  const ends = strict ? /^[`*]*\s*(?:[.,;]?[ \t]*(?:\n|$)|[(#]|\/\/|\*\/|"""|''')/u : following;
  return ends.test(rest) ? { value: reading.value, end: reading.end, approximate: about } : null;
};

const following =
  /^[`*]*(?:[ \t]*(?:$|\n|[.,;:!?](?!\w)|[)\]}#]|\/\/|\/\*|\*\/|"""|'''|[-–—](?!\w)|\()|\s+(?:because|since|as|and|but|or|where|while|when|for|if|which|with|i\.e|e\.g|rather|not|instead)\b)/u;

/** What a program does wrongly is no example; what it should do is. */
const isReport = (text: string, start: number, end: number, sign: string): boolean => {
  if (/should|must|expected/u.test(sign)) return false;
  const from = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf(". ", start - 1)) + 1;
  const line = text.indexOf("\n", end);
  const sentence = text.slice(from, line < 0 ? undefined : line).replace(text.slice(start, end), " ");
  return /\b(?:instead of|currently|wrongly|incorrectly|incorrect|wrong|bug|buggy|actual(?:ly)?|fails?|failing|but (?:should|expected|got|gives|returns|it)|should (?:be|return|give|have)|expected|rather than|never|do(?:es)? not|doesn't|isn't|shouldn't)\b/iu.test(
    sentence,
  );
};
