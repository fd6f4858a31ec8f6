// Which files a task is about: those it names by path, by base name or by something they export, and those of a traceback.
import { posix } from "node:path";

export interface Mapped {
  readonly path: string;
  readonly names: readonly string[];
}

/** Higher is nearer; a file that is not mentioned has no entry. Each entry says why. */
export const mentionedFiles = (
  task: string,
  files: readonly Mapped[],
): Map<string, { weight: number; why: string }> => {
  const mentioned = new Map<string, { weight: number; why: string }>();
  const note = (path: string, weight: number, why: string): void => {
    if ((mentioned.get(path)?.weight ?? 0) < weight) mentioned.set(path, { weight, why });
  };
  const framed = frames(task);
  for (const { path, names } of files) {
    const base = posix.basename(path);
    const stem = base.replace(/\.[^.]+$/u, "");
    if (framed.some((frame) => frame === path || frame.endsWith(`/${path}`)))
      note(path, 5, "in the traceback");
    if (hasWord(task, path)) note(path, 4, "named in the task");
    else if (base.includes(".") && hasWord(task, base)) note(path, 3, "named in the task");
    const symbol = names.find((name) => isTelling(name) && hasWord(task, name));
    if (symbol !== undefined) note(path, 2, `exports ${symbol}`);
    else if (isTelling(stem) && hasWord(task, stem)) note(path, 1, "its name is in the task");
  }
  return mentioned;
};

/** A name that is no ordinary word of a sentence: `parse_date`, `CartItem`, `slugify`, but neither `get` nor `main`. */
const isTelling = (name: string): boolean =>
  name.length >= 4 &&
  (/[_A-Z\d]/u.test(name.slice(1)) || name.length >= 6) &&
  !ordinary.has(name.toLowerCase());

const ordinary = new Set([
  "function",
  "return",
  "string",
  "number",
  "object",
  "python",
  "javascript",
  "typescript",
  "create",
  "update",
  "delete",
  "import",
  "export",
  "should",
  "readme",
  "module",
  "package",
  "script",
  "program",
  "server",
  "client",
  "result",
  "values",
]);

const hasWord = (text: string, word: string): boolean => {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w$./-])${escaped}(?![\w$])`, "u").test(text);
};

/** The files of Python's `File "x.py", line 3` and of Node's `at f (file:///x.ts:3:4)`. */
const frames = (task: string): string[] =>
  [
    ...task.matchAll(/File "([^"\n]+)", line \d+|(?:\(|at\s+)(?:file:\/\/)?([^\s():]+\.[cm]?[jt]sx?):\d+/gu),
  ].map((match) => posix.normalize((match[1] ?? match[2] ?? "").replaceAll("\\", "/")));
