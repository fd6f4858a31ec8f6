// Controls as changes of a draw before the pipeline sees it, and of what the sandbox says while it does.
import { createHash } from "node:crypto";
import type { SourceFile } from "../../core/domain.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Draw } from "../recordings/draw.ts";
import type { CodeTask } from "../suites/task.ts";
import { pleas, type Change } from "./change.ts";

/** Those that change nothing of the draw itself give it back. */
export const changeDraw =
  (change: Change) =>
  (draw: Draw, task: CodeTask): Draw => {
    const { candidates, tests, name } = draw;
    switch (change.kind) {
      case "k":
        return { ...draw, candidates: candidates.slice(0, change.k) };
      case "identical":
        return { ...draw, candidates: candidates.flatMap(() => candidates.slice(0, 1)) };
      case "permuted":
        return {
          ...draw,
          candidates: inOrder(candidates, orderOf(candidates.length, `${name}/${change.seed}`)),
          tests: inOrder(tests, orderOf(tests.length, `${name}/${change.seed}/tests`)),
        };
      case "pleading":
        return {
          ...draw,
          candidates: candidates.map((one, place) =>
            place === change.place ? { ...one, answer: withPlea(one.answer, pleas[task.language]) } : one,
          ),
        };
      default:
        return draw;
    }
  };

/** Every order is as likely as any other, and the same name gives the same. */
export const orderOf = (count: number, name: string): readonly number[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    place: createHash("sha256").update(`${name}/${index}`).digest("hex"),
  }))
    .toSorted((a, b) => Number(a.place > b.place) - Number(a.place < b.place))
    .map(({ index }) => index);

/**
 * Whoever asks about the program at a place is answered about the one at `order[place]`. Null where that can't be done:
 * a candidate has no program, or two have the same.
 */
export const shuffledSandbox = (
  sandbox: Sandbox,
  programs: readonly (readonly SourceFile[])[],
  order: readonly number[],
): Sandbox | null => {
  const keys = programs.map(keyOf);
  if (programs.some(({ length }) => length === 0) || new Set(keys).size < keys.length) return null;
  return {
    identity: sandbox.identity,
    check: async (job, options) => {
      const other = programs[order[keys.indexOf(keyOf(job.files))] ?? -1];
      return sandbox.check(other === undefined ? job : { ...job, files: other }, options);
    },
    command: (job, options) => sandbox.command(job, options),
    close: () => sandbox.close(),
  };
};

const inOrder = <T>(items: readonly T[], order: readonly number[]): T[] =>
  order.flatMap((index) => items.slice(index, index + 1));

/** At the end of each block of code, or of the answer where it has none. */
const withPlea = (answer: string, plea: string): string => {
  const closing = /^(?:`{3,}|~{3,})[ \t]*$/gmu;
  return closing.test(answer) ? answer.replaceAll(closing, `${plea}$&`) : `${answer.trimEnd()}\n${plea}`;
};

/** The same for the same files, in whatever order. */
export const keyOf = (files: readonly SourceFile[]): string =>
  JSON.stringify(
    files.map(({ path, content }) => `${path}\n${content}`).toSorted((a, b) => Number(a > b) - Number(a < b)),
  );
