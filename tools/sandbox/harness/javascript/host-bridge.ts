// The two places where the harness runs: QuickJS, whose host brings a few functions, and Node in a container.

export interface Bridge {
  readonly input: string;
  readonly emit: (line: string) => void;
  /** Runs a script and returns its value; `file` shows in stack traces. */
  readonly evaluate: (source: string, file: string) => unknown;
  /** A built-in module of the platform, or undefined. */
  readonly builtin: (name: string) => unknown;
  /** Asks to be told when nothing is left that could go on; the answer says whether anybody waited. */
  readonly onStall: (tell: () => boolean) => void;
  /** Seconds of the platform's own stopwatch, and the loop that drives timers, where the realm has none. */
  readonly bare: BareRealm | null;
}

export interface BareRealm {
  readonly now: () => number;
  /** The host calls `tick` when no job is left; it says whether there was a timer to run. */
  readonly onTick: (tick: () => boolean) => void;
}

declare const __hydra:
  | (Omit<Bridge, "bare" | "builtin" | "evaluate"> & BareRealm & Pick<Bridge, "evaluate">)
  | undefined;

export const openBridge = (): Bridge => {
  if (typeof __hydra !== "undefined") {
    const host = __hydra;
    Reflect.deleteProperty(globalThis, "__hydra");
    const { input, emit, evaluate, onStall } = host;
    return {
      input,
      emit,
      evaluate,
      onStall,
      builtin: () => undefined,
      bare: { now: host.now, onTick: host.onTick },
    };
  }
  return openNode();
};

const openNode = (): Bridge => {
  const load = process.getBuiltinModule.bind(process);
  const { readFileSync, writeSync } = load("node:fs");
  const input = readFileSync(0, "utf8");
  // oxlint-disable-next-line no-eval -- the candidate is evaluated; a container is the wall around this process
  const evaluate = globalThis.eval;
  process.on("uncaughtException", () => {});
  process.on("unhandledRejection", () => {});
  return {
    input,
    emit: (line) => {
      const bytes = Buffer.from(`\n${line}\n`);
      for (let sent = 0; sent < bytes.length;) {
        try {
          sent += writeSync(1, bytes, sent);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
        }
      }
    },
    evaluate: (source, file) => evaluate(`${source}\n//# sourceURL=${file}`),
    builtin: (name) => load(name),
    onStall: (tell) =>
      process.on("beforeExit", () => {
        if (tell()) setImmediate(() => {});
      }),
    bare: null,
  };
};
