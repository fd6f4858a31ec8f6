// `>>>` sessions: statements before a call become its setup, what follows is the value, the printed text or the exception.
import type { TestBody } from "../../core/domain.ts";
import { readAssertion } from "./assertions.ts";
import { codeOf } from "./calls.ts";
import { readWhole } from "./expressions.ts";
import { equalTo } from "./found.ts";
import type { Found } from "./found.ts";
import { argumentsAt, splitOuter } from "./parts.ts";
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

interface Prompt {
  readonly source: string;
  /** Lines as shown, without the indentation of the prompt. */
  readonly output: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Program text with values in comments, where a line without one only prepares. */
  readonly session?: boolean;
}

/** Fenced program text in which values depend on lines before: `s.push(1); s.pop(); // => 1`. */
const sessionsIn = ({ source: text }: TaskText): Prompt[] => {
  const fences = [...text.matchAll(/^[ \t]*```[^\n]*\n([^]*?)^[ \t]*```/gmu)];
  const shown = /^[ \t]*(.*?);?[ \t]*(?:\/\/|#)[ \t]*(?:=+>|-+>|→|➞|returns?:?)[ \t]*(.+?)[ \t]*$/u;
  const prepares = /^[ \t]*(?:(?:const|let|var)\s+)?[A-Za-z_]\w*\s*=(?![=>])/mu;
  return fences.flatMap((fence) => {
    const body = fence[1] ?? "";
    const lines = body.split("\n").filter((line) => line.trim() !== "");
    const simple = lines.every(
      (line) => !/^\s|[{:]\s*$|^(?:def|class|function|if|for|while|>>>)\b|^>>>/u.test(line),
    );
    if (!simple || !prepares.test(body) || !lines.some((line) => shown.test(line))) return [];
    const place = { start: fence.index, end: fence.index + fence[0].length, session: true };
    return lines.map((line) => {
      const [, source, output] = shown.exec(line) ?? [];
      const plain = line.replace(/;\s*(?:\/\/.*)?$/u, "");
      return { ...place, source: source ?? plain, output: output === undefined ? [] : [output] };
    });
  });
};

const promptsIn = ({ text, source: framed }: TaskText): Prompt[] => {
  const prompts: Prompt[] = [];
  const lines = text.split("\n");
  const framedLines = framed.split("\n");
  const isFramed = (line: number): boolean => lines[line] !== framedLines[line];
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

/** A prompt that shows nothing: a comparison that holds, or in Python a call that returns None. */
const readSilent = (source: string, task: TaskText): Outcome | null => {
  const [left, right, more] = splitOuter(source, "==", task.notation);
  if (left !== undefined && right !== undefined && more === undefined) {
    const value = readWhole(right, { notation: task.notation });
    const call = codeOf(left, task);
    const body = value && call !== null ? equalTo(call, value, task) : null;
    return body && value && { body, value };
  }
  const name = /^(\w+)\(/u.exec(source)?.[1];
  const whole = name !== undefined && argumentsAt(source, name.length, "python")?.end === source.length;
  if (!whole || task.notation !== "python" || task.resolve(name) === null) return null;
  return { body: { kind: "example", call: source, expected: "None", compare: "equal" } satisfies TestBody };
};

const raisedIn = (output: readonly string[]): string | null => {
  const last = output[0]?.startsWith("Traceback") === true ? output.at(-1) : output[0];
  return (
    /^(?:Uncaught )?((?:[\w.]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Iteration|Warning)|Error)\b(?::|$)/u.exec(
      last ?? "",
    )?.[1] ?? null
  );
};
