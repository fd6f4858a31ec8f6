// Examples that show no call, about the one function that the text asks for: `For n = 3 the output should be 4`, `Input: 3,
// Output: 4`, `arr = [1] … return [2]`, `3 -> 4` below the word "example".
import { findBlocks } from "./blocks.ts";
import type { Found } from "./found.ts";
import { callWith, caseOf, readInputs } from "./inputs.ts";
import { findRows } from "./tables.ts";
import type { Signature, TaskText } from "./task.ts";

export const findCases = (task: TaskText, text: string): Found[] => [
  ...findRows(task, text),
  ...(task.target === null
    ? []
    : [
        ...findGiven(task, text, task.target),
        ...findReturns(task, text, task.target),
        ...findInline(task, text, task.target),
        ...findArrows(task, text, task.target),
      ]),
  ...findBlocks(task, text),
];

const givenHead =
  /\b(?:for|if|given|when|with)\s+(?:(?:it|this|the function)\s+is\s+)?(?:(?:called|applied)\s+(?:with|to|on)\s+)?(?:(?:the|an?)\s+)?(?:(?:input|argument|string|number|list|array)s?\s+)?(?:(?=`?[A-Za-z_]\w*`?\s*=)|(?=`?["'[({\d-]))/giu;
const outcome =
  /\b(?:output|result|answer|return(?:ed)? value|function|it)\b\s*(?:(?:should|will|must|would)\s+)?(?:be|is|returns?|equals?|output)?\s*:?\s+(?=\S)/iu;
const returning = /(?:=+>|->|→|➞|\breturns?\b)\s*(?=\S)/u;
/** Another case begins, or what follows is only true by a condition or not at all. */
const otherCase = /[.;]\s+(?:for|if|given|when|with|but|however)\b|\bnot\b|n't\b|\bnever\b/iu;

const findGiven = (task: TaskText, text: string, target: Signature): Found[] =>
  [...text.matchAll(givenHead)].flatMap((head) => {
    const inputs = readInputs(task, text, head.index + head[0].length);
    const [line = ""] = text.slice(inputs.end, inputs.end + longestClause).split("\n");
    const clause = line.slice(0, otherCase.exec(line)?.index);
    const [sign] = [outcome.exec(clause), returning.exec(clause)]
      .filter((found) => found !== null)
      .toSorted((a, b) => a.index + a[0].length - b.index - b[0].length);
    if (sign === undefined) return [];
    const bare = inputs.items.some(({ name }) => name === null);
    // `for 3 of the elements it returns 4`: bare values speak of inputs only right before the outcome.
    if (
      bare &&
      !/^[`"']?,?\s*(?:(?:the|your|this|should|expected|must)\s+)*$/iu.test(clause.slice(0, sign.index))
    )
      return [];
    const at = inputs.end + sign.index + sign[0].length;
    const found = caseOf(task, callWith(target, inputs.items, task), { text, at, strict: false });
    return found === null ? [] : [{ start: head.index, ...found }];
  });

const longestClause = 600;

/** In documentation: lines that give every parameter a value, and a line `return value` a little below. */
const findReturns = (task: TaskText, text: string, target: Signature): Found[] =>
  [...text.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)/gmu)].flatMap((head) => {
    const known = target.parameters?.includes(head[1] ?? "") === true && task.isDocumentation(head.index);
    const inputs = known ? readInputs(task, text, head.index) : { items: [], end: 0 };
    const below = /^(?:[^\n]*\n){1,4}?[ \t]*returns?[ \t]*[:=]?[ \t]*/u.exec(text.slice(inputs.end));
    const call = callWith(target, inputs.items, task);
    if (call === null || below === null || /^[ \t]*(?!returns?\b)\w+[ \t]*=/mu.test(below[0])) return [];
    const found = caseOf(task, call, { text, at: inputs.end + below[0].length, strict: true });
    return found === null ? [] : [{ start: head.index, ...found }];
  });

/** `Input: 3, Output: 4` on one line. */
const findInline = (task: TaskText, text: string, target: Signature): Found[] =>
  [
    ...text.matchAll(
      /\binputs?[ \t]*[:=][ \t]*([^\n]{1,500}?)[ \t]*(?:[,;.|]|[-=]+>|→)?[ \t]*\b(?:expected[ \t]+)?outputs?[ \t]*[:=][ \t]*(?=\S)/giu,
    ),
  ].flatMap((head) => {
    const inputs = readInputs(task, head[1] ?? "", 0);
    if ((head[1] ?? "").slice(inputs.end).trim() !== "") return [];
    const at = head.index + head[0].length;
    const found = caseOf(task, callWith(target, inputs.items, task), { text, at, strict: false });
    return found === null ? [] : [{ start: head.index, ...found }];
  });

/** Lines of nothing but inputs, an arrow and a value, in a run below a line that says "example". */
const findArrows = (task: TaskText, text: string, target: Signature): Found[] =>
  [...text.matchAll(/\bexamples?\b[^\n]*((?:\n[^\n]*(?:[-=]>|→|➞)[^\n]*)+)/giu)].flatMap((run) => {
    let at = run.index + run[0].length - (run[1] ?? "").length;
    return (run[1] ?? "")
      .slice(1)
      .split("\n")
      .flatMap((line) => {
        const start = at + 1;
        at += line.length + 1;
        const inputs = readInputs(task, text, start);
        const sign = /[`*]*[ \t]*(?:[-=]+>|→|➞)[ \t]*/uy;
        sign.lastIndex = inputs.end;
        if (!sign.test(text) || inputs.end > at) return [];
        const found = caseOf(task, callWith(target, inputs.items, task), {
          text,
          at: sign.lastIndex,
          strict: true,
        });
        return found === null ? [] : [{ start, ...found }];
      });
  });
