// `>>>` sessions: statements before a call become its setup, what follows is the value, the printed text or the exception.
import type { TestBody } from "../../core/domain.ts";
import { readAssertion } from "./assertions.ts";
import { codeOf } from "./calls.ts";
import { readWhole } from "./expressions.ts";
import { equalTo } from "./found.ts";
import type { Found } from "./found.ts";
import { argumentsAt, splitOuter } from "./parts.ts";
import { sessionsIn } from "./sessions.ts";
import type { Prompt } from "./sessions.ts";
import { neededSetup } from "./setup.ts";
import type { TaskText } from "./task.ts";
import { namesIn } from "./tokens.ts";

const mostPrompts = 200;

/** Every prompt of the text with what it shows; setup is carried from prompt to prompt. */
export const findDoctests = (task: TaskText): Found[] => {
  const setup: string[] = [];
  const found: Found[] = [];
  for (const prompt of [...promptsIn(task), ...sessionsIn(task)].slice(0, mostPrompts)) {
    const [source = ""] = splitOuter(prompt.source, ";;", "python");
    const silent = prompt.output.length === 0 && (prompt.session === true || source !== prompt.source.trim());
    // `>>> f(3)  # 4` is left to whoever reads comments.
    const outcome = silent ? null : readPrompt(source, prompt.output, task);
    if (outcome === null) {
      setup.push(source);
      continue;
    }
    const lines = neededSetup(source, setup, { notation: task.notation, names: [] });
    if (!isUnderTest(`${lines.join("\n")}\n${source}`, task)) continue;
    const body =
      lines.length > 0 && outcome.body.kind === "example"
        ? { ...outcome.body, setup: lines.join("\n") }
        : outcome.body;
    found.push({ ...outcome, start: prompt.start, end: prompt.end, body });
    setup.push(source);
  }
  return found;
};

const isUnderTest = (code: string, task: TaskText): boolean =>
  [...namesIn(code, task.notation)].some((name) => task.resolve(name) !== null);

const promptsIn = ({ text, source: framed }: TaskText): Prompt[] => {
  const prompts: Prompt[] = [];
  const lines = text.split("\n");
  const framedLines = framed.split("\n");
  const isFramed = (line: number): boolean =>
    lines[line] !== framedLines[line] && !/^\s*\/\*/u.test(framedLines[line] ?? "");
  const starts: number[] = [];
  let sum = 0;
  for (const line of lines) {
    starts.push(sum);
    sum += line.length + 1;
  }
  for (let at = 0; at < lines.length; at += 1) {
    const head = /^[ \t]*>>>[ \t]?(.*)$/u.exec(lines[at] ?? "");
    if (head === null) continue;
    const source = [head[1] ?? ""];
    const output: string[] = [];
    let next = at + 1;
    for (; next < lines.length; next += 1) {
      const line = lines[next] ?? "";
      // Where its comment ends, program text follows.
      if (isFramed(at) && !isFramed(next)) break;
      const more = /^[ \t]*\.\.\.(?:[ \t](.*)|$)/u.exec(line);
      if (more !== null && output.length === 0) source.push(more[1] ?? "");
      else if (/^\s*$|>>>|"""|'''|\*\/|^\s*```/u.test(line)) break;
      else output.push(line.trim());
    }
    prompts.push({
      source: source.join("\n").trimEnd(),
      output,
      start: starts[at] ?? 0,
      end: starts[next] ?? text.length,
    });
    at = next - 1;
  }
  return prompts;
};

type Outcome = Pick<Found, "body" | "value">;

/** Null where the prompt only prepares something. */
const readPrompt = (source: string, output: readonly string[], task: TaskText): Outcome | null => {
  if (/^(?:assert\b|expect\()/u.test(source)) {
    const body = readAssertion(source, { language: task.language, mentions: () => false });
    return body && { body };
  }
  if (
    /^(?:import|from|def|class|for|while|if|with|try|const|let|var|function|@)\b|^[\w\s,.[\]]+(?:[-+*/|&]|\*\*|\/\/)?=(?![=>])/u.test(
      source,
    )
  )
    return null;
  const [first] = output;
  if (first === undefined) return readSilent(source, task);
  const call = codeOf(source, task);
  if (call === null) return null;
  const raised = raisedIn(output);
  if (raised !== null) return { body: { kind: "example", call, expected: raised, compare: "raises" } };
  const printing = /^(?:print|console\.log)\(/u.test(source);
  const text = output.join("\n");
  const values = [text, first].map((shown) => readWhole(shown, { notation: task.notation }));
  const value = values[0] ?? (everyLine(output, task) ? null : values[1]) ?? null;
  const body = value === null || printing ? null : equalTo(call, value, task);
  if (body !== null && value !== null) return { body, value };
  const opaque = value !== null ? !printing : /^<|\.\.\./u.test(text);
  return opaque ? null : { body: { kind: "example", call, expected: text, compare: "prints" } };
};

const everyLine = (output: readonly string[], task: TaskText): boolean =>
  output.length > 1 && output.every((line) => readWhole(line, { notation: task.notation }) !== null);

/** A prompt that shows nothing: a comparison that holds, or a call that returns nothing. */
const readSilent = (source: string, task: TaskText): Outcome | null => {
  const [left, right, more] = splitOuter(source, "==", task.notation);
  if (left !== undefined && right !== undefined && more === undefined) {
    const value = readWhole(right, { notation: task.notation });
    const call = codeOf(left, task);
    const body = value && call !== null ? equalTo(call, value, task) : null;
    return body && value && { body, value };
  }
  const name = /^(\w+)\(/u.exec(source)?.[1];
  const whole = name !== undefined && argumentsAt(source, name.length, task.notation)?.end === source.length;
  const call = whole && task.resolve(name) !== null ? codeOf(source, task) : null;
  const expected = nothingIn(task);
  if (call === null || expected === null) return null;
  return { body: { kind: "example", call, expected, compare: "equal" } satisfies TestBody };
};

/** What a prompt that shows nothing was given: Python has one nothing, of JavaScript's two the text must name one. */
const nothingIn = ({ notation, text }: TaskText): string | null => {
  if (notation === "python") return "None";
  const named = [...text.matchAll(/\breturn(?:s|ed|ing)?\s+`?(null|undefined|None)\b/giu)];
  const [only, more] = new Set(named.map(([, name]) => (name === "undefined" ? name : "null")));
  return more === undefined ? (only ?? null) : null;
};

const raisedIn = (output: readonly string[]): string | null => {
  const last = output[0]?.startsWith("Traceback") === true ? output.at(-1) : output[0];
  return (
    /^(?:Uncaught )?((?:[\w.]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Iteration|Warning)|Error)\b(?::|$)/u.exec(
      last ?? "",
    )?.[1] ?? null
  );
};
