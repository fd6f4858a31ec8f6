// What an index on a server of its own adds to a call: it ends at a deadline as well.
import type { Abort } from "../../core/abort.ts";
import { ensureGoing, indexDown, untilAborted } from "./calls.ts";

interface Deadline {
  /** For people. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly fix: string;
}

/** The result of `work`, which is told to stop by its signal. Throws `ABORTED`, `INDEX_DOWN` at the deadline, and what `work` throws. */
export const untilDeadline = async <T>(
  { signal }: Abort,
  { name, timeoutMs, fix }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  ensureGoing(signal);
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    return await untilAborted(either, async () => work(either));
  } catch (error) {
    ensureGoing(signal);
    if (!deadline.aborted) throw error;
    throw indexDown(name, new Error(`no answer within ${timeoutMs / 1_000} seconds`, { cause: error }), fix);
  }
};
