// How a child of this tier is started: Node's permission model inside, and outside of it namespaces of its own for network
// and processes where the system lets us have them.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ChildCommand } from "./child.ts";
import { tieringBudget } from "./machine-code.ts";

/** Whoever is started so is killed when we are, however that comes: a program that loops would go on for ever. */
const dying = ["--pdeathsig", "KILL"];
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
  const [unshared, mortal] = await Promise.all([works(unsharePath, wrapper), works(setprivPath, dying)]);
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
      const walled = unshared ? [unsharePath, ...wrapper, nodePath, ...inner] : [nodePath, ...inner];
      const [command = nodePath, ...rest] = mortal ? [setprivPath, ...dying, ...walled] : walled;
      return { command, args: rest };
    },
  };
};

const works = (command: string, args: readonly string[]) =>
  promisify(execFile)(command, [...args, "true"], { env: {}, timeout: probeTimeoutMs }).then(
    () => true,
    () => false,
  );

const setprivPath = "/usr/bin/setpriv";
const unsharePath = "/usr/bin/unshare";
