// At most so many at once, in the order of arrival; who gives up waiting leaves the queue.
import { HydraError } from "../../core/errors.ts";

export type Turnstile = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

export const makeTurnstile = (places: number): Turnstile => {
  const waiting: (() => void)[] = [];
  let free = places;

  const wait = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(interrupted(signal));
      };
      const enter = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      waiting.push(enter);
      signal.addEventListener("abort", giveUp, { once: true });
    });

  return async (signal, work) => {
    if (signal.aborted) throw interrupted(signal);
    if (free > 0) free -= 1;
    else await wait(signal);
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};

export const interrupted = (signal: AbortSignal): HydraError =>
  new HydraError("ABORTED", "The run was interrupted while the sandbox was working.", {
    fix: "Resume the thread to go on.",
    cause: signal.reason,
  });
