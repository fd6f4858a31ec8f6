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
  const body = text.slice(bodyAt);
  // A parser made for pages: what is longer, or nests without end, is cut by its blank lines.
  if (body.length > limitCharacters || /^(?:[ \t]*[>*+-]){40}/mu.test(body)) {
    return { ...matter, blocks: plainBlocks(text).filter(({ end }) => end > bodyAt) };
  }
  const { fromMarkdown } = await import("mdast-util-from-markdown");
  const tree = fromMarkdown(body);
  const blocks: Block[] = [];
  const path: { depth: number; title: string }[] = [];
  let title: string | null = null;
  /** Where a heading began that waits for what follows it. */
  let waiting: number | null = null;
  for (const node of tree.children) {
    const start = bodyAt + (node.position?.start.offset ?? 0);
    const end = bodyAt + (node.position?.end.offset ?? 0);
    if (node.type === "heading") {
      const name = wordsOf(node).slice(0, 200);
      while ((path.at(-1)?.depth ?? 0) >= node.depth) path.pop();
      path.push({ depth: node.depth, title: name });
      if (title === null && node.depth === 1) title = name;
      // Only a heading above this one may go on waiting with it.
      waiting ??= start;
      continue;
    }
    const headings = path.map((step) => step.title);
    const whole = node.type === "code" || (node.type === "paragraph" && isTable(text.slice(start, end)));
    const from = waiting ?? start;
    waiting = null;
    if (node.type === "list" && end - from > longList) {
      const items = node.children.map((item) => bodyAt + (item.position?.start.offset ?? 0));
      const starts = [from, ...items.slice(1)];
      blocks.push(...starts.map((at, item) => ({ start: at, end: starts[item + 1] ?? end, headings })));
    } else blocks.push({ start: from, end, headings, whole });
  }
  if (waiting !== null) {
    blocks.push({ start: waiting, end: text.length, headings: path.map((step) => step.title) });
  }
  return { blocks, title: matter.title ?? title, about: matter.about };
};

const limitCharacters = 1_000_000;
const longList = 800;

const isTable = (block: string): boolean => /^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|/mu.test(block);

const wordsOf = (node: object): string => {
  if ("value" in node && typeof node.value === "string") return node.value;
  const { children } = node as { children?: readonly object[] };
  return (children ?? []).map(wordsOf).join("").replace(/\s+/gu, " ").trim();
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
