// Text without a grammar: paragraphs between blank lines.
import type { Block } from "./pack.ts";

export const plainBlocks = (text: string, headings: readonly string[] = []): Block[] => {
  const blocks: Block[] = [];
  let start = 0;
  for (const match of text.matchAll(/\n[ \t]*\n\s*/gu)) {
    const end = match.index + match[0].length;
    blocks.push({ start, end, headings });
    start = end;
  }
  if (start < text.length) blocks.push({ start, end: text.length, headings });
  return blocks;
};
