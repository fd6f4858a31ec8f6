// The process around the commands: real streams, signals and the exit. The one file that reads the environment.
import { readFileSync } from "node:fs";
import envPaths from "env-paths";
import type { Edge } from "./edge.ts";
import { reportError, typedCause } from "./errors.ts";
import { runCli } from "./program.ts";

/** A launcher and its terminal may both deliver one key press; what comes later than this is meant. */
const secondSignalMs = 700;

/** What an escaped failure leaves a command for its own ending, before it is ended. */
const endingMs = 10_000;

export const main = async (): Promise<void> => {
  // Stdout belongs to the result; a library that talks is heard on stderr.
  const heard = console.error.bind(console);
  Object.assign(console, { log: heard, info: heard, debug: heard, warn: heard });
  const argv = process.argv.slice(2);
  const controller = new AbortController();
  let stoppedAt: number | null = null;
  const stop = () => {
    const now = Date.now();
    if (stoppedAt !== null && now - stoppedAt > secondSignalMs) process.exit(130);
    stoppedAt ??= now;
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // A reader that has enough (`hydra runs | head -1`) is no failure.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => process.exit(0));
  const edge = edgeOf(argv, controller.signal);
  const fail = (error: unknown) => {
    void exit(reportError(error, edge, argv.includes("--json")));
  };
  process.on("uncaughtException", fail);
  // LangGraph looks at a failed write only at the end of its step: what has a name ends the run in order, and at once.
  process.on("unhandledRejection", (error) => {
    const known = typedCause(error);
    if (known === null) return fail(error);
    controller.abort(known);
    setTimeout(() => fail(known), endingMs);
  });
  // It may look at one later; it has been dealt with by then.
  process.on("rejectionHandled", () => undefined);
  await exit(await runCli(argv, edge));
};

const exit = async (code: number): Promise<never> => {
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(code);
};

const edgeOf = (argv: readonly string[], signal: AbortSignal): Edge => ({
  argv,
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal,
  userDataDir: envPaths("hydra", { suffix: "" }).data,
  versions: { hydra: packageVersion(), node: process.versions.node },
  wire: async (options) => (await import("../app/wire/wire.ts")).wire(options),
  compileSwarm: async (ports, saved) => (await import("../app/swarm.ts")).compileSwarm(ports, saved),
  openKnowledge: async (options) => (await import("../app/wire/knowledge.ts")).openKnowledge(options),
});

/** Beside `cli/` in a checkout, above `dist/` in a package. */
const packageVersion = (): string => {
  for (const place of ["../package.json", "../../package.json"]) {
    try {
      const text = readFileSync(new URL(place, import.meta.url), "utf8");
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return "unknown";
};

const flushed = async (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write("", () => resolve());
  });
