// One Node process with no environment, no files but its own, and an end: the shell around both WebAssembly engines.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { HydraError } from "../../../core/errors.ts";
import type { HostExit } from "../host.ts";

export interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** A started process that waits for its standard input. */
export interface Child {
  /** Feeds the process and follows it to its end. */
  run(input: string, options: RunOptions): Promise<HostExit>;
  kill(): void;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

interface RunOptions {
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly outputBytes: number;
}

/** Room for a harness's own lines, each of which carries bounded values. */
const protocolBytes = 64 << 20;

export const startChild = ({ command, args }: ChildCommand): Child => {
  const child = spawn(command, args, { env: {}, cwd: "/", stdio: ["pipe", "pipe", "pipe"] });
  const kill = () => {
    hold(child, "ref");
    if (child.exitCode === null && child.signalCode === null) killInnermost(child);
  };
  const ended = new Promise<{ code: number | null; failure: Error | null }>((resolve) => {
    child.once("error", (failure) => resolve({ code: null, failure }));
    child.once("close", (code) => resolve({ code, failure: null }));
  });
  child.stdin.on("error", () => {});
  hold(child, "unref");
  return {
    kill,
    gone: ended.then(() => undefined),
    run: async (input, { signal, onLine, outputBytes }) => {
      hold(child, "ref");
      let bytes = 0;
      let noise = "";
      let flooded = false;
      let open = "";
      const [out, err] = [new StringDecoder("utf8"), new StringDecoder("utf8")];
      const count = (chunk: Buffer, limit: number) => {
        bytes += chunk.length;
        if (bytes <= limit) return;
        flooded = true;
        kill();
      };
      child.stdout.on("data", (chunk: Buffer) => {
        count(chunk, protocolBytes);
        const lines = (open + out.write(chunk)).split("\n");
        open = lines.pop() ?? "";
        for (const line of lines) onLine(line);
      });
      child.stderr.on("data", (chunk: Buffer) => {
        count(chunk, protocolBytes);
        if (noise.length < outputBytes) noise = (noise + err.write(chunk)).slice(0, outputBytes);
      });
      signal.addEventListener("abort", kill, { once: true });
      if (signal.aborted) kill();
      child.stdin.end(input);
      const { code, failure } = await ended;
      signal.removeEventListener("abort", kill);
      if (open !== "") onLine(open);
      if (failure !== null) throw unstartable(failure);
      const said = noise.replaceAll(/^unshare: .*\n/gmu, "");
      return { ended: endOf({ signal, flooded, code, noise }), exitCode: code, noise: said };
    },
  };
};

/** A waiting process keeps nobody from exiting: it ends by itself when its input does. A running one is waited for. */
const hold = (child: ChildProcessWithoutNullStreams, how: "ref" | "unref") => {
  child[how]();
  for (const stream of [child.stdin, child.stdout, child.stderr])
    (stream as unknown as Partial<Socket>)[how]?.();
};

/**
 * Around the engine there may be a wrapper that waits for it. The engine is killed, so that the wrapper buries it and ends: the
 * other way round an orphan is left for the system's first process, which in many containers buries nobody.
 */
const killInnermost = (child: ChildProcessWithoutNullStreams) => {
  try {
    const [inner] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ");
    if (inner) process.kill(Number(inner), "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
};

const endOf = (how: {
  signal: AbortSignal;
  flooded: boolean;
  code: number | null;
  noise: string;
}): HostExit["ended"] => {
  if (how.flooded) return "output-limit";
  if (how.signal.aborted) return "killed";
  if (/heap out of memory|Cannot enlarge memory/u.test(how.noise)) return "out-of-memory";
  return how.code === 0 ? "exited" : "crashed";
};

const unstartable = (cause: Error): HydraError =>
  new HydraError("SANDBOX_DOWN", `The WebAssembly sandbox could not start a process: ${cause.message}.`, {
    fix: "Check that Node can start processes here, then try again.",
    cause,
  });
