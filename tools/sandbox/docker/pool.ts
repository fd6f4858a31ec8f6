// Containers that are started before they are needed, so that a program does not wait for one; each is used once.
import type { SandboxLimits } from "../../../core/ports.ts";
import type { StartedBox } from "./box.ts";

export interface BoxPool {
  /** Runs `use` with a fresh container of these limits and removes it afterwards. */
  with<T>(limits: SandboxLimits, use: (box: StartedBox) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface PoolOptions {
  readonly start: (limits: SandboxLimits) => Promise<StartedBox>;
  /** Limits of the waiting containers; other memory limits get a container of their own. */
  readonly limits: SandboxLimits;
  readonly warm: number;
}

export const makePool = (options: PoolOptions): BoxPool => {
  const waiting: Promise<StartedBox>[] = [];
  const leaving = new Set<Promise<void>>();
  let closed = false;

  /** Nobody waits for a used container to go; `close` does. */
  const discard = (box: StartedBox) => {
    const going = box
      .remove()
      .catch(() => {})
      .finally(() => leaving.delete(going));
    leaving.add(going);
  };
  const refill = () => {
    if (closed) return;
    while (waiting.length < options.warm) {
      const box = options.start(options.limits);
      // a failed start shows when it is taken, not as an unhandled rejection
      box.catch(() => {});
      waiting.push(box);
    }
  };
  const take = async (limits: SandboxLimits): Promise<StartedBox> => {
    if (limits.memoryBytes !== options.limits.memoryBytes) return options.start(limits);
    const warm = await waiting.shift()?.catch(() => null);
    refill();
    if (warm?.alive() === true) return warm;
    if (warm) discard(warm);
    return options.start(limits);
  };
  refill();
  return {
    with: async (limits, use) => {
      const box = await take(limits);
      try {
        return await use(box);
      } finally {
        discard(box);
      }
    },
    close: async () => {
      closed = true;
      await Promise.all(
        waiting.splice(0).map((box) => box.then((started) => started.remove()).catch(() => {})),
      );
    },
  };
};
