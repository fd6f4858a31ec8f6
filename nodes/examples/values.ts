// The values that an example may hold, and the constructors that make one without brackets of its own.
export type Expression =
  | { readonly kind: "number" | "string"; readonly text: string }
  | { readonly kind: "constant"; readonly value: "true" | "false" | "null" | "undefined" | "inf" | "nan" }
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [Expression, Expression])[]; map?: boolean }
  | { readonly kind: "group"; readonly inner: Expression }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "keyword"; readonly name: string; readonly value: Expression }
  | { readonly kind: "call"; readonly name: string; readonly items: readonly Expression[] };

export interface Reading {
  readonly value: Expression;
  /** Offset after the last token of the value. */
  readonly end: number;
}

/** `set([1])`, `new Set([1])`, `new Map([[1, 2]])` and the empty `list()`, `tuple()`, `dict()`. */
export const collectionOf = (name: string, items: readonly Expression[]): Expression | null => {
  const [only, more] = items;
  if (more !== undefined) return null;
  if (only === undefined && (name === "list" || name === "tuple")) return { kind: name, items: [] };
  if (only === undefined && name === "dict") return { kind: "dict", entries: [] };
  const members = only === undefined ? [] : only.kind === "list" || only.kind === "tuple" ? only.items : null;
  if (members === null) return null;
  if (/^(?:set|frozenset|Set)$/u.test(name)) return { kind: "set", items: members };
  if (name !== "Map") return null;
  const entries = members.flatMap((pair) => {
    const [key, value] = pair.kind === "list" && pair.items.length === 2 ? pair.items : [];
    return key !== undefined && value !== undefined ? [[key, value] as const] : [];
  });
  return entries.length === members.length ? { kind: "dict", entries, map: true } : null;
};

/** `math.inf`, `float("-inf")` and their kin. */
export const readFloat = (text: string, at: number): Reading | null => {
  const shape = /(?:math\.(inf|nan)\b|float\(\s*["']([-+]?)(inf|nan)\w*["']\s*\))/y;
  shape.lastIndex = at;
  const found = shape.exec(text);
  if (found === null) return null;
  const value: Expression = { kind: "constant", value: (found[1] ?? found[3]) === "inf" ? "inf" : "nan" };
  return {
    value: found[2] === "-" ? { kind: "unary", operator: "-", operand: value } : value,
    end: shape.lastIndex,
  };
};
