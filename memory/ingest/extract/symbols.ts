// What code defines and imports, by its lines: one table of patterns for all languages, so that a part of a file that would
// not parse on its own says as much as a whole one.

interface Symbols {
  readonly defined: readonly string[];
  readonly imported: readonly string[];
}

export const symbolsIn = (code: string): Symbols => {
  const text = code.slice(0, limitText);
  return { defined: namesBy(definitions, text), imported: namesBy(imports, text) };
};

/** Names that prose sets in backticks: `parseUrl()`, `core/errors.ts`, `--json`. */
export const inlineCode = (text: string): string[] =>
  [...text.slice(0, limitText).matchAll(/(?<!`)`([^`\n]{2,60})`(?!`)/gu)]
    .map(([, code = ""]) => code.replace(/\(.*\)$/u, "").trim())
    .filter((code) => /^[@\p{L}_$.-][\p{L}\p{N}_$./:#@-]*$/u.test(code));

export const fencedCode = (text: string): string =>
  [...text.slice(0, limitText).matchAll(/^(`{3,9}(?!`)|~{3,9}(?!~))[^\n]*\n([\s\S]*?)^\1/gmu)]
    .map(([, , code = ""]) => code)
    .join("\n");

/** Paths of files, told from plain words by a slash or a known ending. */
export const pathsIn = (text: string): string[] =>
  [...text.slice(0, limitText).matchAll(paths)].map(([, path = ""]) => path.replace(/^\.\//u, ""));

export const hostsIn = (text: string): string[] =>
  [...text.slice(0, limitText).matchAll(/\bhttps?:\/\/(?:www\.)?([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})/giu)].map(
    ([, host = ""]) => host.toLowerCase(),
  );

const limitText = 20_000;
const limitNames = 40;

const definitions: readonly RegExp[] = [
  // JavaScript, TypeScript, PHP, Bash
  /^[ \t]*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?function\s*\*?\s*([\p{L}_$][\p{L}\p{N}_$]*)/gmu,
  /^[ \t]*(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=\n]{1,200})?=\s*(?:async\s*)?(?:\([^)\n]{0,300}\)|[\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=\n]{1,120})?=>/gmu,
  /^export\s+(?:const|let)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu,
  // Nearly all of them
  /^[ \t]*(?:(?:export|default|declare|public|private|protected|internal|static|abstract|final|sealed|partial|pub(?:\([a-z]+\))?|data|open)\s+){0,5}(?:class|interface|enum|struct|trait|union|record|module|namespace|protocol)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu,
  /^[ \t]*(?:export\s+)?(?:declare\s+)?type\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^=\n]{1,200}>)?\s*=/gmu,
  // Python, Ruby
  /^[ \t]*(?:async\s+)?def\s+(?:self\.)?([\p{L}_][\p{L}\p{N}_]*[?!]?)/gmu,
  // Go, Rust
  /^func\s+(?:\([^)\n]{1,100}\)\s*)?([\p{L}_][\p{L}\p{N}_]*)/gmu,
  /^type\s+([\p{L}_][\p{L}\p{N}_]*)\s+(?:struct|interface|func|map|\[)/gmu,
  /^[ \t]*(?:pub(?:\([a-z]+\))?\s+)?(?:const\s+|async\s+|unsafe\s+){0,3}fn\s+([\p{L}_][\p{L}\p{N}_]*)/gmu,
  // Bash; Java, C#, C and C++, where a line begins with a type and ends in a brace
  /^[ \t]*([\p{L}_][\p{L}\p{N}_-]*)\s*\(\)\s*\{/gmu,
  /^[ \t]*(?!return\b|else\b|new\b|throw\b|await\b|case\b)(?:[\p{L}_][\p{L}\p{N}_:<>,[\]*&]{0,60}[ \t]+[*&]?){1,5}([\p{L}_~][\p{L}\p{N}_:~]{0,60})\([^;{}\n]{0,300}\)[^;{}\n]{0,60}\{[ \t]*$/gmu,
  /^[ \t]*#define\s+([\p{L}_][\p{L}\p{N}_]*)/gmu,
];

const imports: readonly RegExp[] = [
  /^[ \t]*(?:import|export)[ \t](?:[^"';]{0,500}?\sfrom\s+)?["']([^"'\n]{1,200})["']/gmu,
  /\b(?:require|import)\(\s*["']([^"'\n]{1,200})["']\s*\)/gu,
  /^[ \t]*from\s+([\p{L}_.][\p{L}\p{N}_.]*)\s+import\b/gmu,
  /^import\s+([\p{L}_][\p{L}\p{N}_.]*)(?:\s+as\s+\w+)?\s*(?:[;,#]|$)/gmu,
  /^import\s+(?:static\s+)?([a-z][\w.]*\.\w+)\s*;/gmu,
  /^(?:import\s+(?:[\w.]+\s+)?|\t(?:[\w.]+\s+)?)"([\w./-]{1,200})"\s*$/gmu,
  /^[ \t]*(?:pub\s+)?use\s+([\w:\\]{2,200})/gmu,
  /^using\s+(?:static\s+)?([\w.]{2,200})\s*;/gmu,
  /^[ \t]*#\s*include\s*[<"]([^>"\n]{1,200})[>"]/gmu,
  /^[ \t]*require(?:_relative|_once)?\s+["']([^"'\n]{1,200})["']/gmu,
  /^[ \t]*(?:source|\.)\s+["']?([\w./-]{1,200}\.(?:sh|bash))/gmu,
];

const paths =
  /(?<![\p{L}\p{N}_./:@-])((?:\.{0,2}\/)?(?:[\p{L}\p{N}_.@-]{1,80}\/){0,12}[\p{L}\p{N}_-][\p{L}\p{N}_.-]{0,80}\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|c|h|cc|cpp|hpp|cs|rb|php|sh|sql|md|mdx|rst|txt|json|ya?ml|toml|html?|css|pdf|lock|ini|cfg|conf|env))(?![\p{L}\p{N}_/])/gu;

const namesBy = (patterns: readonly RegExp[], text: string): string[] => {
  const found = new Map<string, number>();
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const name = match[1] ?? "";
      if (name.length > 1 && !found.has(name) && !notNames.has(name)) found.set(name, match.index);
    }
  }
  return [...found]
    .toSorted(([, left], [, right]) => left - right)
    .slice(0, limitNames)
    .map(([name]) => name);
};

const notNames = new Set([
  "if",
  "for",
  "while",
  "switch",
  "catch",
  "function",
  "return",
  "else",
  "do",
  "try",
]);
