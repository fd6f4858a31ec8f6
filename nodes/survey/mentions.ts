// What of a project a task talks about: files by path or name, functions and classes that a file exports, and the places
// that a traceback passes through.
import { baseOf } from "./paths.ts";

export interface Mention {
  readonly path: string;
  readonly why: string;
  /** 0 is the strongest. */
  readonly rank: number;
  /** Lines that a traceback names, counted from 1. */
  readonly lines: readonly number[];
}

interface Project {
  readonly paths: readonly string[];
  /** Exported names by path. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const mostCharacters = 40_000;

/** Each file once, under its strongest reason; strongest first, then by place in the task. */
export const mentionedFiles = (task: string, project: Project): Mention[] => {
  const text = task.slice(0, mostCharacters);
  const all = [...inTraceback(text, project), ...byPath(text, project), ...byName(text, project)];
  const strongest = new Map<string, Mention>();
  for (const mention of all) if (!strongest.has(mention.path)) strongest.set(mention.path, mention);
  return [...strongest.values()].toSorted((a, b) => a.rank - b.rank);
};

/** Python's `File "a.py", line 3`, pytest's `a.py:3: Error`, Node's `at f (/x/a.js:3:5)`. */
const inTraceback = (task: string, project: Project): Mention[] => {
  const places = [
    ...task.matchAll(/File "([^"\n]+)", line (\d+)/gu),
    ...task.matchAll(/\bat (?:[^\n(]*\()?(?:file:\/\/)?([^\s():]+):(\d+):\d+\)?/gu),
    ...task.matchAll(/^[>E ]*([\w./\\-]+\.\w+):(\d+)(?::|\s|$)/gmu),
  ].toSorted((a, b) => a.index - b.index);
  const lines = new Map<string, number[]>();
  // The innermost call stands last in Python and first in Node; each frame counts the same.
  for (const place of places) {
    const path = inProject(place[1] ?? "", project.paths);
    if (path !== null) lines.set(path, [...(lines.get(path) ?? []), Number(place[2])]);
  }
  return [...lines].map(([path, at]) => ({ path, why: "in the traceback", rank: 0, lines: at }));
};

const library = /\/(?:node_modules|site-packages|dist-packages|lib\/python[\d.]*)\/|<frozen/u;

/** The project's file that an absolute or foreign path must be: the one that shares its longest end. */
const inProject = (foreign: string, paths: readonly string[]): string | null => {
  const plain = `/${foreign.replaceAll("\\", "/").replace(/^(?:\.?\/)+/u, "")}`;
  if (library.test(plain)) return null;
  const ends = paths.filter((path) => plain.endsWith(`/${path}`));
  return ends.toSorted((a, b) => b.length - a.length)[0] ?? null;
};

const byPath = (task: string, { paths }: Project): Mention[] => {
  const words = [...task.matchAll(/(?<![\w@./\\-])[\w@./\\-]{0,200}\w\.[A-Za-z]\w{0,7}\b/gu)].map((found) =>
    found[0].replaceAll("\\", "/").replace(/^\.\//u, ""),
  );
  const dotted = [...task.matchAll(/\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\b/gu)].map(
    (found) => `${found[0].replaceAll(".", "/")}.py`,
  );
  const exact = [...new Set([...words, ...dotted])].filter((word) => !library.test(`/${word}`));
  return exact.flatMap((word): Mention[] => {
    const whole = paths.filter(
      (path) => path === word || word.endsWith(`/${path}`) || path.endsWith(`/${word}`),
    );
    const rank = whole.includes(word) ? 0 : 1;
    const few = whole.length <= 3 ? whole : whole.filter((path) => path === word);
    return few.map((path) => ({
      path,
      why: path === word ? "named in the task" : `"${baseOf(path)}" is named in the task`,
      rank,
      lines: [],
    }));
  });
};

/** Only names that can't be plain words: in backticks, called, or spelt as code. */
const byName = (task: string, { paths, names }: Project): Mention[] => {
  const quoted = [...task.matchAll(/`([A-Za-z_$][\w$]*)(?:\([^`]*\))?`|\b([A-Za-z_$][\w$]*)\(/gu)].map(
    (found) => found[1] ?? found[2] ?? "",
  );
  const spelt = task.match(/\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+_\w+)\b/gu) ?? [];
  const wanted = new Set([...quoted, ...spelt].filter((name) => name.length >= 3));
  return paths.flatMap((path) => {
    const name = names.get(path)?.find((known) => wanted.has(known));
    return name === undefined ? [] : [{ path, why: `exports ${name}`, rank: 1, lines: [] }];
  });
};
