// The examples that a task's text holds, as tests. They are trusted but fallible: prose is read carefully and whatever is
// doubtful is refused, since a wrong example refutes right programs.
import type { Language, TestBody, TestCase } from "../../core/domain.ts";
import { extractTests } from "../answers/tests.ts";
import { readAssertion } from "./assertions.ts";
import { findCases } from "./cases.ts";
import { findDoctests } from "./doctests.ts";
import { blanked } from "./found.ts";
import type { Found } from "./found.ts";
import { withoutMathematics } from "./mathematics.ts";
import { findRelations } from "./relations.ts";
import { hasFraction } from "./render.ts";
import { splitStatements } from "./statements.ts";
import { readTask } from "./task.ts";
import type { TaskText } from "./task.ts";
import { namesIn } from "./tokens.ts";

interface Options {
  /** Default: what the text looks like. */
  readonly language?: Language;
  /** The functions and classes under test. Default: what the text defines, else whatever it calls. */
  readonly names?: readonly string[];
}

const mostExamples = 60;
/** What stands further down than this in a task is no example any more. */
const mostCharacters = 40_000;

/** In the order of the text; `docstring` is documentation inside code, `prose` is all else. */
export const extractExamples = (text: string, options: Options = {}): TestCase[] => {
  const task = readTask(text.slice(0, mostCharacters), options);
  const doctests = findDoctests(task);
  const afterDoctests = blanked(task.text, doctests);
  const asserted = findAsserts(task, blanked(task.source, doctests));
  const afterAsserts = blanked(afterDoctests, asserted);
  const related = findRelations(task, afterAsserts);
  const cases = findCases(task, blanked(afterAsserts, related));
  const found = withoutMathematics(task.text, [...doctests, ...asserted, ...related, ...cases]);
  const ordered = renamed(task, found).toSorted((a, b) => a.start - b.start);
  return withoutConflicts(ordered.map((item) => ({ ...item, body: approximated(task, item) })))
    .slice(0, mostExamples)
    .map((item, index) => ({
      id: `example-${index + 1}`,
      origin:
        task.isDocumentation(item.start) || doctests.some(({ start }) => start === item.start)
          ? "docstring"
          : "prose",
      block: 0,
      body: item.body,
    }));
};

/** Assertions: whole fenced blocks of them with their setup, and single lines anywhere. */
const findAsserts = (task: TaskText, text: string): Found[] => {
  const blocks = [...text.matchAll(/^[ \t]*```[^\n]*\n([^]*?)^[ \t]*```/gmu)].flatMap((block) => {
    const content = block[1] ?? "";
    const defined = [
      ...content.matchAll(/^\s*(?:export\s+)?(?:def|class|function|const)\s+(\w+)\s*[(=:{]/gmu),
    ];
    const names = [
      ...(task.target === null ? [] : [task.target.name]),
      ...defined.flatMap(([, name]) => name ?? []),
    ];
    return extractTests(block[0], { language: task.language, names, block: 0 })
      .filter(({ body }) => isUnderTest(task, body))
      .map(({ body }) => ({ start: block.index, end: block.index + block[0].length, body }));
  });
  const lines = /^[ \t]*(?:[-*+]\s+|\d+[.)]\s+)?`?(?=(?:assert|console\.assert|expect|self\.assert\w+)\b)/gmu;
  const single = [...blanked(text, blocks).matchAll(lines)].slice(0, 2 * mostExamples).flatMap((head) => {
    const start = head.index + head[0].length;
    const [statement] = splitStatements(text.slice(start, start + 5_000), task.notation);
    if (statement === undefined || statement.broken) return [];
    const source = statement.text.replace(/`$/u, "");
    const body = readAssertion(source, { language: task.language, mentions: (code) => mentions(task, code) });
    if (body === null || !isUnderTest(task, body)) return [];
    return [{ start, end: start + statement.text.length, body }];
  });
  return [...blocks, ...single];
};

const mentions = (task: TaskText, code: string): boolean =>
  [...namesIn(code, task.notation)].some((name) => task.resolve(name) !== null);

const isUnderTest = (task: TaskText, body: TestBody): boolean =>
  body.kind === "example"
    ? mentions(task, `${body.setup ?? ""}\n${body.call}`)
    : body.kind === "assertion" && mentions(task, body.source);

/** Examples under one wrong name, and none under the right one, mean the right one. */
const renamed = (task: TaskText, found: readonly Found[]): Found[] => {
  const own = found.filter((item) => item.foreign === undefined);
  const others = new Set(found.flatMap((item) => item.foreign ?? []));
  const [wrong] = others;
  if (own.length > 0 || others.size !== 1 || wrong === undefined || task.target === null || !task.renames)
    return own;
  const { name } = task.target;
  return found.map((item) =>
    item.body.kind === "example"
      ? { ...item, body: { ...item.body, call: item.body.call.replace(wrong, name) } }
      : item,
  );
};

const approximated = (task: TaskText, { body, value, approximate }: Found): TestBody => {
  if (body.kind !== "example" || body.compare !== "equal") return body;
  const rounds =
    /\bapprox|\bround(?:ed|ing|s)?\b(?!\()|\btolerance\b|\bdecimal (?:places?|points?|digits?)\b/iu.test(
      task.text,
    );
  const inexact = approximate === true || (rounds && value !== undefined && hasFraction(value));
  return inexact ? { ...body, compare: "approx" } : body;
};

/** The same call with two values says nothing; the same example twice says it once. */
const withoutConflicts = (found: readonly Found[]): Found[] => {
  const values = new Map<string, Set<string>>();
  for (const item of found) {
    const known = values.get(keyOf(item)) ?? new Set<string>();
    values.set(keyOf(item), known.add(JSON.stringify(item.body)));
  }
  const first = new Map(found.toReversed().map((item) => [keyOf(item), item]));
  return found.filter((item) => first.get(keyOf(item)) === item && values.get(keyOf(item))?.size === 1);
};

const keyOf = ({ body }: Found): string =>
  body.kind === "example"
    ? JSON.stringify([body.call, body.setup ?? "", body.compare === "prints"])
    : JSON.stringify(body);
