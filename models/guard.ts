// Watches one exchange with a server: how long it may be silent, and what a failure in it means.
import { HydraError, isHydraError } from "../core/errors.ts";
import { unreachable } from "./dialects/failures.ts";
import type { Server } from "./dialects/failures.ts";
import { at } from "./dialects/json.ts";
import { aborted } from "./gate.ts";

interface GuardOptions {
  readonly server: Server;
  /** Longest silence before the first byte and between two. */
  readonly firstByteMs: number;
  readonly idleMs: number;
}

export interface Guard {
  readonly signal: AbortSignal;
  /** A byte came: the next may take `idleMs`. */
  readonly heard: () => void;
  readonly stop: () => void;
  /** Any error as a typed one: our own, the caller's abort, our deadline, or the transport's. */
  readonly explain: (error: unknown) => HydraError;
}

export const makeGuard = (caller: AbortSignal, { server, firstByteMs, idleMs }: GuardOptions): Guard => {
  const own = new AbortController();
  let begun = false;
  const timeOut = (): void => {
    own.abort(timedOut(server, begun ? idleMs : firstByteMs, begun));
  };
  let timer = setTimeout(timeOut, firstByteMs);
  return {
    signal: AbortSignal.any([caller, own.signal]),
    heard: () => {
      begun = true;
      clearTimeout(timer);
      timer = setTimeout(timeOut, idleMs);
    },
    stop: () => {
      clearTimeout(timer);
    },
    explain: (error) => {
      if (isHydraError(error)) return error;
      if (isHydraError(own.signal.reason)) return own.signal.reason;
      if (caller.aborted) return isHydraError(caller.reason) ? caller.reason : aborted(caller);
      if (timeoutCodes.has(String(at(error, "cause", "code")))) return timedOut(server, firstByteMs, begun);
      return unreachable(server, error, begun ? "broke off its answer" : undefined);
    },
  };
};

const timedOut = (server: Server, ms: number, begun: boolean): HydraError =>
  new HydraError(
    "MODEL_TIMED_OUT",
    `${server.model} at ${server.url} ${begun ? "fell silent in the middle of its answer" : "did not begin to answer"} (${ms} ms).`,
    { fix: "Raise `timeoutMs` of the role, or use a smaller model.", details: { silent: !begun } },
  );

/** undici's own deadlines, which may be shorter than ours. */
const timeoutCodes = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT"]);
