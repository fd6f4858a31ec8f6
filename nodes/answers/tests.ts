// QA's answer as tests: every assertion on its own, with the lines before it that it needs. What does not concern the
// program under test, is broken, or was said already is dropped.
import type { Language, TestBody, TestCase } from "../../core/domain.ts";
import { readAssertion } from "../examples/assertions.ts";
import { splitStatements } from "../examples/statements.ts";
import { namesIn, notationOf } from "../examples/tokens.ts";
import { findBlocks } from "./fences.ts";
import { fenceLanguage } from "./paths.ts";
import { isNoise, isPreparation, needsFile, neededSetup } from "../examples/setup.ts";
import { openTest } from "./suites.ts";

interface Options {
  readonly language: Language;
  /** What the tests may be about; empty: anything. */
  readonly names: readonly string[];
  /** Which of QA's blocks this is. */
  readonly block: number;
}

const mostTests = 40;
const mostCharacters = 6_000;
const mostSetup = 100;

/** Tests out of a whole chat answer. */
export const extractTests = (answer: string, options: Options): TestCase[] => {
  const blocks = findBlocks(answer).filter(
    (block) => !/^(?:bash|sh|shell|console|json|text|txt|toml|yaml)$/u.test(fenceLanguage(block.info)),
  );
  const sources = blocks.length === 0 ? [unlisted(answer)] : blocks.map((block) => block.content);
  return number(
    sources.flatMap((source) => testsIn(source, options)),
    options,
  );
};

const number = (bodies: readonly TestBody[], { block }: Options): TestCase[] => {
  const fresh = new Map(bodies.map((body) => [JSON.stringify(body), body]));
  const fitting = [...fresh].filter(([text]) => text.length <= mostCharacters).slice(0, mostTests);
  return fitting.map(([, body], index) => ({ id: `qa-${block}-${index + 1}`, origin: "qa", block, body }));
};

const testsIn = (source: string, options: Options): TestBody[] => {
  const notation = notationOf(options.language);
  if (!/\bassert|\bexpect\s*\(|\braises\(/u.test(source)) return [];
  if (needsFile(source)) return wholeFile(source, options);
  return readBodies(source, [], { ...options, notation });
};

/** Fixtures, parameters and hooks only work in the file that they stand in. */
const wholeFile = (content: string, { language, names, block }: Options): TestBody[] => {
  const used = namesIn(content, notationOf(language));
  if (names.length > 0 && !names.some((name) => used.has(name))) return [];
  const path = {
    python: `test_qa_${block}.py`,
    javascript: `qa-${block}.test.js`,
    typescript: `qa-${block}.test.ts`,
  };
  return [{ kind: "file", path: path[language], content }];
};

type Reading = Options & { readonly notation: "python" | "javascript" };

const readBodies = (source: string, before: readonly string[], reading: Reading): TestBody[] => {
  const setup = [...before];
  const known = new Set(reading.names);
  const mentions = (code: string): boolean => {
    const used = namesIn(code, reading.notation);
    return known.size === 0 || reading.names.some((name) => used.has(name));
  };
  return splitStatements(source, reading.notation).flatMap((statement) => {
    const { text } = statement;
    if (statement.broken || isNoise(text, reading.names)) return [];
    const inner = openTest(text, reading.notation);
    if (inner !== null) return readBodies(inner, setup, reading);
    const body =
      readAssertion(text, {
        language: reading.language,
        mentions: known.size === 0 ? () => false : mentions,
      }) ?? compound(text);
    if (body === null) {
      if (isPreparation(text, reading.notation)) setup.push(text);
      if (setup.length > mostSetup) setup.shift();
      return [];
    }
    const whole = withSetup(body, neededSetup(text, setup, reading), reading);
    return mentions(textOf(whole)) ? [whole] : [];
  });
};

/** A loop or a branch with assertions inside is one test. */
const compound = (text: string): TestBody | null =>
  /^(?:for|while|if|with|try|async for|\{)\b|^\{/u.test(text) && /\bassert\b|\bexpect\s*\(/u.test(text)
    ? { kind: "assertion", source: text }
    : null;

const withSetup = (body: TestBody, lines: readonly string[], { notation }: Reading): TestBody => {
  if (lines.length === 0) return body;
  const setup = lines.join(notation === "python" ? "\n" : ";\n");
  if (body.kind === "assertion")
    return { kind: "assertion", source: `${setup}${notation === "python" ? "" : ";"}\n${body.source}` };
  return body.kind === "example"
    ? { ...body, setup: body.setup === undefined ? setup : `${setup}\n${body.setup}` }
    : body;
};

const textOf = (body: TestBody): string =>
  body.kind === "example"
    ? `${body.setup ?? ""}\n${body.call}\n${body.expected}`
    : body.kind === "assertion"
      ? body.source
      : "";

/** `1. assert f(1) == 2`, `- assert …`, `"assert …",` as plain lines. */
const unlisted = (answer: string): string =>
  answer
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*(?:[-*]|\d+[.)])\s+(?=assert\b|expect\()/u, "")
        .replace(/^\s*"(assert .*)",?$/u, "$1"),
    )
    .filter((line) => !/^[A-Z][\w']* [^=()]*[:.]$/u.test(line))
    .join("\n");
