// One assertion statement as a test. An equality of a call and a value becomes an example, so that the sandbox can return
// the value; what is no equality stays the statement that it is.
import type { Language, TestBody } from "../../core/domain.ts";
import { argumentsAt, mayBeExpression, outerTokens, splitOuter, unwrapped } from "./parts.ts";
import { readScriptAssertion } from "./script-assertions.ts";
import { splitStatements } from "./statements.ts";
import { notationOf } from "./tokens.ts";
import type { Notation } from "./tokens.ts";

export interface Subject {
  readonly language: Language;
  /** Whether a piece of code uses what is under test. */
  readonly mentions: (code: string) => boolean;
}

/** Null where the statement asserts nothing. Setup statements inside a `raises` block come as `setup`. */
export const readAssertion = (statement: string, subject: Subject): TestBody | null =>
  notationOf(subject.language) === "javascript"
    ? readScriptAssertion(statement, (condition) => readCondition(condition, subject))
    : readPythonAssertion(statement, subject);

/** An equality as an example; null where it is any other condition. */
const readCondition = (condition: string, subject: Subject): TestBody | null => {
  const notation = notationOf(subject.language);
  const text = unwrapped(condition, notation);
  const operators = outerTokens(text, notation).filter((token) => comparing.test(token.text));
  const [operator, second] = operators;
  if (operator === undefined) return notation === "python" ? readIsClose(text) : null;
  if (second !== undefined) return null;
  const left = unwrapped(text.slice(0, operator.start), notation);
  const right = unwrapped(text.slice(operator.end), notation);
  if (left === "" || right === "") return null;
  if (operator.text === "is") return /^(?:True|False|None)$/u.test(right) ? example(left, right) : null;
  if (!/^={2,3}$/u.test(operator.text)) return null;
  if (subject.mentions(right)) return subject.mentions(left) ? null : equality(right, left, notation);
  return equality(left, right, notation);
};

const comparing =
  /^(?:===?|!==?|<=?|>=?|and|or|not|in|is|if|else|lambda|for|&&|\|\||\?\?|!|\?|=>|instanceof|:=)$/u;

const example = (
  call: string,
  expected: string,
  compare: "equal" | "approx" | "raises" = "equal",
): TestBody => ({ kind: "example", call, expected, compare });

const equality = (call: string, expected: string, notation: Notation): TestBody => {
  const approx = /^(?:pytest\.)?approx\(/u.exec(expected);
  const inner = approx && argumentsAt(expected, approx[0].length - 1, notation);
  const [value, tolerance] = inner?.items ?? [];
  if (value === undefined || inner?.end !== expected.length) return example(call, expected);
  return tolerance === undefined
    ? example(call, value, "approx")
    : { kind: "assertion", source: `assert ${call} == ${expected}` };
};

/** `math.isclose(a, b)` with its own tolerance stays a statement. */
const readIsClose = (text: string): TestBody | null => {
  const head = /^(?:math\.)?isclose\(/u.exec(text);
  const inner = head && argumentsAt(text, head[0].length - 1, "python");
  const [left, right, tolerance] = inner?.items ?? [];
  const whole = inner?.end === text.length && tolerance === undefined;
  return whole && left !== undefined && right !== undefined ? example(left, right, "approx") : null;
};

const readPythonAssertion = (statement: string, subject: Subject): TestBody | null => {
  const plain = /^assert\b\s*/u.exec(statement);
  if (plain !== null) {
    const [condition] = splitOuter(statement.slice(plain[0].length), ",", "python");
    if (condition === undefined || !mayBeExpression(condition, "python")) return null;
    return readCondition(condition, subject) ?? { kind: "assertion", source: statement };
  }
  return readRaises(statement) ?? readUnittest(statement, subject);
};

/** `with pytest.raises(X): …` and `pytest.raises(X, f, 1)`, the same for `self.assertRaises`. */
const readRaises = (statement: string): TestBody | null => {
  const head = /^(with\s+)?(?:pytest\.raises|raises|self\.assertRaises(?:Regex)?)\(/u.exec(statement);
  const inner = head && argumentsAt(statement, head[0].length - 1, "python");
  const [error, callee, ...items] = inner?.items ?? [];
  if (head === null || inner === null || error === undefined || !/^[\w.]+$/u.test(error)) return null;
  if (head[1] === undefined) {
    return callee === undefined ? null : example(`${callee}(${items.join(", ")})`, error, "raises");
  }
  const suite = /^\s*(?:as\s+\w+\s*)?:\s*(?:#[^\n]*)?\n?([^]*)$/u.exec(statement.slice(inner.end))?.[1];
  const lines = splitStatements(suite ?? "", "python");
  const call = lines.at(-1)?.text;
  if (
    call === undefined ||
    lines.some((line) => line.broken || /^(?:for|if|with|while|try|def|class)\b/u.test(line.text))
  ) {
    return null;
  }
  const assigned = /^[\w\s,]+=(?!=)\s*([^]+)$/u.exec(call)?.[1];
  const setup = lines.slice(0, -1).map((line) => line.text);
  const raised = { kind: "example", call: assigned ?? call, expected: error, compare: "raises" } as const;
  return setup.length === 0 ? raised : { ...raised, setup: setup.join("\n") };
};

const readUnittest = (statement: string, subject: Subject): TestBody | null => {
  const head = /^self\.assert(\w+)\(/u.exec(statement);
  const inner = head && argumentsAt(statement, head[0].length - 1, "python");
  const [left, right, more] = inner?.items ?? [];
  if (left === undefined) return null;
  const method = head?.[1] ?? "";
  const plain = (condition: string): TestBody =>
    readCondition(condition, subject) ?? { kind: "assertion", source: `assert ${condition}` };
  if (method === "True") return plain(left);
  if (method === "False") return { kind: "assertion", source: `assert not (${left})` };
  if (method === "IsNone") return example(left, "None");
  if (method === "IsNotNone") return { kind: "assertion", source: `assert (${left}) is not None` };
  if (right === undefined) return null;
  if (/^(?:Equals?|(?:List|Dict|Set|Tuple|Sequence|MultiLine)Equal|Is)$/u.test(method))
    return plain(`(${left}) == (${right})`);
  if (method === "AlmostEqual" && more === undefined) return example(left, right, "approx");
  const operators: Readonly<Record<string, string>> = {
    NotEqual: "!=",
    In: "in",
    NotIn: "not in",
    Greater: ">",
    GreaterEqual: ">=",
    Less: "<",
    LessEqual: "<=",
  };
  const operator = operators[method];
  return operator === undefined
    ? null
    : { kind: "assertion", source: `assert (${left}) ${operator} (${right})` };
};
