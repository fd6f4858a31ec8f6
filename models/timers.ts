// Time and chance as the model layer needs them, so that tests own both.
import { setTimeout as sleep } from "node:timers/promises";

export interface Timers {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects as soon as the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export const systemTimers: Timers = {
  now: () => Date.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal });
  },
  random: () => Math.random(),
};
