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
  /** Blocks of tests that QA writes per subtask, each in a call of its own. */
  testBlocks: z.number().int().min(0).max(10).default(1),
  /** Rounds in which a failing candidate gets its errors back; as many as the graph allows where it is left open. */
  repairs: z.number().int().min(0).max(5).optional(),
  /** A subtask that looks simple may be settled by one candidate. */
  probe: z.boolean().default(true),
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
  /** At least one of the person's own tests ran on the whole, and all that ran passed. */
  ownTests: z.boolean(),
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
  /** What of the workspace and memory the workers are shown (`WorkContext` as one artifact). */
  context: ArtifactId.nullable().default(null),
  /** The workspace's files as they were at the start (`FileRefs` as one artifact). */
  base: ArtifactId.nullable().default(null),
  subtasks: z.array(Subtask).default(() => []),
  /** Trusted tests by subtask (`TestCase[]` as one artifact each). */
  assigned: keyed(ArtifactId),
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

/** What workers see besides the task, as `intake` and `recall` gathered it. */
export const WorkContext = z.object({
  sections: z.array(
    z.object({ name: z.string(), text: z.string(), keep: z.union([z.literal("always"), z.number()]) }),
  ),
  /** What was shown, for the report. */
  shown: z.array(z.string()),
  /** The workspace's own test command as argv. */
  testCommand: z.array(z.string()).nullable(),
});
export type WorkContext = z.infer<typeof WorkContext>;

export const ConsensusState = new StateSchema({
  thread: z.string(),
  subtask: Subtask,
  /** spec.md as it was when the subtask was sent. */
  spec: ArtifactId.nullable().default(null),
  k: z.number().int().min(1).max(9),
  context: ArtifactId.nullable().default(null),
  trusted: ArtifactId.nullable().default(null),
  /** The workspace's files (`FileRefs` as one artifact), and over them the files of finished subtasks. */
  base: ArtifactId.nullable().default(null),
  finished: FileRefs.default(() => ({})),
  testBlocks: z.number().int().min(0).max(10).default(1),
  probe: z.boolean().default(true),
  /** `probe` draws one candidate first and stops if trusted tests pass; `full` draws all. */
  mode: z.enum(["probe", "full"]).default("full"),
  ways: z.array(Approach).default(() => []),
  /** Approaches whose candidate is to be drawn in this wave. */
  drawing: z.array(z.string()).default(() => []),
  candidates: keyed(Candidate),
  /** QA's `TestCase[]` as one artifact; frozen once written. */
  untrusted: ArtifactId.nullable().default(null),
  executions: keyed(Execution),
  /** Repair rounds allowed, and done. */
  mostRepairs: z.number().int().default(2),
  repairs: z.number().int().default(0),
  reviews: keyed(Review),
  /** Set by the vote where it wants a duel. */
  finalists: z.array(z.string()).default(() => []),
  /** How the duel went. Node names and channel names share one space, hence no plain `duel`, `verdict`, `route`, `approaches`. */
  duelled: Duel.nullable().default(null),
  ruling: Verdict.nullable().default(null),
  results: keyed(SubtaskResult),
});
export type ConsensusSlice = typeof ConsensusState.State;

/** All that `swarm` gets back of a subtask. */
export const ConsensusOutput = new StateSchema({ results: keyed(SubtaskResult) });
