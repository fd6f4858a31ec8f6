// A call as an example writes it: `f(1, [2])`, `new Stack().size()`, `len(f(3))`. Arguments are values or, verbatim,
// functions; a placeholder like `f(x)` is no call.
import { readArguments, readWhole } from "./expressions.ts";
import { argumentsAt } from "./parts.ts";
import { isTranslated, pythonCall, render } from "./render.ts";
import { isBuiltin } from "./task.ts";
import type { TaskText } from "./task.ts";
import { namesIn } from "./tokens.ts";
import type { Expression } from "./values.ts";

export interface Call {
  readonly text: string;
  readonly end: number;
  /** The name that the text called, where that is neither under test nor a builtin. */
  readonly foreign: string | null;
}

/** The call whose name stands at `at`. */
export const readCallAt = (task: TaskText, at: number, text: string = task.text): Call | null => {
  const head = /((?:new\s+)?)([A-Za-z_$][\w$]*)\s*\(/uy;
  head.lastIndex = at;
  const found = head.exec(text);
  const name = found?.[2];
  if (found === null || name === undefined) return null;
  const known = task.resolve(name);
  const inner = readInner(task, text, head.lastIndex);
  if (inner === null) return null;
  if (known === null && isBuiltin(name) && !inner.calls) return null;
  if (known === null && isForeign(name, task)) {
    const code = codeOf(text.slice(at, inner.end), task);
    return code === null ? null : { text: code, end: inner.end, foreign: null };
  }
  const tail = readTail(task, text, inner.end);
  return {
    text: `${found[1] === "" ? "" : "new "}${known ?? name}(${inner.text})${tail.text}`,
    end: tail.end,
    foreign: known === null && !isBuiltin(name) ? name : null,
  };
};

/** An expression as code of the task's language, or null where it is written in the other and can't be translated. */
export const codeOf = (source: string, task: TaskText): string | null => {
  const callable = (name: string): string | null =>
    task.resolve(name) ?? (isForeign(name, task) ? translated(name, task) : name);
  const value = readWhole(source, { notation: task.notation, callable });
  if (value !== null) return render(value, task.language);
  if (task.notation === "javascript" && /\b[bruf]["']/iu.test(source)) return null;
  return [...namesIn(source, task.notation)].some((name) => isForeign(name, task)) ? null : source;
};

const translated = (name: string, { notation }: TaskText): string | null =>
  notation === "javascript" && isTranslated(name) ? pythonCall(name) : null;

/** A word of the other language, which no program of this one can be asked for. */
const isForeign = (name: string, task: TaskText): boolean =>
  task.resolve(name) === null && (task.notation === "python" ? scriptWords : pythonWords).has(name);

const scriptWords = new Set("true false null undefined JSON Math console new const let".split(" "));
const pythonWords = new Set(
  "True False None abs len list max min round sorted str sum tuple int float dict print lambda not and or".split(
    " ",
  ),
);

interface Inner {
  readonly text: string;
  readonly end: number;
  /** A function under test is called inside. */
  readonly calls: boolean;
}

const readInner = (task: TaskText, text: string, at: number): Inner | null => {
  let calls = false;
  const callable = (name: string): string | null => {
    const known = task.resolve(name);
    calls ||= known !== null;
    if (known !== null || !safe.has(name)) return known;
    return isForeign(name, task) ? translated(name, task) : name;
  };
  const values = readArguments(text, at, { notation: task.notation, callable });
  const rendered = values?.items.map((item: Expression) => render(item, task.language));
  if (values !== null && rendered?.every((item) => item !== null) === true) {
    return { text: rendered.join(", "), end: values.end, calls };
  }
  return readVerbatim(task, text, at);
};

const safe = new Set(
  "abs len list max min reversed round set sorted str sum tuple range int float".split(" "),
);

const longestArguments = 2_000;
const binding = /\blambda\b|=>|\bfor\b|\bfunction\b/u;

/** Arguments that hold a function or a comprehension are taken as they stand when every name in them is bound. */
const readVerbatim = (task: TaskText, text: string, at: number): Inner | null => {
  const piece = text.slice(at - 1, at + longestArguments);
  const inner = binding.test(piece) ? argumentsAt(piece, 0, task.notation) : null;
  if (inner === null) return null;
  const end = at - 1 + inner.end;
  const source = text.slice(at, end - 1);
  if (!binding.test(source) || /\.\.\.(?!\w)|\n\s*\n/u.test(source)) return null;
  const bound = new Set(
    [
      ...source.matchAll(
        /\blambda\s*([\w\s,*]*):|\(?([\w\s,]*)\)?\s*=>|\bfor\s+([\w\s,]+?)\s+in\b|\bfunction\s*\w*\(([\w\s,]*)\)/gu,
      ),
    ].flatMap((found) => found.slice(1).flatMap((list: string | undefined) => list?.match(/\w+/gu) ?? [])),
  );
  const words =
    /^(?:lambda|for|in|if|else|not|and|or|is|function|return|const|True|False|None|true|false|null|undefined)$/u;
  const free = [...namesIn(source, task.notation)].filter(
    (name) =>
      !bound.has(name) &&
      !words.test(name) &&
      !isBuiltin(name) &&
      (task.resolve(name) === null || !source.includes(`${name}(`)),
  );
  return free.length > 0 ? null : { text: source.trim(), end, calls: false };
};

/** `.method(1)`, `.size`, `[0]` directly behind a call. */
const readTail = (task: TaskText, text: string, at: number): { text: string; end: number } => {
  const step = /\.([A-Za-z_$][\w$]*)(\()?|\[(-?\d+|"[^"\n]*"|'[^'\n]*')\]/uy;
  let end = at;
  let tail = "";
  for (;;) {
    step.lastIndex = end;
    const found = step.exec(text);
    if (found === null) return { text: tail, end };
    if (found[2] === undefined) {
      tail += found[0];
      end = step.lastIndex;
      continue;
    }
    const inner = readInner(task, text, step.lastIndex);
    if (inner === null) return { text: tail, end };
    tail += `.${found[1]}(${inner.text})`;
    end = inner.end;
  }
};
