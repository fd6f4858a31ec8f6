// Fenced program text in which values depend on lines before: `s.push(1); s.pop(); // => 1`. It is read as prompts are.
import { readWhole } from "./expressions.ts";
import type { TaskText } from "./task.ts";

export interface Prompt {
  readonly source: string;
  /** Lines as shown, without the indentation of the prompt. */
  readonly output: readonly string[];
  readonly start: number;
  readonly end: number;
  /** Program text with values in comments, where a line without one only prepares. */
  readonly session?: boolean;
}

export const sessionsIn = (task: TaskText): Prompt[] => {
  const fences = [...task.source.matchAll(/^[ \t]*```[^\n]*\n([^]*?)^[ \t]*```/gmu)];
  return fences.flatMap((fence) => {
    const body = fence[1] ?? "";
    const lines = body.split("\n").filter((line) => line.trim() !== "");
    const simple = lines.every(
      (line) => !/^\s|[{:]\s*$|^(?:def|class|function|if|for|while|>>>)\b|^>>>/u.test(line),
    );
    const read = lines.map((line) => shownBy(line, task));
    if (!simple || !prepares.test(body) || read.every(({ output }) => output.length === 0)) return [];
    const place = { start: fence.index, end: fence.index + fence[0].length, session: true };
    return read.map((line) => ({ ...line, ...place }));
  });
};

const prepares = /^[ \t]*(?:(?:const|let|var)\s+)?[A-Za-z_]\w*\s*=(?![=>])/mu;
const shown = /^[ \t]*(.*?);?[ \t]*(?:\/\/|#)[ \t]*(?:=+>|-+>|→|➞|returns?:?)[ \t]*(.+?)[ \t]*$/u;
const printed = /^[ \t]*(?:console\.log|print)\((.*)\);?[ \t]*(?:\/\/|#)[ \t]*(.+?)[ \t]*$/u;

const shownBy = (line: string, task: TaskText): Pick<Prompt, "source" | "output"> => {
  const [, source = "", output = ""] = shown.exec(line) ?? [];
  if (output !== "") return { source, output: [output] };
  const [, inner = "", text = ""] = printed.exec(line) ?? [];
  return text !== "" && readWhole(text, task) !== null
    ? { source: inner, output: [text] }
    : { source: line.replace(/;\s*(?:\/\/.*)?$/u, ""), output: [] };
};
