// The files that a model's answer holds. Whatever the answer looks like, either whole files come out or the reason why not.
import type { Language, SourceFile } from "../../core/domain.ts";
import { findImbalance, notationOf } from "../examples/tokens.ts";
import { splitStatements } from "../examples/statements.ts";
import { findBlocks, looksLikeCode } from "./fences.ts";
import type { Block } from "./fences.ts";
import { fenceLanguage, labelOf, safePath } from "./paths.ts";

interface Expectation {
  /** Paths that the answer should bring, relative to the workspace. */
  readonly expected: readonly string[];
  readonly language: Language;
  /** What the file should define; a block that does goes before longer ones that don't. */
  readonly names?: readonly string[];
}

const mostFiles = 40;
const mostBytes = 1_000_000;

/** Whole files, or why there are none. Helper modules beside the expected files are kept, tests and examples are not. */
export const extractFiles = (answer: string, want: Expectation): SourceFile[] | { problem: string } => {
  const blocks = findBlocks(answer);
  if (blocks.length === 0) return fromBareCode(answer, want);
  const last = blocks.at(-1);
  if (last !== undefined && !last.closed) {
    return { problem: "the answer was cut off: its last block of code is never closed" };
  }
  const { files, refused } = labelled(blocks, want);
  const missing = want.expected.filter((path) => !files.has(path));
  for (const path of missing) {
    const found = renamed(files, path, want) ?? unlabelled(blocks, path, want);
    if (found !== null) files.set(path, found);
  }
  if (!want.expected.some((path) => files.has(path))) {
    const wanted = want.expected.join(", ");
    return {
      problem:
        refused === null
          ? `no block of the answer is ${wanted}`
          : `the path ${JSON.stringify(refused)} does not stay inside the workspace`,
    };
  }
  return bounded([...files].map(([path, content]) => ({ path, content })));
};

const extensions: Readonly<Record<Language, RegExp>> = {
  python: /\.pyi?$/u,
  javascript: /\.(?:[cm]?js|jsx)$/u,
  typescript: /\.(?:[cm]?tsx?)$/u,
};

const fenceNames: Readonly<Record<Language, RegExp>> = {
  python: /^(?:python3?|py|code|)$/u,
  javascript: /^(?:javascript|js|jsx|mjs|node|code|)$/u,
  typescript: /^(?:typescript|ts|tsx|javascript|js|code|)$/u,
};

const isTestPath = (path: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__)\/|(?:^|\/)test_[^/]*$|_test\.\w+$|\.(?:test|spec)\.\w+$/u.test(path);

const labelled = (
  blocks: readonly Block[],
  want: Expectation,
): { files: Map<string, string>; refused: string | null } => {
  const files = new Map<string, string>();
  let refused: string | null = null;
  for (const block of blocks) {
    const label = labelOf(block, want.expected);
    if (label === null) continue;
    const safe = safePath(label.path);
    if (safe === null) {
      refused ??= label.path;
      continue;
    }
    const path = expectedAs(safe, want.expected);
    const wanted = want.expected.includes(path);
    if (wanted || (!label.weak && !isTestPath(path))) files.set(path, block.content);
  }
  return { files, refused };
};

/** `solution.py` for an expected `src/solution.py` and the other way round, where only one can be meant. */
const expectedAs = (path: string, expected: readonly string[]): string => {
  if (expected.includes(path)) return path;
  const alike = expected.filter((other) => other.endsWith(`/${path}`) || path.endsWith(`/${other}`));
  return alike.length === 1 && alike[0] !== undefined ? alike[0] : path;
};

/** One file is expected and the only code file of the answer bears another name: it is that file. */
const renamed = (files: Map<string, string>, path: string, want: Expectation): string | null => {
  const shape = extensions[want.language];
  const sources = [...files.keys()].filter((name) => shape.test(name) && !want.expected.includes(name));
  const [only] = sources;
  if (want.expected.length !== 1 || sources.length !== 1 || only === undefined || !shape.test(path))
    return null;
  const content = files.get(only) ?? null;
  files.delete(only);
  return content;
};

