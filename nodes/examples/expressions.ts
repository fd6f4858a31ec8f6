// Values as people write them in a task, in either notation: `True` or `true`, `(1, 2)` or `[1, 2]`, `None` or `null`.
// What is read here is a literal or simple arithmetic over literals; anything else is refused, not guessed.
import { collectionOf, readFloat } from "./values.ts";
import type { Expression, Reading } from "./values.ts";
import { constants, deeper, deepest, peek, strength } from "./expression-source.ts";
import type { Options, Source } from "./expression-source.ts";
import type { Token } from "./tokens.ts";

/** The longest value that starts at `at`, or null. */
export const readExpression = (text: string, at: number, options: Options): Reading | null =>
  readBinary({ ...options, text, depth: 0, budget: { left: 20_000 } }, at, 0);

/** The arguments of a call, from after its `(`; `end` is after the `)`. */
export const readArguments = (
  text: string,
  at: number,
  options: Options,
): { readonly items: readonly Expression[]; readonly end: number } | null =>
  readSeries({ ...options, text, depth: 0, budget: { left: 20_000 } }, at, {
    close: ")",
    read: readArgument,
  });

/** Whether the whole text is one value. */
export const readWhole = (text: string, options: Options): Expression | null => {
  const reading = readExpression(text, 0, options);
  return reading !== null && text.slice(reading.end).trim() === "" ? reading.value : null;
};

const readBinary = (source: Source, at: number, floor: number): Reading | null => {
  let left = source.depth > deepest ? null : readUnary(source, at);
  for (let operators = 0; left !== null && operators <= deepest; operators += 1) {
    const token = peek(source, left.end);
    const power = token?.kind === "operator" ? strength[token.text] : undefined;
    if (token === null || power === undefined || power <= floor) return left;
    const right =
      token.text === "**"
        ? readBinary(deeper(source), token.end, power - 1)
        : readBinary(source, token.end, power);
    if (right === null) return left;
    left = {
      value: { kind: "binary", operator: token.text, left: left.value, right: right.value },
      end: right.end,
    };
  }
  return null;
};

const readUnary = (source: Source, at: number): Reading | null => {
  const sign = peek(source, at);
  if (sign?.kind !== "operator" || !/^[-+]$/u.test(sign.text)) return readPrimary(source, at);
  const operand = readBinary(deeper(source), sign.end, 3);
  return (
    operand && { value: { kind: "unary", operator: sign.text, operand: operand.value }, end: operand.end }
  );
};

const readPrimary = (source: Source, at: number): Reading | null => {
  const token = peek(source, at);
  source.budget.left -= 1;
  if (token === null || source.budget.left < 0) return null;
  if (token.kind === "number") return { value: { kind: "number", text: token.text }, end: token.end };
  if (token.kind === "string") return readString(token);
  if (token.kind === "name") return readNamed(source, token);
  if (token.text === "(") return readTuple(source, token);
  if (token.text === "{") return readBraces(source, token);
  const list = token.text === "[" ? readSeries(source, token.end, { close: "]", read: readItem }) : null;
  return list && { value: { kind: "list", items: list.items }, end: list.end };
};

const readString = (token: Token): Reading | null => {
  const interpolated = /^[rRbB]?[fF]/u.test(token.text) || /^`[^]*\$\{/u.test(token.text);
  return interpolated ? null : { value: { kind: "string", text: token.text }, end: token.end };
};

const readTuple = (source: Source, open: Token): Reading | null => {
  const found = readSeries(source, open.end, { close: ")", read: readItem });
  if (found === null) return null;
  const [only, second] = found.items;
  const value: Expression =
    only !== undefined && second === undefined && !found.trailing
      ? { kind: "group", inner: only }
      : { kind: "tuple", items: found.items };
  return { value, end: found.end };
};

const readNamed = (source: Source, token: Token): Reading | null => {
  const special = constants[token.text];
  if (special !== undefined) return { value: { kind: "constant", value: special }, end: token.end };
  const float = readFloat(source.text, token.start);
  if (float !== null) return float;
  const name = token.text === "new" ? peek(source, token.end) : token;
  const open = name?.kind === "name" ? peek(source, name.end) : null;
  if (name === null || open?.text !== "(") return null;
  const call = readSeries(source, open.end, { close: ")", read: readArgument });
  if (call === null) return null;
  const known = source.callable?.(name.text) ?? null;
  const value =
    collectionOf(name.text, call.items) ??
    (known === null ? null : ({ kind: "call", name: known, items: call.items } as const));
  return value && { value, end: call.end };
};

const readBraces = (source: Source, open: Token): Reading | null => {
  const found = readSeries(source, open.end, { close: "}", read: readEntry });
  if (found === null) return null;
  const entries = found.items.flatMap((item) =>
    item.value === null ? [] : [[item.key, item.value] as const],
  );
  if (entries.length === found.items.length) return { value: { kind: "dict", entries }, end: found.end };
  if (entries.length > 0) return null;
  return { value: { kind: "set", items: found.items.map((item) => item.key) }, end: found.end };
};

type Read<T> = (source: Source, at: number) => { readonly value: T; readonly end: number } | null;

const readItem: Read<Expression> = (source, at) => readBinary(source, at, 0);

const readArgument: Read<Expression> = (source, at) => {
  const name = peek(source, at);
  const equals = name?.kind === "name" ? peek(source, name.end) : null;
  if (name === null || equals?.text !== "=") return readBinary(source, at, 0);
  const value = readBinary(source, equals.end, 0);
  return value && { value: { kind: "keyword", name: name.text, value: value.value }, end: value.end };
};

/** One of a dict or a set: `value` is null in a set. */
const readEntry: Read<{ key: Expression; value: Expression | null }> = (source, at) => {
  const first = peek(source, at);
  const bare = first?.kind === "name" && !(first.text in constants) && peek(source, first.end)?.text === ":";
  const key = bare
    ? { value: { kind: "string", text: JSON.stringify(first.text) } as const, end: first.end }
    : readBinary(source, at, 0);
  const colon = key && peek(source, key.end);
  if (key === null || colon?.text !== ":")
    return key && { value: { key: key.value, value: null }, end: key.end };
  const value = readBinary(source, colon.end, 0);
  return value && { value: { key: key.value, value: value.value }, end: value.end };
};

interface Series<T> {
  readonly items: readonly T[];
  readonly end: number;
  /** A comma stands before the bracket. */
  readonly trailing: boolean;
}

/** What stands between commas up to `close`, from after the opening bracket. */
const readSeries = <T>(
  outer: Source,
  from: number,
  { close, read }: { close: string; read: Read<T> },
): Series<T> | null => {
  const source = deeper(outer);
  const items: T[] = [];
  for (let at = from; ;) {
    const token = peek(source, at);
    if (token?.text === close) return { items, end: token.end, trailing: items.length > 0 };
    const item = read(source, at);
    const after = item && peek(source, item.end);
    if (item === null || after === null) return null;
    items.push(item.value);
    if (after.text === close) return { items, end: after.end, trailing: false };
    if (after.text !== ",") return null;
    at = after.end;
  }
};
