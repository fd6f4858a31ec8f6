// Which files of the project a file imports. Only what resolves to a file of the project counts.
import { folderOf, joined, languageOfPath } from "./paths.ts";

/** Paths of the project, in the order of the imports, each once. */
export const importedFiles = (path: string, content: string, project: ReadonlySet<string>): string[] => {
  const language = languageOfPath(path);
  if (language === null) return [];
  const wanted = language === "python" ? pythonTargets(path, content) : scriptTargets(path, content);
  const found = wanted.flatMap((choices) => choices.find((choice) => project.has(choice)) ?? []);
  return [...new Set(found)].filter((other) => other !== path);
};

/** Each import as the paths that it may mean, the likeliest first. */
const pythonTargets = (path: string, content: string): string[][] => {
  const folder = folderOf(path);
  const from = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#]+))/gmu;
  const plain = /^[ \t]*import[ \t]+([\w., \t]+)/gmu;
  const froms = [...content.matchAll(from)].flatMap((found) => {
    const module = (found[2] ?? "").replaceAll(".", "/");
    const names = (found[3] ?? found[4] ?? "").split(",").map((name) => name.trim().split(/\s+/u)[0] ?? "");
    const roots = (found[1] ?? "") === "" ? rootsOf(folder) : [climbed(folder, (found[1] ?? "").length - 1)];
    const submodules = names
      .filter((name) => /^\w+$/u.test(name))
      .map((name) => modulePaths(roots, `${module}/${name}`));
    return [...submodules, modulePaths(roots, module)];
  });
  const plains = [...content.matchAll(plain)].flatMap((found) =>
    (found[1] ?? "").split(",").map((item) => {
      const module = (item.trim().split(/\s+/u)[0] ?? "").replaceAll(".", "/");
      return modulePaths(rootsOf(folder), module);
    }),
  );
  return [...froms, ...plains];
};

const climbed = (folder: string, levels: number): string =>
  levels <= 0 ? folder : climbed(folderOf(folder), levels - 1);

/** Where an absolute import may start: the project, its `src`, and every folder above the file. */
const rootsOf = (folder: string): string[] => {
  const above: string[] = [];
  for (let at = folder; at !== ""; at = folderOf(at)) above.push(at);
  return ["", "src", ...above];
};

const modulePaths = (roots: readonly string[], module: string): string[] =>
  roots.flatMap((root) => {
    const base = joined(root, module);
    return base === null || base === "" ? [] : [`${base}.py`, `${base}/__init__.py`];
  });

const endings = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
  "/index.ts",
  "/index.tsx",
  "/index.js",
];

const scriptTargets = (path: string, content: string): string[][] => {
  const shape = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)["']([^"'\n]+)["']/gu;
  return [...content.matchAll(shape)].flatMap((found) => {
    const wanted = found[1] ?? "";
    const aliased = /^[@~]\/(.+)$/u.exec(wanted)?.[1];
    const base =
      aliased === undefined
        ? wanted.startsWith(".")
          ? joined(folderOf(path), wanted)
          : null
        : `src/${aliased}`;
    if (base === null) return [];
    const plain = endings.map((ending) => `${base}${ending}`);
    // TypeScript imports `./a.js` and means `./a.ts`.
    const typed = /\.[cm]?jsx?$/u.test(base)
      ? [base.replace(/js(x?)$/u, "ts$1"), base.replace(/jsx?$/u, "tsx")]
      : [];
    return [[...plain.slice(0, 1), ...typed, ...plain.slice(1)]];
  });
};
