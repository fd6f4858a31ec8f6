// What a source file offers to others, by name, read from its text: good enough for a map, wrong at worst about a name.

const patterns: readonly (readonly [RegExp, RegExp])[] = [
  [/\.pyi?$/u, /^(?:async\s+def|def|class)\s+([A-Za-z]\w*)|^([A-Z][A-Z0-9_]+)\s*(?::[^=\n]+)?=/gmu],
  [
    /\.[cm]?[jt]sx?$/u,
    /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const|let|var|interface|type|enum)\s+([A-Za-z_$][\w$]*)|^(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=/gmu,
  ],
  [/\.go$/u, /^(?:func(?:\s+\([^)]*\))?|type|var|const)\s+([A-Z]\w*)/gmu],
  [/\.rs$/u, /^pub\s+(?:async\s+)?(?:fn|struct|enum|trait|const|type)\s+(\w+)/gmu],
  [
    /\.(?:java|kt|cs)$/u,
    /^\s*public\s+(?:static\s+|final\s+|abstract\s+)*(?:class|interface|enum|record)\s+(\w+)/gmu,
  ],
];

/** `export { a, b as c }` and `module.exports = { a, b }`. */
const lists = [/^export\s*\{([^}]*)\}/gmu, /^module\.exports\s*=\s*\{([^}]*)\}/gmu];

/** In the order of the file, each once. */
export const exportedNames = (path: string, content: string): string[] => {
  const pattern = patterns.find(([extension]) => extension.test(path))?.[1];
  if (pattern === undefined) return [];
  const names = [...content.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? "");
  if (/\.[cm]?[jt]sx?$/u.test(path)) {
    for (const list of lists) {
      for (const match of content.matchAll(list)) names.push(...listed(match[1] ?? ""));
    }
  }
  return [...new Set(names)].filter((name) => name !== "" && !name.startsWith("_"));
};

const listed = (inside: string): string[] =>
  inside
    .split(",")
    .map((item) => /(?:\bas\s+)?([A-Za-z_$][\w$]*)\s*$/u.exec(item.split(":")[0]?.trim() ?? "")?.[1] ?? "")
    .filter((name) => name !== "default");
