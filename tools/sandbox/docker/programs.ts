// What runs inside a container: a harness over its line protocol (a `Host`), or a workspace's own command.
import { randomUUID } from "node:crypto";
import { StringDecoder } from "node:string_decoder";
import type { CommandJob, CommandResult, SandboxLimits } from "../../../core/ports.ts";
import type { Host, HostProgram } from "../host.ts";
import { interrupted } from "../turnstile.ts";
import { encodeLaunch } from "./launch.ts";
import type { BoxPool } from "./pool.ts";

const harnesses = {
  // not -I: it would ignore PYTHONHASHSEED, and the order of sets would differ from run to run
  python: { path: "/tmp/hydra/harness.py", command: ["python3", "-s", "-u", "/tmp/hydra/harness.py"] },
  javascript: { path: "/tmp/hydra/harness.mjs", command: ["node", "/tmp/hydra/harness.mjs"] },
} as const satisfies Record<HostProgram["engine"], { path: string; command: readonly string[] }>;

/** Beyond its deadline a program may live this long before it ends by itself. */
const graceSeconds = 30;

/** Room for a harness's own lines: whoever reads them bounds what the program printed between them. */
const protocolBytes = 16 << 20;

/** Standard output is handed on line by line, standard error is noise. */
export const dockerHost = (pool: BoxPool): Host => ({
  run: (program, { signal, onLine }) =>
    pool.with(program.limits, async (box) => {
      const { path, command } = harnesses[program.engine];
      const lines = splitLines(onLine);
      const noise = new StringDecoder("utf8");
      let said = "";
      const exit = await box.run({
        launch: encodeLaunch({
          files: [{ path, content: program.harness }],
          command,
          stdin: program.input,
          seconds: program.limits.jobTimeoutMs / 1000 + graceSeconds,
          missingMark: "the image lacks this program",
        }),
        allowed: { stdout: program.limits.outputBytes + protocolBytes, stderr: program.limits.outputBytes },
        signal,
        onOutput: (chunk, from) => {
          if (from === "stdout") lines.write(chunk);
          else said += noise.write(chunk);
        },
      });
      lines.end();
      return { ...exit, noise: said + noise.end() };
    }),
  close: () => pool.close(),
});

/** A test command over files in /work. A command that the image does not have is `unsupported`, never a failure. */
export const runCommand = async (
  pool: BoxPool,
  job: CommandJob,
  options: { limits: SandboxLimits; signal: AbortSignal },
): Promise<CommandResult> => {
  const { limits, signal } = options;
  const mark = `hydra-missing-${randomUUID()}`;
  const launch = encodeLaunch({
    files: job.files,
    command: job.command,
    stdin: null,
    seconds: limits.jobTimeoutMs / 1000 + graceSeconds,
    missingMark: mark,
  });
  return pool.with(limits, async (box) => {
    const started = performance.now();
    const late = AbortSignal.timeout(limits.jobTimeoutMs);
    const decoder = new StringDecoder("utf8");
    let output = "";
    const exit = await box.run({
      launch,
      allowed: { stdout: limits.outputBytes, stderr: limits.outputBytes },
      signal: AbortSignal.any([signal, late]),
      onOutput: (chunk) => {
        output += decoder.write(chunk);
      },
    });
    if (signal.aborted) throw interrupted(signal);
    const durationMs = Math.round(performance.now() - started);
    const result = { exitCode: exit.exitCode, output: output.slice(0, limits.outputBytes), durationMs };
    if (output.startsWith(mark)) {
      const reason = `the sandbox image cannot run \`${job.command.slice(0, 3).join(" ")}\`: it is not installed there`;
      return { ...result, status: "unsupported", exitCode: null, output: "", reason };
    }
    if (exit.ended === "killed") return { ...result, status: "timeout" };
    if (exit.ended === "exited" || exit.ended === "crashed") return { ...result, status: "ok" };
    return { ...result, status: exit.ended };
  });
};

/** Calls `onLine` for each whole line, without its end; the rest at the end of the stream counts as a line. */
const splitLines = (onLine: (line: string) => void) => {
  const decoder = new StringDecoder("utf8");
  let open = "";
  return {
    write: (chunk: Buffer) => {
      const lines = (open + decoder.write(chunk)).split("\n");
      open = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    },
    end: () => {
      open += decoder.end();
      if (open !== "") onLine(open);
    },
  };
};
