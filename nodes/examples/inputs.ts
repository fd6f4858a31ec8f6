// Inputs that stand without a call, as a call of the one function that the text asks for.
import { readExpression } from "./expressions.ts";
import { equalTo } from "./found.ts";
import type { Found } from "./found.ts";
import { readValue } from "./relations.ts";
import { render } from "./render.ts";
import type { Signature, TaskText } from "./task.ts";
import type { Expression } from "./values.ts";

interface Assignment {
  readonly name: string | null;
  readonly value: Expression;
}

/** `name = value, name : value` or bare values, from `at`; empty where there is none. */
export const readInputs = (
  task: TaskText,
  text: string,
  at: number,
): { items: Assignment[]; end: number } => {
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
export const callWith = (target: Signature, inputs: readonly Assignment[], task: TaskText): string | null => {
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

/** What the call is worth, read at an offset; strict: nothing else may stand on the line. */
export const caseOf = (
  task: TaskText,
  call: string | null,
  { text, at, strict }: { text: string; at: number; strict: boolean },
): (Pick<Found, "body" | "value"> & { readonly end: number }) | null => {
  const value = call === null ? null : readValue(task, text, { at, strict });
  const body =
    call === null || value === null || value.tolerance !== undefined
      ? null
      : equalTo(call, value.value, task);
  return body === null || value === null ? null : { end: value.end, body, value: value.value };
};
