// Markdown by its structure: a heading goes with what follows it; listings and tables stay whole; what stands above a piece is known.
import { plainBlocks } from "./plain.ts";
import type { Block } from "./pack.ts";

interface Outline {
  readonly blocks: readonly Block[];
  /** Of front matter or the only first heading. */
  readonly title: string | null;
  /** What front matter says in a sentence. */
  readonly about: string | null;
}

export const outlineMarkdown = async (text: string): Promise<Outline> => {
  const front = /^---[ \t]*\n([\s\S]{0,20000}?)\n---[ \t]*(?:\n|$)/u.exec(text);
  const bodyAt = front?.[0].length ?? 0;
  const matter = await matterOf(front?.[1]);
  const { fromMarkdown } = await import("mdast-util-from-markdown");
  const blocks: Block[] = [];
  const path: { depth: number; title: string }[] = [];
  let title: string | null = null;
  /** Where a heading began that waits for what follows it. */
  let waiting: number | null = null;
  for (const { from: offset, to } of sectionsOf(text, bodyAt)) {
    const section = text.slice(offset, to);
    const above = (): string[] => path.map((step) => step.title);
    if (section.length > limitSection || /^(?:[ \t]*(?:[>*+-]|\d+[.)])){40}/mu.test(section)) {
      const parts = plainBlocks(section, above()).map((block) => moved(block, offset));
      blocks.push(...parts.map((part, at) => (at === 0 ? { ...part, start: waiting ?? part.start } : part)));
      waiting = null;
      continue;
    }
    for (const node of fromMarkdown(section, { extensions: [blocksOnly] }).children) {
      const start = offset + (node.position?.start.offset ?? 0);
      const end = offset + (node.position?.end.offset ?? 0);
      if (node.type === "heading") {
        const name = wordsOf(node).slice(0, 200);
        while ((path.at(-1)?.depth ?? 0) >= node.depth) path.pop();
        path.push({ depth: node.depth, title: name });
        if (title === null && node.depth === 1) title = name;
        waiting ??= start;
        continue;
      }
      const whole = node.type === "code" || (node.type === "paragraph" && isTable(text.slice(start, end)));
      const from = waiting ?? start;
      waiting = null;
      if (node.type === "list" && end - from > longList) {
        const items = node.children.map((item) => offset + (item.position?.start.offset ?? 0));
        const starts = [from, ...items.slice(1)];
        blocks.push(
          ...starts.map((at, item) => ({ start: at, end: starts[item + 1] ?? end, headings: above() })),
        );
      } else blocks.push({ start: from, end, headings: above(), whole });
    }
  }
  if (waiting !== null) {
    blocks.push({ start: waiting, end: text.length, headings: path.map((step) => step.title) });
  }
  return { blocks, title: matter.title ?? title, about: matter.about };
};

/** What stands within a paragraph is not looked into: it needs no offsets of its own, and can take a parser minutes. */
const blocksOnly = {
  disable: {
    null: [
      "attention",
      "labelStartLink",
      "labelStartImage",
      "labelEnd",
      "autolink",
      "htmlText",
      "codeText",
      "definition",
    ],
  },
};

/** The parser's time grows faster than the text, so that it is given some sections at a time; what has none is cut by blank lines. */
const usualSection = 20_000;
const limitSection = 60_000;

/** Begins at headings outside of fences, as soon as enough stands before them. */
const sectionsOf = (text: string, from: number): { from: number; to: number }[] => {
  const starts = [from];
  let fence: string | null = null;
  for (const match of text.slice(from).matchAll(/^ {0,3}(?:(`{3,}|~{3,})|#{1,6}[ \t])/gmu)) {
    const [, mark] = match;
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
    } else if (fence === null && from + match.index - (starts.at(-1) ?? from) > usualSection) {
      starts.push(from + match.index);
    }
  }
  return starts.map((start, at) => ({ from: start, to: starts[at + 1] ?? text.length }));
};

const moved = (block: Block, by: number): Block => ({
  ...block,
  start: block.start + by,
  end: block.end + by,
});

const longList = 800;

const isTable = (block: string): boolean => /^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|/mu.test(block);

const wordsOf = (node: object): string => {
  if ("value" in node && typeof node.value === "string") return node.value;
  const { children } = node as { children?: readonly object[] };
  const words = (children ?? []).map(wordsOf).join("");
  // Marks of what is not looked into.
  return words
    .replace(/[`*]+|\]\([^)]*\)|[[\]]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
};

const matterOf = async (
  yaml: string | undefined,
): Promise<{ title: string | null; about: string | null }> => {
  if (yaml === undefined) return { title: null, about: null };
  try {
    const { parse } = await import("yaml");
    const value: unknown = parse(yaml, { maxAliasCount: 10 });
    const said = (key: string): string | null => {
      const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : null;
      return typeof field === "string" && field.trim() !== "" ? field.trim().slice(0, 300) : null;
    };
    return { title: said("title") ?? said("name"), about: said("description") ?? said("summary") };
  } catch {
    return { title: null, about: null };
  }
};
