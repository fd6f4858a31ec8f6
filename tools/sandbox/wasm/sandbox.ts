// The tier that needs nothing but npm: Python and JavaScript engines compiled to WebAssembly, each program in a process of
// its own. It has no shell and no sockets.
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Sandbox, SandboxLimits } from "../../../core/ports.ts";
import { makeChecker } from "../checker.ts";
import { readPythonHarness } from "../python.ts";
import { makeWasmHost } from "./host.ts";
import { type Launcher, probeLauncher, scriptPath } from "./launcher.ts";
import { ensureSnapshot } from "./snapshot.ts";

interface WasmSandboxOptions {
  readonly limits: SandboxLimits;
  /** Programs at once. */
  readonly parallel: number;
  /** For the 30 MB snapshot of Python; made when first needed. */
  readonly cacheDir: string;
  /** Node of at least version 24. Default: the one that runs this. */
  readonly nodePath?: string;
}

/** Asks the system which walls it allows. Python's snapshot is made by the first program that needs it. */
export const openWasmSandbox = async ({
  limits,
  parallel,
  cacheDir,
  nodePath,
}: WasmSandboxOptions): Promise<Sandbox> => {
  const launcher = await probeLauncher(nodePath ?? process.execPath);
  const python = makeWasmHost({ limits, warm: parallel, command: pythonCommand(launcher, cacheDir) });
  const javascript = makeWasmHost({ limits, warm: parallel, command: quickjsCommand(launcher) });
  return {
    identity: {
      tier: "wasm",
      detail: `Pyodide ${versionOf("pyodide")}, QuickJS ${versionOf("quickjs-emscripten-core")}; ${launcher.walls}`,
    },
    check: makeChecker({ hosts: { python, javascript }, limits, parallel }),
    command: ({ command }) =>
      Promise.resolve({
        status: "unsupported",
        exitCode: null,
        output: "",
        reason: `This sandbox (WebAssembly) has no shell to run "${command.join(" ")}"; the Docker tier has.`,
        durationMs: 0,
      }),
    close: async () => {
      await Promise.all([python.close(), javascript.close()]);
    },
  };
};

const require = createRequire(import.meta.url);

/** The folder of a package, found from its entry point: not every package exports its manifest. */
const folderOf = (name: string): string => {
  const entry = require.resolve(name);
  const part = join("node_modules", name);
  return entry.slice(0, entry.lastIndexOf(part) + part.length);
};

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(folderOf(name), "package.json"), "utf8")) as { version: string }).version;

const pythonCommand = (launcher: Launcher, cacheDir: string) => {
  const folder = folderOf("pyodide");
  const common = { script: "python-child", readable: [folder] };
  let snapshot: Promise<string> | undefined;
  const make = async () => {
    const [source, input] = await Promise.all([
      readFile(scriptPath("python-child"), "utf8"),
      readPythonHarness(),
    ]);
    const command = launcher.command({ ...common, args: ["snapshot", folder], memoryBytes: 256 << 20 });
    const version = [versionOf("pyodide"), process.version, process.arch, source, input].join("\n");
    return ensureSnapshot({ cacheDir, version, command, input });
  };
  return async (memoryBytes: number) => {
    snapshot ??= make();
    snapshot.catch(() => (snapshot = undefined));
    const path = await snapshot;
    return launcher.command({
      ...common,
      readable: [folder, path],
      args: ["run", folder, path],
      memoryBytes,
    });
  };
};

/** The child finds its packages by their names, through links where a package manager makes some: all of `node_modules` is readable. */
const quickjsCommand = (launcher: Launcher) => {
  const names = ["quickjs-emscripten-core", "@jitl/quickjs-wasmfile-release-sync"];
  const folders = names.flatMap((name) => [
    folderOf(name).slice(0, -name.length),
    ...(require.resolve.paths(name) ?? []),
  ]);
  const readable = [...new Set(folders)].filter((folder) => existsSync(folder));
  return (memoryBytes: number) =>
    Promise.resolve(launcher.command({ script: "quickjs-child", args: [], readable, memoryBytes }));
};
