// The state of a question that is answered from what is known. Texts lie in the artifact store; here are ids and small values.
// `taint` only grows: what others wrote and entered is named to the end.
import { ReducedValue, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import { ArtifactId } from "./domain.ts";
import { mergeByKey, union } from "./reducers.ts";

/** A text that others wrote and that may be cited. */
export const Passage = z.object({
  /** A chunk's id, or `web:` and a hash. */
  id: z.string(),
  uri: z.string(),
  title: z.string(),
  /** Outermost first. */
  headings: z.array(z.string()),
  /** It came from the web in this run, or had come from there when it was added. */
  outside: z.boolean(),
  /** ISO 8601. */
  readAt: z.string(),
  text: ArtifactId,
});
export type Passage = z.infer<typeof Passage>;

/** Sentences of a passage that bear on the question, by their places in it. */
export const Strip = z.object({ passage: z.string(), sentences: z.array(z.number().int()) });
export type Strip = z.infer<typeof Strip>;

/** A sentence of the answer with the passages it cites. */
export const Claim = z.object({
  text: z.string(),
  cites: z.array(z.string()),
  /** Why it does not stand; null where it does. */
  unsupported: z.string().nullable(),
});
export type Claim = z.infer<typeof Claim>;

export const grades = ["correct", "ambiguous", "incorrect"] as const;

const Answer = z.object({
  outcome: z.enum(["answered", "unknown"]),
  /** `model`: written by one and checked. `quoted`: sentences as they stand in what is known. */
  by: z.enum(["model", "quoted"]),
  claims: z.array(Claim),
  /** In the order in which they are first cited. */
  cited: z.array(z.string()),
  /** What the model said that its citations do not carry. */
  removed: z.array(Claim),
});

export const RagState = new StateSchema({
  thread: z.string(),
  question: z.string().min(1),
  /** Passages at most. */
  limit: z.number().int().min(1).max(50).default(8),
  /** False: the web is not asked even where it could be. */
  mayUseWeb: z.boolean().default(true),
  /** What is searched for; null: the question as it stands. */
  query: z.string().nullable().default(null),
  /** Nothing can be looked up for a question without a telling word. */
  lookedUp: z.boolean().default(true),
  searches: z
    .array(z.object({ query: z.string(), confidence: z.number(), grade: z.enum(grades).nullable() }))
    .default(() => []),
  passages: new ReducedValue(
    z.record(z.string(), Passage).default(() => ({})),
    { reducer: mergeByKey },
  ),
  /** Passages of the last search, best first, and of the web. */
  ranked: z.array(z.string()).default(() => []),
  fromWeb: z.array(z.string()).default(() => []),
  webAsked: z.boolean().default(false),
  strips: z.array(Strip).default(() => []),
  claims: z.array(Claim).default(() => []),
  /** What stood of an earlier answer, in case a later one is worse. */
  standing: z.array(Claim).default(() => []),
  writtenBy: z.enum(["model", "quoted"]).nullable().default(null),
  /** Answers asked of a model. */
  attempts: z.number().int().default(0),
  /** What a person should know of how the answer came to be. */
  notes: new ReducedValue(
    z.array(z.string()).default(() => []),
    { reducer: union },
  ),
  /** Ids of all passages that entered. */
  taint: new ReducedValue(
    z.array(z.string()).default(() => []),
    { reducer: union },
  ),
  result: Answer.nullable().default(null),
});
export type RagSlice = typeof RagState.State;
