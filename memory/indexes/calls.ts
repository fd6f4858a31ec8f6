// What every index does around a call: it ends when it is aborted, and names a server that is gone.
import type { ErrorCode } from "../../core/errors.ts";
import { HydraError, isHydraError } from "../../core/errors.ts";

/** Throws `ABORTED`. */
export const ensureGoing = (signal: AbortSignal): void => {
  if (signal.aborted) throw aborted(signal);
};

/** The result of `work`, unless `signal` comes first: then `ABORTED`, and what `work` becomes is nobody's concern. */
export const untilAborted = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  ensureGoing(signal);
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(aborted(signal));
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work(), promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
};

/** The failure of an index: `INDEX_DOWN` for whatever says that it can't be used, other failures of Hydra as they are. */
export const indexDown = (name: string, error: unknown, fix: string): HydraError => {
  if (isHydraError(error) && !lost.has(error.code)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new HydraError("INDEX_DOWN", `The index ${name} can't be used: ${why.replace(/\.$/u, "")}.`, {
    fix,
    cause: error,
  });
};

const aborted = (signal: AbortSignal): HydraError =>
  new HydraError("ABORTED", "Interrupted while an index was asked.", {
    fix: "Start it again: what was not yet indexed is still queued.",
    cause: signal.reason,
  });

const lost: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["DATABASE_DOWN", "CONFIG_INVALID"]);
