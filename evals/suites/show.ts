// The text of a task as it goes into the pipeline: with its examples, without them, or with one assertion that the suite shows.
import { HydraError } from "../../core/errors.ts";
import type { CodeTask } from "./task.ts";

export const intakes = ["docstring", "none", "first-assert"] as const;
export type Intake = (typeof intakes)[number];

/** Whether `showTask` has what that intake needs. */
export const canShow = (task: CodeTask, intake: Intake): boolean =>
  intake !== "first-assert" || startOfAssertion(task) !== -1;

/** Throws `BAD_INPUT` where an assertion is asked for and the suite shows none. */
export const showTask = (task: CodeTask, intake: Intake): string => {
  if (intake === "docstring") return task.prompt;
  const { start, end, inCode } = findDescription(task);
  const lines = describing(task.prompt.slice(start, end).split("\n"));
  const [before, after] = [task.prompt.slice(0, start), task.prompt.slice(end)];
  if (intake === "none") return before + lines.join("\n") + after;
  const assertion = firstAssertion(task);
  if (!inCode) return `${before}${lines.join("\n")}\n\n${assertion}\n${after}`;
  const last = lines.at(-1)?.trim() === "" ? (lines.pop() ?? "") : "";
  return `${before}${[...lines, `    ${assertion}`, last === "" ? "    " : last].join("\n")}${after}`;
};

interface Description {
  readonly start: number;
  readonly end: number;
  /** Whether it is a docstring or comment inside a program; else it is the whole text. */
  readonly inCode: boolean;
}

const findDescription = ({ prompt, language, preamble }: CodeTask): Description => {
  const whole = { start: 0, end: prompt.length, inCode: false };
  if (language === "python") {
    const from = prompt.startsWith(preamble) ? preamble.length : 0;
    const opening = /"""|'''/u.exec(prompt.slice(from));
    if (opening === null) return whole;
    const start = from + opening.index + 3;
    const end = prompt.indexOf(opening[0], start);
    return { start, end: end === -1 ? prompt.length : end, inCode: true };
  }
  const comment = [...prompt.matchAll(/\/\*[^]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gmu)].at(-1);
  if (comment === undefined) return whole;
  const end = comment.index + comment[0].length - (comment[0].endsWith("*/") ? 2 : 0);
  return { start: comment.index, end, inCode: true };
};

/** What is in front of a line's words: marks of comments, lists and prompts. */
const leading = /^(?:[\s*/#-]|\d+\. )+/u;
/** A call of a value; `f(n)` is a definition's. */
const call = /^(?:assert |for )?[A-Za-z_$][\w$]*\((?![a-z](?: ?[-+] ?\d)?\))(?:.*\)|[[{(]*)(?:\W|$)/u;
const heading = /^(?:for |some )*exam[pb]les?\b(?! \w+ )|^\[input/iu;
const given = /^for [\w$]+ ?= |^(?:in|out)put ?:/iu;
const inSentence = /\bfor example,? [\w$]+\(.*/iu;
const definition = /^[A-Za-z_$][\w$]*\([a-z]\) *(?:=|->)/u;
const note = /^(?:note|constrain(?:ts?)?|variables|restrictions)\b/iu;
const sentence = /^(?!Expl)[A-Z]\w+(?: [\w',"-]+){4,}[^=>()[\]]*(?<!:\s*)$/u;

/** The lines without examples and what belongs to them. What goes on behind them in sentences stays. */
const describing = (lines: readonly string[]): string[] => {
  let skipping = false;
  return lines.flatMap((line, index) => {
    const text = line.replace(leading, "");
    const showing = text.startsWith(">>>") || [call, heading, given].some((pattern) => pattern.test(text));
    if (showing && /^\s*\d+\. /u.test(line)) return [];
    if (showing) skipping = true;
    else if (skipping && [note, definition, sentence].some((pattern) => pattern.test(text))) skipping = false;
    const last = index === lines.length - 1 && text === "";
    if (skipping) return last ? [line] : [];
    if (!inSentence.test(line)) return [line];
    skipping = true;
    return [line.replace(inSentence, "").trimEnd()];
  });
};

const startOfAssertion = ({ shown }: CodeTask): number =>
  shown?.search(/\bconsole\.assert\b|\bassert\b/u) ?? -1;

/** As it reads in a text: JavaScript's without the call around it. */
const firstAssertion = (task: CodeTask): string => {
  const { shown, id } = task;
  const start = startOfAssertion(task);
  if (shown === null || start === -1) {
    throw new HydraError("BAD_INPUT", `${id} shows no assertion that could be the first`, {
      fix: "choose --intake docstring or --intake none",
    });
  }
  const assertion = shown.slice(start, endOfStatement(shown, start)).replaceAll(/\s*\n\s*/gu, " ");
  const condition = assertion.replace(/^console\.assert\(\s*([^]*?)\s*\)$/u, "$1");
  return condition.replace(/^JSON\.stringify\(([^]*)\) (={2,3}) JSON\.stringify\(([^]*)\)$/u, "$1 $2 $3");
};

/** The first line end outside of brackets and quotes. */
const endOfStatement = (text: string, start: number): number => {
  let depth = 0;
  let quote = "";
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? "";
    if (character === "\\") index += 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (/["'`]/u.test(character)) quote = character;
    else if (/[([{]/u.test(character)) depth += 1;
    else if (/[)\]}]/u.test(character)) depth -= 1;
    else if (depth === 0 && /[\n;]/u.test(character)) return index;
  }
  return text.length;
};
