// Base models continue a prompt and don't know where to stop: the completion is cut where the makers of HumanEval cut it
// (Chen et al. 2021, "Evaluating Large Language Models Trained on Code"), since recorded grades are of programs cut so.
import { splitStatements } from "../../nodes/examples/statements.ts";
import type { CodeTask } from "../suites/task.ts";

/** The program: the prompt and its completion up to the first line at the margin that begins something else. */
export const stitchCompletion = ({ prompt, language }: CodeTask, completion: string): string => {
  const text = completion.replaceAll("\r\n", "\n").replace(/^(?:[ \t]*\n)+/u, "");
  if (language !== "python") return `${prompt}${indented(prompt, text.split(/(?<=^\}.*)$/mu)[0] ?? "")}\n`;
  if (/^(?:from |import |(?:async )?def |class |@)/u.test(text)) {
    return `${prompt.trimEnd()}\n\n\n${restated(text)}\n`;
  }
  const body = indented(prompt, text).split(/\n(?=class|def|#|if|print)/u)[0] ?? "";
  return `${prompt}${body.trimEnd()}\n`;
};

/** Some recordings have lost the indentation of the first line. */
const indented = (prompt: string, text: string): string =>
  prompt.endsWith("\n") && /^[^\s}]/u.test(text) ? `    ${text}` : text;

/** The whole program again: its definitions are kept up to the first statement that only uses them. */
const restated = (text: string): string => {
  const statements = splitStatements(text, "python");
  const stop = statements.findIndex(
    (statement) =>
      statement.broken ||
      !/^(?:from |import |(?:async )?def |class |@|\w+ *(?::[^=\n]+)?= )/u.test(statement.text),
  );
  return statements
    .slice(0, stop < 0 ? undefined : stop)
    .map((statement) => statement.text)
    .join("\n");
};
