// How many examples a task shows, told without reading any: the suite's own assertions of them, of the task itself or of the
// task of the same number in another language; where there are none, only a rough sign that the text shows some.
import type { Loaded } from "../suites/form.ts";
import type { CodeTask } from "../suites/task.ts";

export interface Truth {
  /** Null where nobody counted. */
  readonly count: number | null;
  readonly shows: boolean;
}

type Counts = ReadonlyMap<string, number>;

/** By number of the task, as `HumanEval/7` and `JavaScript/7` share it. */
export const countsOf = (tasks: readonly Loaded[]): Counts =>
  new Map(
    tasks.flatMap(({ task: { id, shown } }) => (shown === null ? [] : [[numberOf(id), assertionsIn(shown)]])),
  );

export const truthOf = (task: CodeTask, mirror: Counts): Truth => {
  const count = task.shown === null ? (mirror.get(numberOf(task.id)) ?? null) : assertionsIn(task.shown);
  return { count, shows: count === null ? looksShowing(task) : count > 0 };
};

const numberOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

const assertionsIn = (code: string): number =>
  code.match(/^\s*(?:assert\b|console\.assert\()/gmu)?.length ?? 0;

/** A prompt, the word, or a call of the function outside its definition. */
const looksShowing = ({ prompt, entryPoint, preamble }: CodeTask): boolean => {
  const text = prompt.slice(preamble.length).replaceAll(/\b(?:def|function\*?)\s+[\w$]+\(/gu, "");
  return />>>|\bexamples?\b/iu.test(text) || text.includes(`${entryPoint}(`);
};
