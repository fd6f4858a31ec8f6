// Finds the code in a chat answer: fenced blocks as models really write them (``` or ~~~, nested inside markdown, indented
// in a list, opened twice, never closed), and the [PYTHON] … [/PYTHON] tags of some models.
export interface Block {
  /** The words after the opening fence. */
  readonly info: string;
  readonly content: string;
  /** The last line of text above the fence, "" where there is none or another block stands between. */
  readonly above: string;
  /** False where the answer ends inside the block. */
  readonly closed: boolean;
}

export const findBlocks = (answer: string): Block[] => {
  const lines = withOpening(untagged(answer.replaceAll("\r\n", "\n")).split("\n"));
  const blocks: Block[] = [];
  let above = "";
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const open = openingOf(line);
    if (open === null) {
      above = line.trim() === "" ? above : line.trim();
      continue;
    }
    const end = closingOf(lines, at + 1, open);
    const content = lines.slice(at + 1, end.line).map((inner) => unindent(inner, open.indent));
    blocks.push({ info: open.info, content: `${dedented(content).join("\n")}\n`, above, closed: end.closed });
    above = "";
    at = end.reopens ? end.line - 1 : end.line;
  }
  return blocks;
};

/** Whether a line begins as code does; a sentence, a heading or HTML does not. */
export const looksLikeCode = (line: string): boolean =>
  /^(?:from \S+ import |import [\w{*"']|def \w+\s*\(|class \w+\s*[:({]|class \w+ extends |async (?:def|function) |@\w|function\s*\*?\s*\w+\s*\(|export (?:default |const |async |function |class |type |interface )|(?:const|let|var) [\w{[]|(?:type|interface|enum) \w+ ?[={<]|#!|"use strict"|"""|[A-Z_][A-Z0-9_]* = )/u.test(
    line,
  );

interface Opening {
  readonly mark: string;
  readonly indent: number;
  readonly info: string;
}

const openingOf = (line: string): Opening | null => {
  const found = /^(\s*)(`{3,}|~{3,})[ \t]*([^`]*)$/u.exec(line);
  if (found === null) return null;
  return { mark: found[2] ?? "```", indent: (found[1] ?? "").length, info: (found[3] ?? "").trim() };
};

interface Closing {
  readonly line: number;
  readonly closed: boolean;
  /** The line opens the next block: this one was forgotten, not cut off. */
  readonly reopens: boolean;
}

/** Markdown may hold blocks of its own: there, a fence with words opens an inner one and a bare fence closes it. */
const closingOf = (lines: readonly string[], from: number, open: Opening): Closing => {
  const markdown = /^(?:markdown|md)\b|\.mdx?\b/u.test(open.info);
  let inner = 0;
  for (let at = from; at < lines.length; at += 1) {
    const fence = openingOf(lines[at] ?? "");
    if (fence === null || fence.mark[0] !== open.mark[0] || fence.mark.length < open.mark.length) continue;
    if (fence.info !== "") {
      if (markdown) inner += 1;
      else if (fence.indent <= open.indent) return { line: at, closed: true, reopens: true };
    } else if (inner > 0) inner -= 1;
    else if (fence.indent <= open.indent + 3) return { line: at, closed: true, reopens: false };
  }
  return { line: lines.length, closed: false, reopens: false };
};

const unindent = (line: string, indent: number): string =>
  line.slice(0, indent).trim() === "" ? line.slice(indent) : line;

/** A block whose every line is indented alike stands so by its place in the answer, not by its meaning. */
const dedented = (lines: readonly string[]): readonly string[] => {
  const full = lines.filter((line) => line.trim() !== "");
  const margin = Math.min(...full.map((line) => line.search(/\S/u)));
  return margin > 0 && full.length > 0 ? lines.map((line) => line.slice(margin)) : lines;
};

/** Some models write [PYTHON] code [/PYTHON]; each tag on a line of its own stands for a fence. */
const untagged = (answer: string): string =>
  answer.replace(
    /^[ \t]*\[(PYTHON|JAVASCRIPT|TYPESCRIPT|CODE|TESTS)\][ \t]*\n([^]*?)^[ \t]*\[\/\1\]/gmu,
    (_, tag: string, body: string) => `\`\`\`${tag.toLowerCase()}\n${body}\`\`\``,
  );

/** An answer that begins with code and only closes its fence has lost the opening one. */
const withOpening = (lines: readonly string[]): readonly string[] => {
  const fences = lines.filter((line) => openingOf(line) !== null);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const lost = fences.length % 2 === 1 && openingOf(fences[0] ?? "")?.info === "" && looksLikeCode(first);
  return lost ? ["```", ...lines] : lines;
};
