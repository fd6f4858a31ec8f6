// How many calls an endpoint gets at once, and whose turn it is: round robin over the roles, first come first served
// within one. Where models share a memory, calls for the loaded one go first, for a while.
import { HydraError } from "../core/errors.ts";

export interface Turn {
  /** Who asks: each gets its turn. */
  readonly lane: string;
  readonly model: string;
  readonly signal: AbortSignal;
}

export interface Gate {
  /** Resolves to the release when it is this call's turn. Throws `ABORTED`. */
  enter(turn: Turn): Promise<() => void>;
  readonly waiting: number;
}

interface GateOptions {
  /** Calls at once. */
  readonly parallel: number;
  /** One model in memory: calls for different models never run side by side, and are grouped. */
  readonly oneModelAtATime: boolean;
  /** How many calls may overtake one that waits for another model. Default 16. */
  readonly patience?: number;
}

interface Waiter extends Turn {
  overtaken: number;
  readonly admit: () => void;
}

export const makeGate = ({ parallel, oneModelAtATime, patience = 16 }: GateOptions): Gate => {
  const waiters: Waiter[] = [];
  /** When each lane was last served; one that never was comes first. */
  const served = new Map<string, number>();
  let admitted = 0;
  let running = 0;
  let loaded: string | null = null;

  const next = (): Waiter | undefined => {
    const model = oneModelAtATime ? modelToServe(waiters, { loaded, running, patience }) : null;
    const able = waiters.filter((waiter) => model === null || waiter.model === model);
    const lastOf = (waiter: Waiter): number => served.get(waiter.lane) ?? 0;
    return able.toSorted((left, right) => lastOf(left) - lastOf(right))[0];
  };

  const admitAll = (): void => {
    while (running < parallel) {
      const chosen = next();
      if (chosen === undefined) return;
      const place = waiters.indexOf(chosen);
      for (const earlier of waiters.slice(0, place)) {
        if (earlier.model !== chosen.model) earlier.overtaken += 1;
      }
      waiters.splice(place, 1);
      served.set(chosen.lane, (admitted += 1));
      running += 1;
      loaded = chosen.model;
      chosen.admit();
    }
  };

  const releaseOnce = (): (() => void) => {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      running -= 1;
      admitAll();
    };
  };

  return {
    get waiting() {
      return waiters.length;
    },
    enter: async (turn) => {
      if (turn.signal.aborted) throw aborted(turn.signal);
      return await new Promise((resolve, reject) => {
        const leave = (): void => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(aborted(turn.signal));
          admitAll();
        };
        const waiter: Waiter = {
          ...turn,
          overtaken: 0,
          admit: () => {
            turn.signal.removeEventListener("abort", leave);
            resolve(releaseOnce());
          },
        };
        turn.signal.addEventListener("abort", leave, { once: true });
        waiters.push(waiter);
        admitAll();
      });
    },
  };
};

/** The person or the process stopped the run: it can be taken up again. */
export const aborted = (signal: AbortSignal): HydraError =>
  new HydraError("ABORTED", "The run was interrupted while a model was asked.", {
    fix: "Take it up again with `hydra resume`.",
    cause: signal.reason,
  });

/** The model whose calls may start now; a name that nobody waits for where none may. */
const modelToServe = (
  waiters: readonly Waiter[],
  state: { readonly loaded: string | null; readonly running: number; readonly patience: number },
): string | null => {
  const [oldest] = waiters;
  const impatient = waiters.find((waiter) => waiter.overtaken >= state.patience);
  const wanted =
    impatient?.model ??
    (waiters.some((waiter) => waiter.model === state.loaded) ? state.loaded : (oldest?.model ?? null));
  return state.running > 0 && wanted !== state.loaded ? noModel : wanted;
};

const noModel = "\u0000none";
