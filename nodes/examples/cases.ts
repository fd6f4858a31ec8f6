// Examples that show no call: `For n = 3 the output should be 4`, `Input: … Output: …`, `arr = [1] … return [2]`. They are
// about the one function that the text asks for, or about a program that reads its input.
import { equalTo } from "./found.ts";
import type { Found } from "./found.ts";
import { readExpression } from "./expressions.ts";
import { readValue } from "./relations.ts";
import { render } from "./render.ts";
import type { Signature, TaskText } from "./task.ts";
import type { Expression } from "./values.ts";

export const findCases = (task: TaskText, text: string): Found[] => [
  ...(task.target === null
    ? []
    : [...findGiven(task, text, task.target), ...findReturns(task, text, task.target)]),
  ...findBlocks(task, text),
];

interface Assignment {
  readonly name: string | null;
  readonly value: Expression;
}

/** `name = value, name : value` or bare values, from `at`; empty where there is none. */
const readInputs = (task: TaskText, text: string, at: number): { items: Assignment[]; end: number } => {
  const items: Assignment[] = [];
  let end = at;
  for (let from = at; ;) {
    const name = /\s*[-*`]*\s*(?:([A-Za-z_]\w*)`?\s*(?:=|:|is\b)\s*)?`?/uy;
    name.lastIndex = from;
    const label = name.exec(text)?.[1] ?? null;
    const reading = readExpression(text, name.lastIndex, { notation: task.notation });
    if (reading === null) return { items, end };
    items.push({ name: label, value: reading.value });
    end = reading.end;
    const comma = /`?\s*(?:,\s*and\b|,|;|\band\b|\n(?=\s*[-*`]*\s*\w+`?\s*[=:]|\s*[-[{("'\d]))/uy;
    comma.lastIndex = end;
    if (!comma.test(text)) return { items, end };
    from = comma.lastIndex;
  }
};

/** The call of the target with these inputs, by name where the names are its parameters, else in their order. */
const callWith = (target: Signature, inputs: readonly Assignment[], task: TaskText): string | null => {
  const { parameters } = target;
  if (inputs.length === 0 || (parameters !== null && inputs.length > parameters.length)) return null;
  const named = parameters !== null && inputs.every(({ name }) => name !== null && parameters.includes(name));
  if (!named && parameters !== null && inputs.length !== parameters.length) return null;
  if (parameters === null && inputs.length > 1 && inputs.some(({ name }) => name === null)) return null;
  const ordered = named
    ? inputs.toSorted((a, b) => parameters.indexOf(a.name ?? "") - parameters.indexOf(b.name ?? ""))
    : inputs;
  if (named && ordered.some(({ name }, index) => name !== parameters[index])) return null;
  const values = ordered.map(({ value }) => render(value, task.language));
  return values.includes(null) ? null : `${target.name}(${values.join(", ")})`;
};

const findGiven = (task: TaskText, text: string, target: Signature): Found[] =>
  [
    ...text.matchAll(/\b(?:for|if|given|when|with)\s+(?:the\s+)?(?:input\s+)?(?=`?[A-Za-z_]\w*`?\s*=)/giu),
  ].flatMap((head) => {
    const inputs = readInputs(task, text, head.index + head[0].length);
    const line = text.slice(
      inputs.end,
      text.indexOf("\n", inputs.end) < 0 ? undefined : text.indexOf("\n", inputs.end),
    );
    const sign =
      /\b(?:output|result|answer|return(?:ed)? value|function|it)\b\s*(?:(?:should|will|must|would)\s+)?(?:be|is|returns?|equals?|output)?\s*:?\s+(?=\S)/iu.exec(
        line,
      ) ?? /(?:=+>|->|→|➞|\breturns?\b)\s*(?=\S)/u.exec(line);
    const call = callWith(target, inputs.items, task);
    const at = sign === null ? -1 : inputs.end + sign.index + sign[0].length;
    const value = call === null || at < 0 ? null : readValue(task, text, { at, strict: false });
    const body = call !== null && value !== null ? equalTo(call, value.value, task) : null;
    return body === null || value === null
      ? []
      : [{ start: head.index, end: value.end, body, value: value.value }];
  });

/** In documentation: lines that give every parameter a value, and a line `return value` a little below. */
const findReturns = (task: TaskText, text: string, target: Signature): Found[] =>
  [...text.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)/gmu)].flatMap((head) => {
    const known = target.parameters?.includes(head[1] ?? "") === true && task.isDocumentation(head.index);
    const inputs = known ? readInputs(task, text, head.index) : { items: [], end: 0 };
    const below = /^(?:[^\n]*\n){1,4}?[ \t]*returns?[ \t]*[:=]?[ \t]*/u.exec(text.slice(inputs.end));
    const call = callWith(target, inputs.items, task);
    if (call === null || below === null || /^[ \t]*\w+[ \t]*=/mu.test(below[0])) return [];
    const value = readValue(task, text, { at: inputs.end + below[0].length, strict: true });
    const body = value === null ? null : equalTo(call, value.value, task);
    return body === null || value === null
      ? []
      : [{ start: head.index, end: value.end, body, value: value.value }];
  });

const heading = "(?:sample |example )?";
const block = new RegExp(
  `^[ \\t>*#-]*${heading}(?:std)?input(?:[ \\t]*#?\\d+)?\\**[ \\t]*:?\\**[ \\t]*(\\n?[^]*?)\\n[ \\t>*#-]*${heading}(?:std|expected )?output(?:[ \\t]*#?\\d+)?\\**[ \\t]*:?\\**[ \\t]*(\\n?[^]*?)(?=\\n[ \\t]*\\n|\\n[ \\t>*#-]*(?:explanation|note|constraints?|${heading}input|example)\\b|"""|'''|\\*/|$(?![^]))`,
  "gimu",
);

/** `Input:` and `Output:`. With one function to call they are its arguments and value, else what a program reads and prints. */
const findBlocks = (task: TaskText, text: string): Found[] => {
  const pairs = [...unfenced(text).matchAll(block)];
  const samples = pairs.filter((pair) => /\b(?:sample|example)\s+(?:std)?input/iu.test(pair[0]));
  return (samples.length > 0 ? samples : pairs).flatMap((pair): Found[] => {
    const [input, output] = [plainLines(pair[1] ?? ""), plainLines(pair[2] ?? "")];
    const place = { start: pair.index, end: pair.index + pair[0].length };
    if (task.target !== null && !readsInput.test(task.text)) {
      const inputs = readInputs(task, input, 0);
      const call = input.slice(inputs.end).trim() === "" ? callWith(task.target, inputs.items, task) : null;
      const value = call === null ? null : readValue(task, output, { at: 0, strict: false });
      const body = call !== null && value !== null ? equalTo(call, value.value, task) : null;
      return body === null || value === null ? [] : [{ ...place, body, value: value.value }];
    }
    if (output === "" || isProse(input) || isProse(output)) return [];
    return [{ ...place, body: { kind: "io", input: `${input}\n`, output: `${output}\n` } }];
  });
};

const readsInput = /\b(?:stdin|stdout|standard (?:in|out)put|reads? (?:from )?(?:the )?input)\b/iu;

/** Fences inside a block only frame its lines. */
const unfenced = (text: string): string =>
  text.replaceAll(/^[ \t]*(?:```|~~~)[^\n]*$/gmu, (line) => " ".repeat(line.length));

const plainLines = (text: string): string => {
  const lines = text
    .split("\n")
    .filter(
      (line, index, all) =>
        line.trim() !== "" || (index > 0 && index < all.length - 1 && all[index - 1]?.trim() !== ""),
    );
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length),
  );
  return lines
    .map((line) => line.slice(Number.isFinite(indent) ? indent : 0).trimEnd())
    .join("\n")
    .trim();
};

/** A description of the format, not an instance of it. */
const isProse = (text: string): boolean =>
  /\b(?:the|an?|of|contains?|integers?|lines?|given|print|denot\w+|each|single)\b[^\n]*\b(?:the|an?|of|contains?|integers?|lines?|given|print|number|each|single|string)\b/iu.test(
    text,
  ) || /^[A-Z][^\n]*[a-z] [^\n]*\.$/mu.test(text);
