// The names that a source file gives to others, read from its text in its order: a map of a project is made of these.

const mostNames = 40;

/** Each name once. */
export const exportedNames = (path: string, content: string): string[] => {
  const readers = kinds.find(([extension]) => extension.test(path))?.[1] ?? [];
  const names = readers.flatMap((read) => read(content));
  return [...new Set(names)]
    .filter((name) => name !== "default" && !name.startsWith("_"))
    .slice(0, mostNames);
};

type Read = (content: string) => string[];

/** Every group of every match. */
const groups =
  (shape: RegExp): Read =>
  (content) =>
    [...content.matchAll(shape)].flatMap((found) =>
      found.slice(1).filter((name) => typeof name === "string"),
    );

const items =
  (shape: RegExp, name: RegExp): Read =>
  (content) =>
    groups(shape)(content).flatMap((list) =>
      list.split(",").flatMap((item) => name.exec(item.trim())?.[1] ?? []),
    );

const script: readonly Read[] = [
  groups(
    /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var|interface|type|enum)\s+([\w$]+)|^(?:module\.)?exports\.([\w$]+)\s*=/gmu,
  ),
  items(/^export\s+(?:type\s+)?\{([^}]*)\}/gmu, /(?:\bas\s+)?([\w$]+)$/u),
  items(/^module\.exports\s*=\s*\{([^}]*)\}/gmu, /^(?:async\s+)?([\w$]+)\s*(?:[:(]|$)/u),
  groups(/^module\.exports\s*=\s*(?:async\s+)?(?:function\s*|class\s+|new\s+)?([A-Za-z_$][\w$]*)/gmu),
];

const kinds: readonly (readonly [RegExp, readonly Read[]])[] = [
  [
    /\.pyi?$/u,
    [groups(/^(?:async\s+def|def|class)\s+([A-Za-z]\w*)|^([A-Z][A-Z0-9_]+)\s*(?::[^=\n]+)?=(?!=)/gmu)],
  ],
  [/\.[cm]?[jt]sx?$/u, script],
  [/\.go$/u, [groups(/^(?:func(?:\s+\([^)]*\))?|type|var|const)\s+([A-Z]\w*)/gmu)]],
  [/\.rs$/u, [groups(/^pub\s+(?:async\s+)?(?:fn|struct|enum|trait|const|type)\s+(\w+)/gmu)]],
  [
    /\.(?:java|kt|cs)$/u,
    [groups(/^\s*public\s+(?:static\s+|final\s+|abstract\s+)*(?:class|interface|enum|record)\s+(\w+)/gmu)],
  ],
];