/**
 * The block without a path that must be the one expected file. Tests, shell and examples of use define nothing and are
 * passed over. Blocks are never merged.
 */
const unlabelled = (blocks: readonly Block[], path: string, want: Expectation): string | null => {
  const free = blocks.filter((block) => labelOf(block, want.expected)?.weak !== false);
  if (!extensions[want.language].test(path)) {
    const extension = path.split(".").at(-1) ?? "";
    const matching = free.filter((block) => fenceLanguage(block.info) === extension);
    return matching.length === 1 ? (matching[0]?.content ?? null) : null;
  }
  if (want.expected.filter((other) => extensions[want.language].test(other)).length > 1) return null;
  const defining = free
    .filter((block) => fenceNames[want.language].test(fenceLanguage(block.info)))
    .map(({ content }) => ({ content, names: definedNames(content, want.language) }))
    .filter(({ names }) => names.size > 0 && ![...names].every(isTestName));
  const wanted = defining.filter(({ names }) => want.names?.some((name) => names.has(name)));
  const fitting = wanted.length > 0 ? wanted : defining;
  const best = fitting.reduce<Definition | null>(
    (best, one) => (best === null || supersedes(one, best) ? one : best),
    null,
  );
  return best?.content ?? null;
};

interface Definition {
  readonly content: string;
  readonly names: ReadonlySet<string>;
}

/** A later block is the better one where it defines all that the earlier did, or other things at greater length. */
const supersedes = (later: Definition, earlier: Definition): boolean => {
  const shared = [...earlier.names].filter((name) => later.names.has(name));
  if (shared.length === 0) return later.content.length > earlier.content.length;
  return shared.length === earlier.names.size;
};

const isTestName = (name: string): boolean => /^(?:test|Test|check$)/u.test(name);

const definedNames = (code: string, language: Language): Set<string> => {
  const shape =
    /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|class|function\s*\*?|const|let|var|type|interface|enum)\s+([\w$]+)|^(?:module\.)?exports\b|^([A-Za-z_]\w*)\s*(?::[^=]+)?=[^=]/u;
  const names = splitStatements(code, notationOf(language)).flatMap((statement) => {
    const found = shape.exec(statement.text.replace(/^(?:@[^\n]*\n\s*)+/u, ""));
    return found === null ? [] : [found[1] ?? found[2] ?? "exports"];
  });
  return new Set(names);
};

const fromBareCode = (answer: string, want: Expectation): SourceFile[] | { problem: string } => {
  const [path, second] = want.expected;
  const text = answer.trim();
  if (text === "") return { problem: "the answer is empty" };
  const [first = ""] = text.split("\n", 1);
  const sole = path !== undefined && second === undefined && extensions[want.language].test(path);
  if (!sole || !(looksLikeCode(first) || /^(?:#|\/\/|\/\*)/u.test(first))) {
    return { problem: "the answer holds no fenced block of code" };
  }
  const broken = findImbalance(text, notationOf(want.language));
  if (broken !== null)
    return { problem: `the answer holds no fenced block, and as code it is broken: ${broken.reason}` };
  if (definedNames(text, want.language).size === 0)
    return { problem: "the answer holds no fenced block of code" };
  return bounded([{ path, content: `${text}\n` }]);
};

const bounded = (files: SourceFile[]): SourceFile[] | { problem: string } => {
  if (files.length > mostFiles)
    return { problem: `the answer holds ${files.length} files; ${mostFiles} are allowed` };
  const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
  if (bytes > mostBytes)
    return { problem: `the answer's files hold ${bytes} characters; ${mostBytes} are allowed` };
  const empty = files.find((file) => file.content.trim() === "");
  return empty === undefined ? files : { problem: `the answer leaves ${empty.path} empty` };
};
