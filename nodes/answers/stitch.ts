// Base models continue a prompt and don't know where to stop: the completion is cut where the function that the prompt
// began is over, as the makers of HumanEval cut it.
import { nesting, nextToken } from "../examples/tokens.ts";
import { splitStatements } from "../examples/statements.ts";
import type { Notation, Token } from "../examples/tokens.ts";

/** The program: the prompt and its completion up to the first line that stands at the margin again. */
export const stitchCompletion = (prompt: string, completion: string): string => {
  const notation: Notation = prompt.trimEnd().endsWith("{") ? "javascript" : "python";
  const text = completion.replaceAll("\r\n", "\n").replace(/^(?:[ \t]*\n)+/u, "");
  if (notation === "python" && /^(?:from |import |(?:async )?def |class |@)/u.test(text)) {
    return `${prompt.trimEnd()}\n\n\n${restated(text)}\n`;
  }
  // Some recordings have lost the indentation of the first line.
  const body = prompt.endsWith("\n") && /^[^\s}]/u.test(text) ? `    ${text}` : text;
  return `${prompt}${body.slice(0, marginAt(body, notation)).trimEnd()}\n`;
};

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

/** Offset of the first line at the margin, outside brackets and strings; JavaScript's closing brace is kept. */
const marginAt = (text: string, notation: Notation): number => {
  let depth = 0;
  let previous: Token | undefined;
  for (let at = 0; ;) {
    const token = nextToken(text, at, { notation, previous });
    if (token === null) return text.length;
    depth = Math.max(0, depth + nesting(token));
    const margin = token.start === 0 || text[token.start - 1] === "\n";
    if (margin && token.kind !== "newline" && depth === 0 && token.start > 0) {
      return token.text === "}" ? token.end : token.start;
    }
    if (token.kind !== "newline" && token.kind !== "comment") previous = token;
    at = token.end;
  }
};
