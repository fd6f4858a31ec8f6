// `f(n) = f(n - 1) + 1` defines, and the lines beside it (`f(1) = 3`) are part of the definition. They are examples too,
// unless the other examples show that the program returns another kind of thing: a list of what the formula gives, say.
import type { Found } from "./found.ts";
import type { Expression } from "./values.ts";

export const withoutMathematics = (text: string, found: readonly Found[]): Found[] => {
  const isDefinition = definitionsIn(text);
  const outside = new Set(
    found
      .filter((item) => !isDefinition(item.start))
      .flatMap(({ value }) => (value === undefined ? [] : kindOf(value))),
  );
  return found.filter(({ start, value }) => {
    const kind = value === undefined ? null : kindOf(value);
    return (
      outside.size === 0 || kind === null || kind === "nothing" || outside.has(kind) || !isDefinition(start)
    );
  });
};

/** Whether an offset stands in a run of lines of which one defines a function by a variable or by itself. */
const definitionsIn = (text: string): ((at: number) => boolean) => {
  const calls = text
    .split("\n")
    .map((line) => /\b([A-Za-z_]\w*)\(([^()]*)\)\s*(?:={1,2}|-+>|→)(?!>)(.*)$/u.exec(line));
  const defines = calls.map((call) => {
    const [, name = "", inside = "", after = ""] = call ?? [];
    const [rest = ""] = after.split(/[,;]|\band\b|\.\s/u);
    return (
      call !== null && (/^[a-z]\w{0,2}(?:\s*[-+]\s*\d+)?$/u.test(inside.trim()) || rest.includes(`${name}(`))
    );
  });
  const isCall = (line: number): boolean => (calls[line] ?? null) !== null;
  return (at) => {
    const line = text.slice(0, at).split("\n").length - 1;
    let [first, last] = [line, line];
    while (isCall(first - 1)) first -= 1;
    while (isCall(last + 1)) last += 1;
    return defines.slice(first, last + 1).some(Boolean);
  };
};

const kindOf = (value: Expression): string => {
  if (value.kind === "group") return kindOf(value.inner);
  if (value.kind === "binary") return kindOf(value.left);
  if (value.kind === "unary") return kindOf(value.operand);
  if (value.kind !== "constant") return value.kind;
  if (value.value === "null" || value.value === "undefined") return "nothing";
  return value.value === "inf" || value.value === "nan" ? "number" : "truth";
};
