// Runs a compiled swarm to its end: starts or goes on, hands its questions to a person, and goes on with the answers.
import type { StateSnapshot } from "@langchain/langgraph";
import { Command } from "@langchain/langgraph";
import { HydraError, isHydraError } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice, TaskRequest } from "../core/state.ts";
import type { Wired } from "./wire/types.ts";

interface Question {
  readonly kind: "example" | "approve";
  readonly question: string;
  readonly detail: string;
}

/** Null: nobody is there to answer. */
export type Ask = (question: Question, options: { signal: AbortSignal }) => Promise<string | null>;

/** The part of a compiled graph that is used, so that a test can bring a small one. */
export interface Swarm {
  getState(config: object): Promise<StateSnapshot>;
  stream(input: unknown, options: object): Promise<AsyncIterable<unknown>>;
}

export type CompileSwarm = (
  ports: Ports,
  saved: Pick<Wired, "checkpointer" | "store">,
) => Promise<Swarm> | Swarm;

interface DriveOptions {
  readonly thread: string;
  /** Where the thread has no checkpoint yet. */
  readonly request: TaskRequest;
  readonly ask: Ask;
  readonly signal: AbortSignal;
}

/**
 * A node's effects (model calls, programs, files) follow its predecessor's checkpoint, so that must be on disk first:
 * with `async` a killed run could repeat work whose inputs it no longer knows.
 */
const durability = "sync" as const;

/** Far above any legal run; a loop that lost its bound ends here. */
const recursionLimit = 500;

/** Ends with the thread's final state. Throws `ABORTED` where it was stopped or nobody answered: resumable. */
export const drive = async (swarm: Swarm, options: DriveOptions): Promise<SwarmSlice> => {
  const { thread, request, ask, signal } = options;
  const where = { configurable: { thread_id: thread } };
  let state = await swarm.getState(where);
  for (;;) {
    const started = state.config.configurable?.["checkpoint_id"] !== undefined;
    // `next` leaves out tasks whose results are stored: killed just before their checkpoint, the run is not at its end.
    if (started && state.tasks.length === 0) return state.values as SwarmSlice;
    const asked = questionsOf(state);
    const answered = asked.length === 0 ? null : await answer(asked, { thread, ask, signal });
    const input = started ? answered : { thread, request };
    const steps = await swarm.stream(input, { ...where, signal, durability, recursionLimit });
    try {
      for await (const _ of steps) signal.throwIfAborted();
    } catch (error) {
      throw unfolded(error);
    }
    state = await swarm.getState(where);
  }
};

/** Where several nodes fail in one step LangGraph throws them all together; the first that has a name stands for them. */
const unfolded = (error: unknown): unknown =>
  error instanceof AggregateError ? (error.errors.find(isHydraError) ?? error) : error;

interface Asked {
  readonly id: string;
  readonly question: Question;
}

const questionsOf = (state: StateSnapshot): Asked[] =>
  state.tasks.flatMap((task) =>
    task.interrupts.flatMap(({ id, value }) =>
      id === undefined ? [] : [{ id, question: value as Question }],
    ),
  );

/** By interrupt id: one scalar answer would answer every parallel question. */
const answer = async (
  asked: readonly Asked[],
  { thread, ask, signal }: Pick<DriveOptions, "thread" | "ask" | "signal">,
) => {
  const resume: Record<string, string> = {};
  for (const { id, question } of asked) {
    const text = await ask(question, { signal });
    if (text === null) {
      throw new HydraError("ABORTED", `the run waits for an answer (${question.question})`, {
        fix: `answer it with \`hydra resume ${thread} --answer TEXT\``,
      });
    }
    resume[id] = text;
  }
  return new Command({ resume });
};
