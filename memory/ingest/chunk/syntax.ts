// Source code by its syntax: what is defined stays together with the comment above it, and what is too long is entered.
// By blank lines where there is no grammar.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Language, Node } from "web-tree-sitter";
import { plainBlocks } from "./plain.ts";
import type { Block } from "./pack.ts";
import { usualCharacters } from "./pack.ts";

export const grammarOf = (path: string): string | null => {
  const ending = /\.([\w]+)$/u.exec(path)?.[1]?.toLowerCase() ?? "";
  return grammars.get(ending) ?? null;
};

export const syntaxBlocks = async (
  path: string,
  text: string,
  target = usualCharacters,
): Promise<Block[]> => {
  const grammar = grammarOf(path);
  if (grammar === null || text.length > limitCharacters) return plainBlocks(text);
  const { Parser } = await import("web-tree-sitter");
  const language = await languageOf(grammar);
  const parser = new Parser();
  try {
    parser.setLanguage(language);
    const began = performance.now();
    const tree = parser.parse(text, null, {
      progressCallback: () => performance.now() - began > limitMs,
    });
    if (tree === null) return plainBlocks(text);
    try {
      const blocks = blocksWithin(tree.rootNode, { start: 0, end: text.length }, { headings: [], target });
      return blocks.length === 0 ? plainBlocks(text) : blocks;
    } finally {
      tree.delete();
    }
  } catch {
    // Nested beyond what the parser or this walk can hold: its lines are still there.
    return plainBlocks(text);
  } finally {
    parser.delete();
  }
};

const limitCharacters = 1_000_000;
const limitMs = 5_000;
const limitDepth = 12;

const grammars: ReadonlyMap<string, string> = new Map(
  Object.entries({
    python: "py pyi",
    javascript: "js mjs cjs jsx",
    typescript: "ts mts cts",
    tsx: "tsx",
    go: "go",
    rust: "rs",
    java: "java",
    cpp: "c h cc cpp cxx hpp hh hxx",
    "c-sharp": "cs",
    ruby: "rb",
    php: "php",
    bash: "sh bash",
  }).flatMap(([grammar, endings]) => endings.split(" ").map((ending) => [ending, grammar] as const)),
);

/** Loaded once in a process, as the runtime itself is. */
const languages = new Map<string, Promise<Language>>();

const languageOf = async (grammar: string): Promise<Language> => {
  const loading = languages.get(grammar) ?? loadLanguage(grammar);
  languages.set(grammar, loading);
  return loading;
};

const loadLanguage = async (grammar: string): Promise<Language> => {
  const { Language: loader, Parser } = await import("web-tree-sitter");
  await Parser.init();
  const folder = dirname(createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm"));
  return loader.load(join(folder, `tree-sitter-${grammar}.wasm`));
};

interface Within {
  readonly headings: readonly string[];
  readonly target: number;
  readonly depth?: number;
}

/** Blocks that tile the range: what lies between two nodes, comments too, goes with the one that follows. */
const blocksWithin = (
  node: Node,
  { start, end }: { start: number; end: number },
  { headings, target, depth = 0 }: Within,
): Block[] => {
  const blocks: Block[] = [];
  let at = start;
  for (const child of node.namedChildren) {
    if (child === null || /comment|^decorator$|^attribute_item$|^php_tag$/u.test(child.type)) continue;
    const until = child.endIndex;
    if (until <= at) continue;
    const name = nameOf(child);
    const inner = until - at > target && depth < limitDepth ? bodyOf(child) : null;
    if (inner === null) {
      blocks.push({ start: at, end: until, headings, ...(name === null ? {} : { name }) });
    } else {
      const below = name === null ? headings : [...headings, name];
      blocks.push(
        ...blocksWithin(inner, { start: at, end: until }, { headings: below, target, depth: depth + 1 }),
      );
    }
    at = until;
  }
  const last = blocks.at(-1);
  if (last === undefined) return start < end ? [{ start, end, headings }] : [];
  // A closing brace belongs to what it closes; a long comment at the end stands alone.
  if (end - at <= target / 4) blocks[blocks.length - 1] = { ...last, end };
  else blocks.push({ start: at, end, headings });
  return blocks;
};

/** The name of what a node defines; an export or a decorator has that of what it holds. */
const nameOf = (node: Node, depth = 0): string | null => {
  if (/^(?:import|use|using|include|package|preproc)_/u.test(node.type)) return null;
  const named = node.childForFieldName("name") ?? node.childForFieldName("declarator");
  if (named !== null && depth < 4) {
    const nested = named.childForFieldName("declarator") ?? named.childForFieldName("name");
    return nested === null ? nameText(named) : nameOf(named, depth + 1);
  }
  if (wrappers.has(node.type) && depth < 4) {
    for (const child of node.namedChildren) {
      const name = child === null ? null : nameOf(child, depth + 1);
      if (name !== null) return name;
    }
  }
  const type = node.type === "impl_item" ? node.childForFieldName("type") : null;
  return type === null ? null : nameText(type);
};

const nameText = (node: Node): string | null => {
  const text = node.text.replace(/\s+/gu, " ");
  return text.length > 0 && text.length <= 80 ? text : null;
};

const wrappers = new Set([
  "export_statement",
  "decorated_definition",
  "lexical_declaration",
  "variable_declaration",
  "variable_declarator",
  "type_declaration",
  "template_declaration",
]);

/** Where a long node can be entered: the list of what it holds. Null: its lines are all there is. */
const bodyOf = (node: Node): Node | null => {
  const body = node.childForFieldName("body");
  if (body !== null) return body.namedChildCount > 1 ? body : (bodyOf(body) ?? body);
  const inner = node.namedChildren.find(
    (child) => child !== null && child.endIndex - child.startIndex > (node.endIndex - node.startIndex) / 2,
  );
  if (inner === null || inner === undefined) return node.namedChildCount > 1 ? node : null;
  return bodyOf(inner) ?? (inner.namedChildCount > 1 ? inner : null);
};
