// Markdown tables of examples: a call and its value in each row, or inputs and outputs of the one function asked for.
import { readCallAt } from "./calls.ts";
import type { Found } from "./found.ts";
import { callWith, caseOf, readInputs } from "./inputs.ts";
import type { TaskText } from "./task.ts";

export const findRows = (task: TaskText, text: string): Found[] => {
  const lines = text.split("\n");
  let [start, names, expected] = [0, [] as readonly string[], -1];
  return lines.flatMap((line, index): Found[] => {
    const place = { start, end: start + line.length };
    start += line.length + 1;
    if (isRule(line)) {
      names = cellsOf(lines[index - 1] ?? "").map(plain);
      expected = names.findIndex((name) => outcome.test(name));
      return [];
    }
    if (!line.includes("|")) expected = -1;
    const cells = expected < 0 ? [] : cellsOf(line).map(plain);
    const output = cells[expected];
    if (output === undefined || cells.length !== names.length) return [];
    const call = callOf(task, names, { cells, expected });
    const read = caseOf(task, call, { text: output, at: 0, strict: true });
    return read === null ? [] : [{ ...read, ...place }];
  });
};

/** Below the header: `| --- | :-: |`. */
const isRule = (line: string): boolean =>
  line.includes("|") && line.includes("--") && /^[\s|:-]+$/u.test(line);

const outcome =
  /^(?:expected(?: (?:output|result|value|return(?: value)?))?|outputs?|results?|returns?|return value|returned(?: value)?|answer)$/iu;

/** A bar in quotes or behind a backslash parts nothing. */
const cellsOf = (row: string): string[] => {
  const cells = row
    .trim()
    .replace(/^\|/u, "")
    .replace(/(?<!\\)\|$/u, "")
    .match(/(?:\\.|"[^"\n]*"|'[^'\n]*'|[^|\\])+|(?<=\|)(?=\|)/gu);
  return (cells ?? []).map((cell) => cell.replaceAll("\\|", "|").trim());
};

const plain = (cell: string): string =>
  cell
    .replace(/^[*_]*`+|^[*_]+/u, "")
    .replace(/`+[*_]*$|[*_]+$/u, "")
    .trim();

interface Row {
  readonly cells: readonly string[];
  readonly expected: number;
}

/** The row's call, or the call of the target with the row's inputs; columns may be named after parameters. */
const callOf = (task: TaskText, names: readonly string[], { cells, expected }: Row): string | null => {
  const others = cells.flatMap((cell, index) =>
    index === expected ? [] : [{ cell, name: names[index] ?? "" }],
  );
  const [only, more] = others;
  if (only === undefined) return null;
  const call = more === undefined ? readCallAt(task, 0, only.cell) : null;
  if (call !== null && call.foreign === null && call.end === only.cell.length) return call.text;
  const { target } = task;
  if (target === null) return null;
  if (more === undefined && /^(?:inputs?|arguments?|args)$/iu.test(only.name)) {
    const inputs = readInputs(task, only.cell, 0);
    return inputs.end === only.cell.length ? callWith(target, inputs.items, task) : null;
  }
  const named = others.filter(({ name }) => target.parameters?.includes(name) === true);
  const written = named.map(({ cell, name }) => `${name} = ${cell}`).join(", ");
  const inputs = readInputs(task, written, 0);
  return inputs.end === written.length ? callWith(target, inputs.items, task) : null;
};
