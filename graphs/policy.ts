// What the graphs do about failing nodes, in one place: only broken infrastructure that may heal is tried again.
import type { RetryPolicy } from "@langchain/langgraph";
import { HydraError, isHydraError } from "../core/errors.ts";
import type { Memory } from "../core/memory.ts";
import type { Ports } from "../core/ports.ts";

/** LangGraph's own default retries nearly every error; ours asks the error. */
export const transient: RetryPolicy = {
  maxAttempts: 3,
  initialInterval: 500,
  backoffFactor: 3,
  jitter: false,
  // It would be said on stdout, where programs read.
  logWarning: false,
  retryOn: (error: unknown) =>
    isHydraError(error) && (error.code === "SANDBOX_DOWN" || error.code === "DATABASE_DOWN"),
};

const recallMs = 2_000;
/** At the end of a run, when nobody waits for it but the report. */
const learnMs = 10_000;

/** Memory helps and never harms: one that fails or is slow is a notice, and the run goes on without it. */
export const forgiving = ({ memory, events }: Pick<Ports, "memory" | "events">): Memory => {
  const warn = (thread: string, text: string) => {
    events.emit(thread, { type: "notice", level: "warning", text });
  };
  return {
    recall: async (query, options) =>
      within(recallMs, options.signal, async (signal) => memory.recall(query, { ...options, signal })).catch(
        (error: unknown) => {
          options.signal.throwIfAborted();
          warn(options.thread, `nothing was recalled: ${causeOf(error)}`);
          return [];
        },
      ),
    blocks: async (options) =>
      within(recallMs, options.signal, async (signal) => memory.blocks({ signal })).catch(() => {
        options.signal.throwIfAborted();
        return [];
      }),
    learn: async (thread, episode, options) =>
      within(learnMs, options.signal, async (signal) => memory.learn(thread, episode, { signal })).catch(
        (error: unknown) => {
          options.signal.throwIfAborted();
          warn(thread, `nothing was learned: ${causeOf(error)}`);
          return { stored: [], left: [] };
        },
      ),
  };
};

/** Also where the work does not heed its signal. */
const within = async <T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const deadline = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new HydraError("INDEX_DOWN", `memory did not answer within ${ms} ms`, {
      fix: "Ask `hydra memory doctor` what is slow.",
    });
    deadline.abort(error);
    reject(error);
  }, ms);
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(AbortSignal.any([signal, deadline.signal])), promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
};

const causeOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
