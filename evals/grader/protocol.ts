// What the grader's process and ours say to each other, a line of JSON each. Tests never cross:
// tasks do, verdicts, and hashes by which a leaked test is known.
import { z } from "zod";
import { HydraConfig } from "../../core/config.ts";
import { SourceFile } from "../../core/domain.ts";
import { CodeTask, LeftOut } from "../suites/task.ts";

export const Mode = z.enum(["auto", "run", "recorded"]);
export type Mode = z.infer<typeof Mode>;

/** The first line; paths are absolute. */
const Opening = z.strictObject({
  suite: z.string(),
  /** A second suite of the same tasks with more tests (HumanEval+); null where there is none. */
  plus: z.string().nullable(),
  recording: z.string().nullable(),
  mode: Mode,
  cache: z.string(),
  sandboxData: z.string(),
  sandbox: HydraConfig.shape.sandbox,
});
export type Opening = z.infer<typeof Opening>;

const Bug = z.strictObject({ program: z.string(), type: z.string() });

export const Opened = z.strictObject({
  tasks: z.array(CodeTask),
  leftOut: z.array(LeftOut),
  /** By task, for suites of repairs. */
  bugs: z.record(z.string(), Bug),
  canary: z.string(),
  marks: z.strictObject({ salt: z.string(), hashes: z.array(z.string()) }),
  how: z.string(),
});
export type Opened = z.infer<typeof Opened>;

const Sample = z.strictObject({ model: z.string(), sample: z.number().int() });

export const Asked = z.strictObject({
  task: z.string(),
  /** None: there is no program, which is wrong. */
  files: z.array(SourceFile),
  /** Which recorded sample this is; null where it is none. */
  sample: Sample.nullable(),
});
export type Asked = z.infer<typeof Asked>;

export const Request = z.discriminatedUnion("what", [
  z.strictObject({ id: z.number().int(), what: z.literal("open"), opening: Opening }),
  z.strictObject({ id: z.number().int(), what: z.literal("grade"), asked: Asked }),
  z.strictObject({ id: z.number().int(), what: z.literal("check") }),
]);
export type Request = z.infer<typeof Request>;

export const Grade = z.strictObject({ base: z.boolean(), plus: z.boolean().nullable() });
export type Grade = z.infer<typeof Grade>;

/** Recorded grades against our own. */
export const Checked = z.strictObject({
  programs: z.number().int(),
  agree: z.number().int(),
});
export type Checked = z.infer<typeof Checked>;

const Failure = z.strictObject({ code: z.string(), message: z.string(), fix: z.string() });
export type Failure = z.infer<typeof Failure>;

export const Reply = z.strictObject({
  id: z.number().int(),
  value: z.unknown().optional(),
  failure: Failure.optional(),
});
export type Reply = z.infer<typeof Reply>;
