// One repaired task as it is kept.
import { z } from "zod";
import { VerdictStatus } from "../../core/domain.ts";

export const RepairRow = z.strictObject({
  task: z.string(),
  /** Whether the program that was handed over, which is wrong, passes the shown tests; null: none is shown. */
  before: z.strictObject({ shown: z.boolean().nullable() }),
  status: VerdictStatus,
  /** Stated chance that the pick is right. */
  chance: z.number().min(0).max(1).nullable(),
  /** The repair that was shipped; null where none was. */
  after: z.strictObject({ shown: z.boolean().nullable(), right: z.boolean() }).nullable(),
  calls: z.number().int(),
  /** Prompt and completion together. */
  tokens: z.number().int(),
  /** Programs run in the sandbox. */
  runs: z.number().int(),
  seconds: z.number(),
});
export type RepairRow = z.infer<typeof RepairRow>;
