// How a child of this tier is started: Node's permission model inside, and outside of it namespaces of its own for network
// and processes where the system lets us have them.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ChildCommand } from "./child.ts";
import { tieringBudget } from "./machine-code.ts";

const wrapper = [
  "--user",
  "--map-current-user",
  "--net",
  "--ipc",
  "--uts",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount",
  "--mount-proc",
];
const probeTimeoutMs = 5_000;

export interface Launcher {
  /** The walls around a child, for people. */
  readonly walls: string;
  command(options: LaunchOptions): ChildCommand;
}

interface LaunchOptions {
  /** Path of a plain script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Files and folders that the child may read. */
  readonly readable: readonly string[];
  readonly memoryBytes: number;
  readonly flags?: readonly string[];
}

/** Asks the system what it allows; takes a few milliseconds. */
export const probeLauncher = async (nodePath: string): Promise<Launcher> => {
  const unshared = await promisify(execFile)(unsharePath, [...wrapper, "true"], {
    env: {},
    timeout: probeTimeoutMs,
  }).then(
    () => true,
    () => false,
  );
  return {
    walls: `node --permission${unshared ? ", unshare user, net, pid, ipc, mount" : ""}`,
    command: ({ script, args, readable, memoryBytes, flags = [] }) => {
      const inner = [
        "--permission",
        ...[script, ...readable].map((each) => `--allow-fs-read=${each}`),
        "--no-experimental-sqlite",
        "--no-addons",
        "--no-warnings",
        "--disallow-code-generation-from-strings",
        "--max-old-space-size=256",
        "--stack-size=7000",
        // A short program ends before the compilers of JavaScript or a collector of garbage have earned their time.
        "--no-opt",
        "--no-maglev",
        "--initial-heap-size=128",
        // Nor does optimising more of an interpreter than was prepared.
        `--wasm-tiering-budget=${tieringBudget}`,
        `--wasm-max-mem-pages=${Math.floor(memoryBytes / 65_536)}`,
        ...flags,
        script,
        ...args,
      ];
      return unshared
        ? { command: unsharePath, args: [...wrapper, nodePath, ...inner] }
        : { command: nodePath, args: inner };
    },
  };
};

const unsharePath = "/usr/bin/unshare";
