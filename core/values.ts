// The encoding in which a sandbox returns what a candidate computed. Verdicts are made from these values in the parent,
// so equality is decided here and never by an `__eq__` or a patched `assert` of the candidate's own.
import { z } from "zod";

/**
 * A value of Python or JavaScript as tagged tuples:
 * `n` None/null · `u` undefined · `b` boolean · `i` integer (decimal text, any size) · `f` float (shortest repr, `nan`,
 * `inf`, `-inf`) · `s` text · `B` bytes (hex) · `l` list/array · `t` tuple · `S` set · `d` dict/Map/plain object as pairs ·
 * `e` exception (type, message) · `o` anything else (type, repr without addresses) · `x` cut off, too large or too deep.
 */
export type Value =
  | readonly ["n"]
  | readonly ["u"]
  | readonly ["b", boolean]
  | readonly ["i", string]
  | readonly ["f", string]
  | readonly ["s", string]
  | readonly ["B", string]
  | readonly ["l", readonly Value[]]
  | readonly ["t", readonly Value[]]
  | readonly ["S", readonly Value[]]
  | readonly ["d", readonly (readonly [Value, Value])[]]
  | readonly ["e", string, string]
  | readonly ["o", string, string]
  | readonly ["x"];

export const ValueSchema: z.ZodType<Value> = z.lazy(() =>
  z.union([
    z.tuple([z.enum(["n", "u", "x"])]),
    z.tuple([z.literal("b"), z.boolean()]),
    z.tuple([z.enum(["i", "f", "s", "B"]), z.string()]),
    z.tuple([z.enum(["l", "t", "S"]), z.array(ValueSchema)]),
    z.tuple([z.literal("d"), z.array(z.tuple([ValueSchema, ValueSchema]))]),
    z.tuple([z.enum(["e", "o"]), z.string(), z.string()]),
  ]),
) as z.ZodType<Value>;

/** A text that is equal for equal values: sets and dicts lose their order, `2` and `2.0` are one number. */
export const canonical = (value: Value): string => {
  switch (value[0]) {
    case "i":
      return `#${BigInt(value[1])}`;
    case "f": {
      const number = floatOf(value[1]);
      return Number.isInteger(number) ? `#${BigInt(number)}` : `#${number}`;
    }
    case "l":
    case "t":
      return `${value[0]}[${value[1].map(canonical).join(",")}]`;
    case "S":
      return `S{${value[1].map(canonical).toSorted().join(",")}}`;
    case "d":
      return `d{${value[1]
        .map(([key, item]) => `${canonical(key)}:${canonical(item)}`)
        .toSorted()
        .join(",")}}`;
    case "e":
      return `e${JSON.stringify(value[1])}`;
    case "n":
    case "u":
    case "x":
    case "b":
    case "s":
    case "B":
    case "o":
      return JSON.stringify(value);
  }
};

/** Canonical text of a returned value; null where it was cut off or is opaque, in whole or in part, and so can't be told. */
export const comparable = (value: Value): string | null => (isOpaque(value) ? null : canonical(value));

interface Sameness {
  /** Relative and absolute at once, as `pytest.approx`: within `tolerance * max(1, |right|)`. Default 0: exact. */
  readonly tolerance?: number;
  /** Python has `True == 1`; JavaScript's deep equality has not. Default false. */
  readonly booleansAreNumbers?: boolean;
  /** JavaScript's deep equality has `NaN` equal to itself; Python's `==` has not. Default false. */
  readonly nanIsNan?: boolean;
}

/**
 * Whether two returned values are the same, as the languages' own `==` (Python) or strict deep equality (JavaScript).
 * A value that was cut off or is opaque equals nothing, not even itself: it can't be told.
 */
export const sameValue = (left: Value, right: Value, how: Sameness = {}): boolean => {
  const [a, b] = [numberOf(left, how), numberOf(right, how)];
  if (a !== null && b !== null) return sameNumber(left, right, a, b, how);
  if (left[0] !== right[0] || left[0] === "x") return false;
  switch (left[0]) {
    case "l":
    case "t": {
      const other = right[1] as readonly Value[];
      return (
        left[1].length === other.length &&
        left[1].every((item, index) => sameValue(item, other[index] ?? ["x"], how))
      );
    }
    case "d": {
      const other = right[1] as readonly (readonly [Value, Value])[];
      const byKey = new Map(other.map(([key, item]) => [canonical(key), item]));
      return (
        left[1].length === other.length &&
        left[1].every(([key, item]) => sameValue(item, byKey.get(canonical(key)) ?? ["x"], how))
      );
    }
    case "o":
      return false;
    default:
      return canonical(left) === canonical(right);
  }
};

const isOpaque = (value: Value): boolean => {
  switch (value[0]) {
    case "x":
    case "o":
      return true;
    case "l":
    case "t":
    case "S":
      return value[1].some(isOpaque);
    case "d":
      return value[1].some(([key, item]) => isOpaque(key) || isOpaque(item));
    default:
      return false;
  }
};

const floatOf = (text: string): number => {
  if (text === "inf") return Infinity;
  if (text === "-inf") return -Infinity;
  return text === "nan" ? Number.NaN : Number(text);
};

const numberOf = (value: Value, how: Sameness): number | null => {
  if (value[0] === "i") return Number(value[1]);
  if (value[0] === "f") return floatOf(value[1]);
  return value[0] === "b" && how.booleansAreNumbers === true ? Number(value[1]) : null;
};

const sameNumber = (left: Value, right: Value, a: number, b: number, how: Sameness): boolean => {
  const tolerance = how.tolerance ?? 0;
  if (left[0] === "i" && right[0] === "i" && tolerance === 0) return BigInt(left[1]) === BigInt(right[1]);
  if (a === b) return true;
  if (Number.isNaN(a) && Number.isNaN(b)) return how.nanIsNan === true;
  return tolerance > 0 && Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
};
