// A model file that runs in a process of its own: an engine that aborts on a bad file, or is killed, takes nobody with it, and
// a long computation holds nobody up. The process ends with this one, and keeps it from ending only while it is asked something.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { HydraError, isHydraError } from "../core/errors.ts";
import type { Abort } from "../core/abort.ts";
import { aborted } from "./gate.ts";
import type { ChildReply } from "./model-child.ts";

export interface ModelProcess {
  /** What the child said of the model when it had loaded it. */
  readonly facts: unknown;
  /** One at a time; the others wait. A child that is gone is started anew. Throws `MODEL_UNREACHABLE`, `MODEL_TIMED_OUT`, `ABORTED`, and what the child says. */
  ask(question: unknown, options: Abort): Promise<unknown>;
  close(): Promise<void>;
}

interface ProcessOptions extends Abort {
  /** A module that calls `answerParent`. */
  readonly module: URL;
  /** The first thing that it is asked, each time that it starts. */
  readonly load: unknown;
  /** The model file, for people. */
  readonly file: string;
  /** For one question. */
  readonly timeoutMs: number;
  /** Whence the file is known, such as `memory.embed`. */
  readonly setting: string;
}

/** Throws `CONFIG_INVALID` where the file can't be loaded. */
export const openModelProcess = async (options: ProcessOptions): Promise<ModelProcess> => {
  let child: Child | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const load = async (): Promise<{ readonly child: Child; readonly facts: unknown }> => {
    const started = start(options);
    try {
      return {
        child: started,
        facts: await started.ask(options.load, Math.max(options.timeoutMs, leastLoadMs)),
      };
    } catch (error) {
      await started.end();
      throw unloadable(error, options);
    }
  };
  const inTurn = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    const turn = queue.then(async () => {
      if (signal.aborted) throw aborted(signal);
      return await work();
    });
    queue = turn.catch(() => undefined);
    return await untilAborted(turn, signal);
  };
  const close = async (): Promise<void> => {
    await child?.end();
  };

  const first = inTurn(load, options.signal);
  try {
    const { child: started, facts } = await first;
    child = started;
    return {
      facts,
      ask: async (question, { signal }) =>
        await inTurn(async () => {
          if (child?.alive !== true) ({ child } = await load());
          return await child.ask(question, options.timeoutMs);
        }, signal),
      close,
    };
  } catch (error) {
    // Given up while it loads: it is let go as soon as it is there.
    void queue.then((late) => (late as { readonly child?: Child } | undefined)?.child?.end());
    throw error;
  }
};

interface Child {
  readonly alive: boolean;
  ask(question: unknown, timeoutMs: number): Promise<unknown>;
  /** Resolves when the process is gone. */
  end(): Promise<void>;
}

const leastLoadMs = 60_000;
const limitNoise = 4_000;

const start = ({ module, file, setting }: ProcessOptions): Child => {
  const child = fork(fileURLToPath(module), [], {
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let noise = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    noise = (noise + chunk.toString("utf8")).slice(-limitNoise);
  });
  const gone = once(child, "exit").catch(() => undefined);
  // A message that finds nobody is told by the end of the process.
  child.on("error", () => undefined);
  const alive = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    get alive() {
      return alive();
    },
    end: async () => {
      hold(child, "ref");
      child.kill("SIGKILL");
      if (alive()) await gone;
    },
    ask: async (question, timeoutMs) => {
      hold(child, "ref");
      const over = new AbortController();
      const deadline = setTimeout(() => {
        over.abort();
        child.kill("SIGKILL");
      }, timeoutMs);
      try {
        const reply = once(child, "message");
        if (alive()) child.send({ question });
        const [message] = (await Promise.race([reply, gone.then(() => [null])])) as [ChildReply | null];
        if (message === null)
          throw over.signal.aborted ? late(file, timeoutMs, setting) : ended(file, child, noise);
        if (message.failure === undefined) return message.value;
        throw new HydraError(message.failure.code, message.failure.message, { fix: message.failure.fix });
      } finally {
        clearTimeout(deadline);
        hold(child, "unref");
      }
    },
  };
};

const hold = (child: ChildProcess, how: "ref" | "unref"): void => {
  child[how]();
  child.channel?.[how]();
  (child.stderr as Socket | null)?.[how]();
};

const untilAborted = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(aborted(signal));
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
};

const late = (file: string, timeoutMs: number, setting: string): HydraError =>
  new HydraError("MODEL_TIMED_OUT", `${file} did not answer within ${timeoutMs} ms; its process was ended`, {
    fix: `raise ${setting}.timeoutMs, or use a smaller model`,
  });

const ended = (file: string, child: ChildProcess, noise: string): HydraError => {
  const how =
    child.signalCode ?? (child.exitCode === null ? "it did not start" : `exit code ${child.exitCode}`);
  const said = noise.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
  return new HydraError(
    "MODEL_UNREACHABLE",
    `the process that runs ${file} ended (${how})${said === "" ? "" : `: ${said}`}`,
    { fix: "try again: another is started; if it ends again, look whether memory is short" },
  );
};

const unloadable = (error: unknown, { file, setting }: ProcessOptions): unknown => {
  if (!isHydraError(error) || error.code !== "MODEL_UNREACHABLE") return error;
  return new HydraError("CONFIG_INVALID", `${file} can't be loaded: ${error.message}`, {
    fix: `check that ${setting}.file is a whole model file of the right kind (fetch it again), and that memory suffices`,
    cause: error,
  });
};
