// The grader's process from outside: requests and replies by number, a deadline for silence, and an end that leaves nothing behind.
import { spawn } from "node:child_process";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import type { ErrorCode } from "../../core/errors.ts";
import { HydraError, isHydraError } from "../../core/errors.ts";
import { type Failure, Reply, type Request } from "./protocol.ts";

interface ChildOptions {
  /** Its working folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly silenceMs: number;
}

type Wish = Request extends infer R ? (R extends { id: number } ? Omit<R, "id"> : never) : never;

interface Child {
  ask<T>(wish: Wish, schema: z.ZodType<T>): Promise<T>;
  readonly close: () => Promise<void>;
}

const passedOn = ["PATH", "HOME", "TMPDIR", "DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"];
const closingMs = 5_000;
const noiseCharacters = 2_000;

export const startChild = ({ folder, env, signal, silenceMs }: ChildOptions): Child => {
  const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, ["--no-warnings", main], {
    cwd: folder,
    env: Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  const state = { next: 0, noise: "", over: null as HydraError | null };
  let silence: NodeJS.Timeout | undefined;

  const end = (error: HydraError) => {
    state.over ??= error;
    clearTimeout(silence);
    for (const { reject } of pending.values()) reject(state.over);
    pending.clear();
    child.stdin.end();
  };
  const listen = () => {
    clearTimeout(silence);
    if (pending.size === 0) return;
    silence = setTimeout(() => {
      end(down(`it has said nothing for ${Math.round(silenceMs / 1_000)} s`));
      child.kill("SIGKILL");
    }, silenceMs);
  };
  const onAbort = () => end(interrupted(signal));
  const gone = new Promise<void>((resolve) => {
    child.once("error", (error) => end(down(error.message)));
    child.once("close", () => {
      signal.removeEventListener("abort", onAbort);
      end(down(`it ended${state.noise === "" ? "" : `: ${state.noise.trim()}`}`));
      resolve();
    });
  });
  child.stdin.on("error", () => undefined);
  child.stderr.on("data", (chunk: Buffer) => {
    state.noise = (state.noise + chunk.toString()).slice(-noiseCharacters);
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const reply = readReply(line);
    const waiting = reply === null ? undefined : pending.get(reply.id);
    if (reply === null || waiting === undefined) return;
    pending.delete(reply.id);
    if (reply.failure === undefined) waiting.resolve(reply.value);
    else waiting.reject(rebuilt(reply.failure));
    listen();
  });
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();

  return {
    ask: async (wish, schema) => {
      if (state.over !== null) throw state.over;
      const id = state.next++;
      const value = await new Promise<unknown>((resolve, reject) => {
        pending.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, ...wish })}\n`);
        if (pending.size === 1) listen();
      });
      return schema.parse(value);
    },
    close: async () => {
      end(closed());
      const timer = setTimeout(() => child.kill("SIGKILL"), closingMs);
      await gone;
      clearTimeout(timer);
    },
  };
};

const readReply = (line: string): Reply | null => {
  try {
    return Reply.parse(JSON.parse(line));
  } catch {
    return null;
  }
};

/** A code that is not known comes of another version of the grader. */
const rebuilt = ({ code, message, fix }: Failure): HydraError => {
  const error = new HydraError(code as ErrorCode, message, { fix });
  return isHydraError(error) ? error : new HydraError("INTERNAL", message, { fix });
};

const down = (why: string): HydraError =>
  new HydraError("SANDBOX_DOWN", `the grader's process is gone (${why})`, {
    fix: "try again; `hydra doctor` shows whether the sandbox works",
  });

const interrupted = (signal: AbortSignal): HydraError =>
  new HydraError("ABORTED", "the evaluation was interrupted while grading", {
    fix: "start it again with --resume",
    cause: signal.reason,
  });

const closed = (): HydraError =>
  new HydraError("INTERNAL", "the grader was asked after it was closed", {
    fix: "report this with the command that was run",
  });
