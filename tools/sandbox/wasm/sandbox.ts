// The tier that needs nothing but npm: Python and JavaScript engines compiled to WebAssembly, each program in a process of
// its own. It has no shell and no sockets.
import type { Sandbox, SandboxLimits } from "../../../core/ports.ts";
import { makeChecker } from "../checker.ts";
import { makeWasmHost } from "./host.ts";
import { probeLauncher } from "./launcher.ts";
import { versionOf } from "./packages.ts";
import { pythonCommand } from "./python-files.ts";
import { quickjsCommand } from "./quickjs-files.ts";

interface WasmSandboxOptions {
  readonly limits: SandboxLimits;
  /** Programs at once. */
  readonly parallel: number;
  /** For what the engines start from, some 20 MB; made when first needed. */
  readonly cacheDir: string;
  /** Node of at least version 24. Default: the one that runs this. */
  readonly nodePath?: string;
}

/** Asks the system which walls it allows. What an engine starts from is made by the first program that needs it. */
export const openWasmSandbox = async ({
  limits,
  parallel,
  cacheDir,
  nodePath,
}: WasmSandboxOptions): Promise<Sandbox> => {
  const launcher = await probeLauncher(nodePath ?? process.execPath);
  const usualMemoryBytes = limits.memoryBytes;
  const command = pythonCommand(launcher, { cacheDir, usualMemoryBytes });
  const python = makeWasmHost({ limits, warm: parallel, command });
  const javascript = makeWasmHost({ limits, warm: parallel, command: quickjsCommand(launcher, cacheDir) });
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
