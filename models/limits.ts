// One endpoint's patience: its gate, retries of what may pass by itself, and a circuit breaker for a server that is gone.
import { HydraError, isHydraError } from "../core/errors.ts";
import { aborted, makeGate } from "./gate.ts";
import type { Turn } from "./gate.ts";
import type { Timers } from "./timers.ts";

/** Runs a call at this endpoint when it is its turn. */
export type Lane = <T>(turn: Turn, call: () => Promise<T>) => Promise<T>;

interface LaneOptions {
  readonly url: string;
  readonly parallel: number;
  readonly oneModelAtATime: boolean;
  readonly timers: Timers;
  readonly attempts?: number;
  readonly baseMs?: number;
  readonly maxWaitMs?: number;
  /** Failures in a row that open the breaker, and how long it stays open. */
  readonly breakAfter?: number;
  readonly coolDownMs?: number;
}

export const makeLane = (options: LaneOptions): Lane => {
  const gate = makeGate(options);
  const breaker = makeBreaker(options);
  return async (turn, call) => {
    const release = await gate.enter(turn);
    try {
      return await withRetries(options, turn.signal, async () => await breaker(call));
    } finally {
      release();
    }
  };
};

const withRetries = async <T>(
  { timers, attempts = 3, baseMs = 500, maxWaitMs = 30_000 }: LaneOptions,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted) throw aborted(signal);
      if (!isTransient(error) || attempt >= (isLoading(error) ? loadingAttempts : attempts)) throw error;
      const asked = Number(error.details["retryAfterMs"] ?? 0);
      if (asked > maxWaitMs) throw error;
      const backoffMs = baseMs * 2 ** (attempt - 1) * (0.5 + timers.random());
      await timers.wait(Math.min(maxWaitMs, Math.max(asked, backoffMs)), signal).catch(() => {
        throw aborted(signal);
      });
    }
  }
};

/** Closed, it lets everything through; open, nothing; after the cool-down one call tries for all. */
const makeBreaker = (options: LaneOptions) => {
  const { url, timers, parallel, coolDownMs = 15_000 } = options;
  // One outage must not be counted once for each of the calls that were under way.
  const breakAfter = options.breakAfter ?? Math.max(6, 3 * parallel);
  let failures = 0;
  let openUntil = 0;
  let trying = false;
  return async <T>(call: () => Promise<T>): Promise<T> => {
    const isOpen = failures >= breakAfter;
    if (isOpen && (timers.now() < openUntil || trying)) {
      throw new HydraError(
        "MODEL_UNREACHABLE",
        `${url} failed ${failures} times in a row and is left alone.`,
        {
          fix: "Look after the server, then take the run up with `hydra resume`.",
        },
      );
    }
    if (isOpen) trying = true;
    try {
      const result = await call();
      failures = 0;
      return result;
    } catch (error) {
      if ((isTransient(error) && !isLoading(error)) || isSilence(error)) {
        failures += 1;
        openUntil = timers.now() + coolDownMs;
      } else if (!isHydraError(error) || error.code !== "ABORTED") failures = 0;
      throw error;
    } finally {
      if (isOpen) trying = false;
    }
  };
};

const isTransient = (error: unknown): error is HydraError =>
  isHydraError(error) && error.details["transient"] === true;

/** A server that loads its model is worth a minute. */
const isLoading = (error: HydraError): boolean => error.details["loading"] === true;
const loadingAttempts = 8;

/** A server that never even began to answer. */
const isSilence = (error: unknown): boolean =>
  isHydraError(error) && error.code === "MODEL_TIMED_OUT" && error.details["silent"] === true;
