// More inputs out of those that tests already use: arguments of two calls exchanged, lists and texts reversed or doubled,
// numbers moved on. Nobody knows what the results should be; what counts is whether candidates agree on them.
import type { Language } from "../../core/domain.ts";
import { readWhole } from "../examples/expressions.ts";
import { argumentsAt } from "../examples/parts.ts";
import { render } from "../examples/render.ts";
import { notationOf } from "../examples/tokens.ts";
import type { Expression } from "../examples/values.ts";

/** New calls of the same functions, none of `calls` among them, at most `limit`; the same for the same calls. */
export const variationsOf = (
  calls: readonly string[],
  { language, limit }: { language: Language; limit: number },
): string[] => {
  const parsed = calls.flatMap((call) => parse(call, language) ?? []);
  const rows = parsed.map((call) =>
    [exchanged(call, parsed), changed(call, language)].values().flatMap((one) => one),
  );
  const known = new Set(calls.map(squeeze));
  const fresh: string[] = [];
  // One from each call in turn, so that a limit cuts all of them alike.
  for (let open = rows; open.length > 0 && fresh.length < limit;) {
    open = open.filter((row) => {
      const step = row.next();
      if (step.done === true) return false;
      if (fresh.length < limit && !known.has(squeeze(step.value))) {
        known.add(squeeze(step.value));
        fresh.push(step.value);
      }
      return true;
    });
  }
  return fresh;
};

interface Call {
  readonly name: string;
  readonly items: readonly string[];
}

const parse = (text: string, language: Language): Call | null => {
  const notation = notationOf(language);
  const name = /^[A-Za-z_$][\w$]*(?=\()/u.exec(text)?.[0];
  const found = name === undefined ? null : argumentsAt(text, name.length, notation);
  if (name === undefined || found === null || found.end !== text.trimEnd().length) return null;
  // Named arguments stand in any order, so they can't be exchanged by their place.
  if (found.items.some((item) => /^\w+\s*=(?!=)/u.test(item))) return null;
  return { name, items: found.items };
};

const written = (name: string, items: readonly string[]): string => `${name}(${items.join(", ")})`;

/** The arguments of this call, one of them from the next call that has another one there. */
function* exchanged(call: Call, others: readonly Call[]): Generator<string> {
  if (call.items.length < 2) return;
  const start = others.indexOf(call);
  const next = [...others.slice(start + 1), ...others.slice(0, start)].filter(
    ({ name, items }) => name === call.name && items.length === call.items.length,
  );
  for (const [at, item] of call.items.entries()) {
    const other = next.find(({ items }) => items[at] !== item)?.items[at];
    if (other !== undefined) yield written(call.name, call.items.with(at, other));
  }
}

/** Read as far as they are asked for: most calls give one or two. */
function* changed({ name, items }: Call, language: Language): Generator<string> {
  for (const [at, item] of items.entries()) {
    const value = readWhole(item, { notation: notationOf(language), callable: () => null });
    for (const variant of value === null ? [] : variants(value)) {
      const text = render(variant, language);
      if (text !== null) yield written(name, items.with(at, text));
    }
  }
}

/** Values of the same kind. None is empty, zero or negative where the original was not: many right programs refuse these. */
const variants = (value: Expression): Expression[] => {
  switch (value.kind) {
    case "number":
      if (/^\d{1,6}$/u.test(value.text)) return [1, 2].map((step) => moved(value.text, step));
      return /^\d{1,6}\.\d{1,6}$/u.test(value.text) ? [moved(value.text, 0.5)] : [];
    case "constant":
      if (value.value === "true") return [{ kind: "constant", value: "false" }];
      return value.value === "false" ? [{ kind: "constant", value: "true" }] : [];
    case "string":
      return textVariants(value.text);
    case "list":
    case "tuple":
      return listVariants(value.items).map((items) => ({ kind: value.kind, items }));
    default:
      return [];
  }
};

/** `1.5` goes on to `2.0`: a fraction stays one, since Python tells `2` from it. */
const moved = (text: string, step: number): Expression => {
  const sum = String(Number(text) + step);
  return { kind: "number", text: text.includes(".") && !sum.includes(".") ? `${sum}.0` : sum };
};

const textVariants = (literal: string): Expression[] => {
  const [, quote = "", text = ""] = /^(["'])([^\\"']{1,200})\1$/u.exec(literal) ?? [];
  const reversed = Array.from(text).toReversed().join("");
  return text === ""
    ? []
    : [reversed, text + text].map((one) => ({ kind: "string", text: `${quote}${one}${quote}` }));
};

const listVariants = (items: readonly Expression[]): (readonly Expression[])[] => {
  const [first] = items;
  if (first === undefined || items.length > 100) return [];
  const inner = variants(first).slice(0, 1);
  return [
    items.toReversed(),
    ...(items.length > 1 ? [items.slice(0, -1)] : []),
    [...items, ...items],
    ...inner.map((one) => [one, ...items.slice(1)]),
  ];
};

const squeeze = (text: string): string => text.replaceAll(/\s+/gu, "");
