// Which file a block is: the path that a model wrote in the fence, above it, or in the block's first comment.
// A path is only ever taken when it stays inside the workspace.
import type { Block } from "./fences.ts";

/** Null for a path that is absolute, climbs out, or is no path at all; otherwise its plain form with `/`. */
export const safePath = (path: string): string | null => {
  const plain = path.replaceAll("\\", "/").replace(/^(?:\.\/)+/u, "");
  const parts = plain.split("/");
  const bad = parts.some((part) => part === "" || part === "." || part === ".." || part === ".git");
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (bad || plain.length > 200 || /^[A-Za-z]:|^~|[\u0000-\u001f:*?"<>|]/u.test(plain)) return null;
  return plain;
};

export interface Label {
  /** As the model wrote it, not yet made safe. */
  readonly path: string;
  /** Named in a sentence above; only worth something where that file is expected. */
  readonly weak: boolean;
}

/** The file that a block says it is, or null. */
export const labelOf = (block: Block, expected: readonly string[]): Label | null => {
  const strong =
    fromInfo(block.info, expected) ??
    fromHeading(block.above, expected) ??
    fromComment(block.content, expected);
  if (strong !== null) return { path: strong, weak: false };
  const named = [...block.above.matchAll(/`([^`\s]+)`/gu)].map((found) => found[1] ?? "").filter(isFileName);
  const [only] = named;
  return named.length === 1 && only !== undefined ? { path: only, weak: true } : null;
};

/** The language word of a fence, lower case. */
export const fenceLanguage = (info: string): string =>
  /^\{?\.?([\w+#-]*)/u.exec(info)?.[1]?.toLowerCase() ?? "";

const isFileName = (word: string): boolean =>
  /^[\w@.()[\]/\\+-]*[\w)\]]\.[A-Za-z][A-Za-z0-9]{0,9}$/u.test(word) && !/^\d+(?:\.\d+)*$/u.test(word);

const isPath = (word: string, expected: readonly string[]): boolean =>
  expected.includes(word) || isFileName(word);

const fromInfo = (info: string, expected: readonly string[]): string | null => {
  const keyed = /\b(?:path|title|file|filename|name)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s"',}]+))/u.exec(
    info,
  );
  const value = keyed?.[1] ?? keyed?.[2] ?? keyed?.[3];
  if (value !== undefined) return value;
  const words = info.split(/[\s,{}]+/u).flatMap((word) => {
    const [, rest] = /^[\w+#-]+:(.+)$/u.exec(word) ?? [];
    return rest === undefined || rest.startsWith("\\") ? [word] : [rest];
  });
  return words.map(bare).find((word) => isPath(word, expected)) ?? null;
};

/** `**solution.py**`, `### 2. src/app.ts (new)`, `File: solution.py`: a line that holds a path and nothing else. */
const fromHeading = (line: string, expected: readonly string[]): string | null => {
  const stripped = line
    .replace(/^[#>*\s-]*(?:\d+[.)]\s*)?/u, "")
    .replace(/\((?:new|updated|modified|created|unchanged)[^)]*\)/iu, "")
    .replace(
      /^\W*(?:create |update |new |updated )?(?:the )?(?:file ?name|file ?path|file|path|in)\b\s*:?\W*/iu,
      "",
    );
  const word = bare(stripped.trim());
  return isPath(word, expected) ? word : null;
};

/** `# solution.py`, `// file: src/app.ts`, `<!-- index.html -->` as the first line. */
const fromComment = (content: string, expected: readonly string[]): string | null => {
  const [first = ""] = content.trimStart().split("\n", 1);
  const comment = /^(?:#|\/\/|\/\*+|<!--|--)\s*(.*?)\s*(?:\*\/|-->)?$/u.exec(first)?.[1];
  return comment === undefined || first.startsWith("#!") ? null : fromHeading(comment, expected);
};

const bare = (word: string): string => word.replace(/^[*_`"'([<]+|[*_`"')\]>:,;]+$/gu, "");
