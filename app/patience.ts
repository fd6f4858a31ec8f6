// Waiting for a lock that is about to be free.
import { setTimeout as wait } from "node:timers/promises";
import { isHydraError } from "../core/errors.ts";

const tries = 8;
const pauseMs = 250;

/** A process that is just ending holds its home and its thread for a moment longer: they are asked for again, two seconds long. */
export const patiently = async <T>(take: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  for (let left = tries; ; left--) {
    try {
      return await take();
    } catch (error) {
      const held = isHydraError(error) && (error.code === "HOME_LOCKED" || error.code === "THREAD_HELD");
      if (!held || left === 0) throw error;
      await wait(pauseMs, undefined, { signal });
    }
  }
};
