// A recorded sample as the chat answer that a live model would have given.
import type { Language } from "../../core/domain.ts";
import type { CodeTask } from "../suites/task.ts";
import type { Solution } from "./recording.ts";
import { stitchCompletion } from "./stitch.ts";

/**
 * A base model's completion becomes the whole file that it makes of the prompt. A chat answer stays as it is; where a
 * function was asked for, the prompt's imports and helpers are put in front of the code: hardly anybody repeats them then,
 * and the recordings' own grades were made so. A live model is asked for a whole file and gets nothing.
 */
export const answerOf = ({ kind, text }: Solution, task: CodeTask): string => {
  if (kind === "file") return text;
  if (kind === "function") return withPreamble(text, task);
  const program = stitchCompletion(task, text).trimEnd();
  const longest = Math.max(2, ...[...program.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${task.language} path=solution.${extension[task.language]}\n${program}\n${fence}`;
};

const extension: Readonly<Record<Language, string>> = { python: "py", javascript: "js", typescript: "ts" };

/** Where code may begin: at a fence or tag, or at the start of an answer that is code and nothing else. */
const opening =
  /^[ \t]*(?:(?:```|~~~)[^\n]*|\[(?:PYTHON|CODE)\][ \t]*)\n|^(?=\s*(?:from|import|def|class|@|#))/u;
const mark = /(?<=\n)(?=[ \t]*(?:```|~~~|\[\/?(?:PYTHON|CODE|TESTS)\]))/u;

/** In front of each piece of Python that defines the function. */
const withPreamble = (answer: string, { preamble, entryPoint }: CodeTask): string => {
  const defines = new RegExp(`^([ \\t]*)(?:async )?def ${entryPoint}\\b`, "mu");
  if (preamble.trim() === "") return answer;
  return answer
    .split(mark)
    .map((piece) => {
      const [head] = opening.exec(piece) ?? [];
      const indent = defines.exec(piece)?.[1];
      if (head === undefined || indent === undefined) return piece;
      const above = preamble.trimEnd().replaceAll(/^(?=.)/gmu, indent);
      return `${head}${above}\n\n${piece.slice(head.length)}`;
    })
    .join("");
};
