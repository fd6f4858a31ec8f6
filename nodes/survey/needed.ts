// What some files of a project can't run without: all that they import in turn, and the packages around them.
import { importedFiles } from "./imports.ts";
import { folderOf } from "./paths.ts";

/** Paths of the project, the given ones first, each once. */
export const needed = (paths: readonly string[], contents: ReadonlyMap<string, string>): string[] => {
  const project = new Set(contents.keys());
  const found = new Set(paths);
  // A set that grows while it is walked: each file once.
  for (const path of found) {
    const imported = importedFiles(path, contents.get(path) ?? "", project);
    const around = path.endsWith(".py") ? packagesAround(path).filter((other) => project.has(other)) : [];
    for (const other of [...imported, ...around]) found.add(other);
  }
  return [...found];
};

/** Python runs these before the file itself. */
const packagesAround = (path: string): string[] => {
  const folder = folderOf(path);
  const own = ["__init__.py", "conftest.py"].map((name) => (folder === "" ? name : `${folder}/${name}`));
  return folder === "" ? own : [...own, ...packagesAround(folder)];
};
