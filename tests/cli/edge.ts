// Runs the command line without a process: streams are collected, the world behind `wire` is a fake one.
import { Readable } from "node:stream";
import type { OpenKnowledge } from "../../app/knowledge.ts";
import { runCli } from "../../cli/program.ts";
import type { Edge } from "../../cli/edge.ts";
import { makeWorld } from "../app/fake-wired.ts";
import type { Behaviour } from "../app/fake-wired.ts";
import { temporary } from "../support/temporary.ts";

/** Memory is the real one, in the process. */
const embedded: OpenKnowledge = async (options) =>
  (await import("../../app/wire/knowledge.ts")).openKnowledge(options);

export const makeTerminal = (
  behaviour: Behaviour = { files: { "a.py": "1\n" } },
  openKnowledge: OpenKnowledge = embedded,
) => {
  const world = makeWorld(behaviour);
  const cwd = temporary();
  const controller = new AbortController();

  /** `stdin` as piped text; `tty`: a person at a terminal, who types it. */
  const run = async (
    argv: readonly string[],
    options: { env?: Record<string, string>; stdin?: string; tty?: boolean; cwd?: string } = {},
  ) => {
    let stdout = "";
    let stderr = "";
    const isTTY = options.tty === true;
    const edge: Edge = {
      argv,
      env: { HYDRA_DATA: world.data, ...options.env },
      cwd: options.cwd ?? cwd,
      stdin: Object.assign(Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]), {
        isTTY,
      }),
      stdout: { write: (text) => (stdout += text), isTTY, columns: 100 },
      stderr: { write: (text) => (stderr += text) },
      signal: controller.signal,
      userDataDir: world.data,
      versions: { hydra: "1.2.3", node: "24" },
      wire: world.wire,
      compileSwarm: world.compileSwarm,
      openKnowledge,
    };
    const code = await runCli(argv, edge);
    return { code, stdout, stderr };
  };

  /** One object on stdout and nothing else anywhere. */
  const json = async (argv: readonly string[], options: Parameters<typeof run>[1] = {}) => {
    const { code, stdout, stderr } = await run([...argv, "--json"], options);
    return { code, stderr, value: JSON.parse(stdout) as Record<string, never> };
  };
  return { run, json, world, cwd, controller };
};
