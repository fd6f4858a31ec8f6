// What a file is for, told by its path alone.
import type { Language } from "../../core/domain.ts";

export const languageOfPath = (path: string): Language | null => {
  if (/\.pyi?$/u.test(path)) return "python";
  if (/\.(?:[cm]?ts|tsx)$/u.test(path)) return path.endsWith(".d.ts") ? null : "typescript";
  return /\.(?:[cm]?js|jsx)$/u.test(path) ? "javascript" : null;
};

export const isTestPath = (path: string): boolean =>
  languageOfPath(path) !== null &&
  /(?:^|\/)test_[^/]*\.py$|_test\.py$|\.(?:test|spec)\.\w+$|(?:^|\/)(?:__tests__|tests?)\/(?!(?:.*\/)?(?:conftest|__init__|helpers?|fixtures?|setup)\b)[^]*\.\w+$/u.test(
    path,
  );

/** At the root, or one folder below it. */
export const isManifest = (path: string): boolean =>
  /^(?:[^/]+\/)?(?:package\.json|pyproject\.toml|setup\.(?:cfg|py)|requirements[\w-]*\.txt|Pipfile|tox\.ini|pytest\.ini|tsconfig\.json|deno\.json|go\.mod|Cargo\.toml|Makefile)$/u.test(
    path,
  );

export const isSource = (path: string): boolean => /\.(?:pyi?|[cm]?[jt]sx?|go|rs|java|kt|cs)$/u.test(path);

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The order of a workspace: by depth, then by name. */
export const shallowFirst = (left: string, right: string): number =>
  left.split("/").length - right.split("/").length || (left < right ? -1 : 1);

/** `a/./b/../c` as `a/c`; null where it climbs out. */
export const joined = (folder: string, path: string): string | null => {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
};

/** The language that most of a project's code is written in. */
export const mainLanguage = (paths: readonly string[]): Language | null => {
  const counts = { python: 0, javascript: 0, typescript: 0 };
  for (const path of paths) {
    const language = languageOfPath(path);
    if (language !== null && !/(?:^|\/)[\w.-]*\.config\.\w+$/u.test(path)) counts[language] += 1;
  }
  const [best, most] = Object.entries(counts).toSorted((a, b) => b[1] - a[1])[0] ?? ["python", 0];
  return most === 0 ? null : (best as Language);
};
