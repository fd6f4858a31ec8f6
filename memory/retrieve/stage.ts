// One stage of a search: timed, with a deadline, and left out with a note where its server is lost.
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Search, SearchStage } from "../../core/knowledge.ts";

export interface Stage {
  /** Null where it failed, now or before. Throws `ABORTED` where the caller gave up, and what no adapter may throw. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
  note(text: string): void;
  readonly lost: HydraError | null;
  report(): Search["stages"][number];
}

export const openStage = (name: SearchStage, signal: AbortSignal, timeoutMs: number): Stage => {
  let milliseconds = 0;
  const notes: string[] = [];
  let lost: HydraError | null = null;
  return {
    run: async (work) => {
      if (lost !== null) return null;
      const began = performance.now();
      try {
        return await within(work, { name, signal, timeoutMs });
      } catch (error) {
        if (signal.aborted) throw aborted(signal);
        if (!isHydraError(error)) throw error;
        lost = error;
        notes.push(`left out: ${error.message}`);
        return null;
      } finally {
        milliseconds += performance.now() - began;
      }
    },
    note: (text) => notes.push(text),
    get lost() {
      return lost;
    },
    report: () => ({
      stage: name,
      milliseconds: Math.round(milliseconds * 10) / 10,
      ...(notes.length === 0 ? {} : { note: notes.join("; ") }),
    }),
  };
};

interface Bounds {
  readonly name: SearchStage;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Ends in time even where the adapter does not heed its signal. */
const within = async <T>(
  work: (signal: AbortSignal) => Promise<T>,
  { name, signal, timeoutMs }: Bounds,
): Promise<T> => {
  if (signal.aborted) throw aborted(signal);
  const both = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = (): void =>
    reject(
      new HydraError("INDEX_DOWN", `the ${name} stage gave no answer within ${timeoutMs} ms`, {
        fix: "look at its server with `hydra doctor`, or search without that stage",
      }),
    );
  both.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(both), ended]);
  } finally {
    both.removeEventListener("abort", onAbort);
  }
};

const aborted = (signal: AbortSignal): HydraError =>
  new HydraError("ABORTED", "the search was interrupted", { fix: "search again", cause: signal.reason });
