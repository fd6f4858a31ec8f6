// Which files of the workspace a file imports: relative specifiers in JavaScript and TypeScript, dotted modules in Python.
import { posix } from "node:path";

const scriptImport = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*["']([^"'\n]+)["']/gu;
const pythonImport = /^\s*(?:from\s+(\.*[\w.]*)\s+import\s+\(?([^\n#)]*)|import\s+([\w., ]+))/gmu;

/** Paths out of `known`, in the order of the imports. */
export const importedFiles = (path: string, content: string, known: ReadonlySet<string>): string[] => {
  const targets = /\.pyi?$/u.test(path) ? pythonTargets(path, content) : scriptTargets(path, content);
  const found = targets.flatMap((candidates) => candidates.find((candidate) => known.has(candidate)) ?? []);
  return [...new Set(found)].filter((target) => target !== path);
};

/** For each import the paths that it may mean, likeliest first. */
const scriptTargets = (path: string, content: string): string[][] =>
  [...content.matchAll(scriptImport)].flatMap((match) => {
    const specifier = match[1] ?? "";
    if (!specifier.startsWith(".")) return [];
    const base = posix.normalize(posix.join(posix.dirname(path), specifier));
    const bare = base.replace(/\.[cm]?jsx?$/u, "");
    const extensions = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json"];
    return [[base, ...extensions.flatMap((end) => [`${bare}${end}`, `${base}/index${end}`])]];
  });

const pythonTargets = (path: string, content: string): string[][] =>
  [...content.matchAll(pythonImport)].flatMap((match) => {
    const [, from, names = "", plain] = match;
    if (plain !== undefined)
      return plain.split(",").map((module) => moduleFiles("", module.trim().split(/\s/u)[0] ?? ""));
    const dots = /^\.*/u.exec(from ?? "")?.[0].length ?? 0;
    const start = dots === 0 ? "" : posix.join(posix.dirname(path), ...Array<string>(dots - 1).fill(".."));
    const module = (from ?? "").slice(dots);
    const members = names.split(",").map((name) => name.trim().split(/\s/u)[0] ?? "");
    return [
      ...members.map((name) => moduleFiles(start, [module, name].filter((part) => part !== "").join("."))),
      moduleFiles(start, module),
    ];
  });

const moduleFiles = (start: string, module: string): string[] => {
  const path = module.replaceAll(".", "/");
  const roots = start === "" || start === "." ? ["", "src/"] : [`${start}/`];
  return path === "" ? [] : roots.flatMap((root) => [`${root}${path}.py`, `${root}${path}/__init__.py`]);
};
