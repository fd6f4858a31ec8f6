// One draw of an evaluation as it is kept: what each solver picked among the same candidates, and how they were graded.
// Figures are made from rows alone, so they can be made again, and a killed run goes on behind its last row.
import { z } from "zod";
import { VerdictStatus } from "../core/domain.ts";

/** What a solver made of a draw. */
export const Answer = z.strictObject({
  /** Chance with which it picks each candidate, in their order: one 1 for a choice, equal shares for a coin, zeros for none. */
  pick: z.array(z.number().min(0).max(1)),
  /** Whether its pick is right as it stands after repair; absent where that is the candidate as drawn. */
  right: z.boolean().nullable().optional(),
  /** The same by the larger hidden tests; null where there are none. */
  rightPlus: z.boolean().nullable().optional(),
  /** Null for solvers that give no verdict. */
  status: VerdictStatus.nullable(),
  /** Its stated chance that the pick is right, also where it does not ship it; null for solvers that state none. */
  chance: z.number().min(0).max(1).nullable(),
  /** What the chance was made from; only of Hydra's own answers. */
  features: z.record(z.string(), z.number().nullable()).nullable().optional(),
  calls: z.number().int(),
  /** Prompt and completion together. */
  tokens: z.number().int(),
  /** Programs run in the sandbox. */
  runs: z.number().int(),
  /** Of model calls and programs, as first measured; a cached result keeps its first time. */
  milliseconds: z.number(),
});
export type Answer = z.infer<typeof Answer>;

export const Row = z.strictObject({
  task: z.string(),
  seed: z.number().int(),
  /** As they were drawn, before any repair. */
  candidates: z.array(
    z.strictObject({
      model: z.string(),
      /** Which of the recording's samples it is; absent where it is none. */
      sample: z.number().int().optional(),
      /** By the hidden tests. */
      right: z.boolean(),
      /** By the larger hidden tests (HumanEval+); null where there are none. */
      plus: z.boolean().nullable(),
    }),
  ),
  /** By solver. `single`, `random3` and `oracle` follow from the candidates and are not here. */
  answers: z.record(z.string(), Answer),
});
export type Row = z.infer<typeof Row>;
