// What a task of a suite shows. What grades it is never here: hidden tests live in the grader's process.
import { z } from "zod";
import { Language } from "../../core/domain.ts";

export const CodeTask = z.strictObject({
  id: z.string().min(1),
  language: Language,
  /** Signature and docstring, or a text, as a model is shown it. */
  prompt: z.string().min(1),
  entryPoint: z.string().min(1),
  /** Imports and helpers that stand above the function in the prompt; answers may rely on them. */
  preamble: z.string(),
  /** Assertions that the suite itself shows (MBPP's first, HumanEval-X's example test); null where it shows none. */
  shown: z.string().nullable(),
});
export type CodeTask = z.infer<typeof CodeTask>;

/** Counted in every table: nothing is skipped silently. */
export const LeftOut = z.strictObject({
  /** One thing by its name, or what so many of are left out. */
  what: z.string(),
  count: z.number().int().positive(),
  why: z.string(),
});
export type LeftOut = z.infer<typeof LeftOut>;
