// How tests, values and failures look to a model or a person: short, and in the subject's own language.
import type { Language, LocatedFailure, TestCase } from "../core/domain.ts";
import type { TestOutcome } from "../core/ports.ts";
import type { Value } from "../core/values.ts";

const limitCharacters = 2_000;

/** Trusted tests as lines for a prompt; a whole file is shown as it is, cut where it is very long. */
export const exampleTexts = (tests: readonly TestCase[]): string[] => tests.map(exampleText);

const exampleText = (test: TestCase): string => {
  switch (test.body.kind) {
    case "example":
      return `${test.body.setup === undefined ? "" : `${test.body.setup}\n`}${test.body.call} ${verb[test.body.compare]} ${test.body.expected}`;
    case "assertion":
      return test.body.source;
    case "file":
      return `# ${test.body.path}\n${cut(test.body.content, 4 * limitCharacters)}`;
    case "io":
      return `input:\n${test.body.input}\noutput:\n${test.body.output}`;
  }
};

const verb = { equal: "==", approx: "≈", raises: "raises", prints: "prints" } as const;

/** A failed outcome as repair and report show it. */
export const locate = (outcome: TestOutcome, tests: readonly TestCase[]): LocatedFailure => {
  const test = tests.find((known) => outcome.id === known.id || outcome.id.startsWith(`${known.id}::`));
  const wanted = outcome.expected === undefined ? "" : `, expected ${showValue(outcome.expected)}`;
  const got = outcome.actual === undefined ? "" : `got ${showValue(outcome.actual)}${wanted}`;
  const message = outcome.message || got || outcome.status;
  const name = test?.body.kind === "file" ? outcome.id.slice(test.id.length + 2) : undefined;
  return {
    test: cut(name ?? (test === undefined ? outcome.id : exampleText(test)), 300),
    status: outcome.status,
    message: cut(message, 600),
    file: outcome.file ?? null,
    line: outcome.line ?? null,
  };
};

/** A returned value as source text, shortened. */
export const showValue = (value: Value, language: Language = "python"): string =>
  cut(render(value, language), 300);

const render = (value: Value, language: Language): string => {
  const python = language === "python";
  const all = (items: readonly Value[]): string => items.map((item) => render(item, language)).join(", ");
  switch (value[0]) {
    case "n":
      return python ? "None" : "null";
    case "u":
      return "undefined";
    case "b":
      return python ? (value[1] ? "True" : "False") : String(value[1]);
    case "i":
    case "f":
      return value[1];
    case "s":
      return JSON.stringify(value[1]);
    case "B":
      return `bytes(${value[1]})`;
    case "l":
      return `[${all(value[1])}]`;
    case "t":
      return `(${all(value[1])}${value[1].length === 1 ? "," : ""})`;
    case "S":
      return value[1].length === 0 ? "set()" : `{${all(value[1])}}`;
    case "d":
      return `{${value[1].map(([key, item]) => `${render(key, language)}: ${render(item, language)}`).join(", ")}}`;
    case "e":
      return `${value[1]}: ${value[2]}`;
    case "o":
      return `<${value[1]} ${value[2]}>`;
    case "x":
      return "…";
  }
};

const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
