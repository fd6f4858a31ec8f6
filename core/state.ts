// The two graphs' states. Ids and small values only: bodies live in the artifact store, so a checkpoint stays small.
import { ReducedValue, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import {
  Approach,
  ArtifactId,
  Candidate,
  Duel,
  Execution,
  FileRefs,
  Language,
  Review,
  Subtask,
  SubtaskResult,
  Verdict,
} from "./domain.ts";
import { mergeByKey, union } from "./reducers.ts";

const keyed = <T extends z.ZodType>(value: T) =>
  new ReducedValue(
    z.record(z.string(), value).default(() => ({})),
    { reducer: mergeByKey },
  );

const listed = () =>
  new ReducedValue(
    z.array(z.string()).default(() => []),
    { reducer: union },
  );

/** What the person asked for, fixed for the life of the thread. */
export const TaskRequest = z.object({
  text: z.string().min(1),
  language: Language.nullable().default(null),
  /** The person's own test files. */
  tests: z.array(z.object({ path: z.string(), content: ArtifactId })).default(() => []),
  /** Candidates per subtask. */
  k: z.number().int().min(1).max(9).default(3),
  /** Subtasks at once. */
  parallel: z.number().int().min(1).max(16).default(3),
  /** Ask before anything is drawn. */
  approve: z.boolean().default(false),
  /** Somebody is there to answer a question. */
  interactive: z.boolean().default(false),
});
export type TaskRequest = z.infer<typeof TaskRequest>;

/** The whole test command in a clean sandbox, after integration. */
export const Acceptance = z.object({
  passed: z.boolean(),
  /** False where this tier can't run the command: the verdict is then `probable` at most. */
  ran: z.boolean(),
  detail: z.string(),
  round: z.number().int(),
});
export type Acceptance = z.infer<typeof Acceptance>;

export const SwarmState = new StateSchema({
  thread: z.string(),
  request: TaskRequest,
  /** Artifact ids of spec.md, plan.md and tasks.md as last read or written. */
  documents: keyed(ArtifactId),
  /** Which documents a person edited, as the report shows it. */
  edits: listed(),
  /** `TestCase[]` as one artifact. */
  trusted: ArtifactId.nullable().default(null),
  language: Language.nullable().default(null),
  /** What of the workspace and memory the workers are shown (`Context` as one artifact). */
  context: ArtifactId.nullable().default(null),
  subtasks: z.array(Subtask).default(() => []),
  /** Ids of the wave that is being solved. */
  wave: z.array(z.string()).default(() => []),
  results: keyed(SubtaskResult),
  integrated: FileRefs.default(() => ({})),
  acceptance: Acceptance.nullable().default(null),
  /** Set where a person said no, or the plan could not be made: why there is nothing to solve. */
  stopped: z.string().nullable().default(null),
  verdict: Verdict.nullable().default(null),
});
export type SwarmSlice = typeof SwarmState.State;

export const ConsensusState = new StateSchema({
  thread: z.string(),
  subtask: Subtask,
  k: z.number().int().min(1).max(9),
  context: ArtifactId.nullable().default(null),
  trusted: ArtifactId.nullable().default(null),
  /** Files of finished subtasks that this one builds on. */
  base: FileRefs.default(() => ({})),
  /** `probe` draws one candidate first and stops if trusted tests pass; `full` draws all. */
  route: z.enum(["probe", "full"]).default("full"),
  approaches: z.array(Approach).default(() => []),
  /** Approaches whose candidate is to be drawn in this wave. */
  drawing: z.array(z.string()).default(() => []),
  candidates: keyed(Candidate),
  /** QA's `TestCase[]` as one artifact; frozen once written. */
  untrusted: ArtifactId.nullable().default(null),
  executions: keyed(Execution),
  /** Repair rounds done. */
  repairs: z.number().int().default(0),
  reviews: keyed(Review),
  duel: Duel.nullable().default(null),
  verdict: Verdict.nullable().default(null),
  results: keyed(SubtaskResult),
});
export type ConsensusSlice = typeof ConsensusState.State;
