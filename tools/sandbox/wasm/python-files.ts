// What Python's processes start from. It is derived once per version of what goes into it: the child and Pyodide as plain scripts,
// what V8 compiled of them, and the memory of a Python that has already imported what programs commonly import.
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HarnessInput } from "../protocol.ts";
import { readPythonHarness } from "../python.ts";
import { bundleChild, bundlePyodide } from "./bundle.ts";
import type { ChildCommand } from "./child.ts";
import type { Launcher } from "./launcher.ts";
import { folderOf, versionOf } from "./packages.ts";
import { ensurePrepared } from "./prepared.ts";

const makeTimeoutMs = 120_000;

/** How a process for one program is started: quickest with `usualMemoryBytes`. Throws `SANDBOX_DOWN`. */
export const pythonCommand = (
  launcher: Launcher,
  { cacheDir, usualMemoryBytes }: { cacheDir: string; usualMemoryBytes: number },
) => {
  let prepared: Promise<string> | undefined;
  return async (memoryBytes: number): Promise<ChildCommand> => {
    prepared ??= prepare(launcher, cacheDir, usualMemoryBytes);
    prepared.catch(() => (prepared = undefined));
    return commandIn(await prepared, "run", { launcher, memoryBytes });
  };
};

const commandIn = (
  folder: string,
  mode: "make" | "run",
  { launcher, memoryBytes }: { launcher: Launcher; memoryBytes: number },
): ChildCommand => {
  const pyodide = folderOf("pyodide");
  const script = join(folder, "child.cjs");
  return launcher.command({
    script,
    args: [mode, pyodide, folder],
    readable: [pyodide, folder],
    memoryBytes,
  });
};

/** Compiled code is good only under the flags it was made under, of which the limit of memory is one. */
const prepare = async (launcher: Launcher, cacheDir: string, memoryBytes: number): Promise<string> => {
  const [script, harness, rehearsal] = await Promise.all([
    bundleChild("python-child"),
    readPythonHarness(),
    readFile(new URL("rehearsal.py", import.meta.url), "utf8"),
  ]);
  const { args } = commandIn("", "run", { launcher, memoryBytes });
  const input = JSON.stringify({ harness, rehearsal: JSON.stringify(rehearsalOf(rehearsal)) });
  return ensurePrepared({
    cacheDir,
    name: "python",
    version: [versionOf("pyodide"), process.version, process.arch, ...args, script, input].join("\n"),
    make: async (folder) => {
      await writeFile(join(folder, "child.cjs"), script);
      await writeFile(join(folder, "pyodide.js"), await bundlePyodide(folderOf("pyodide")));
      const made = await runToEnd(commandIn(folder, "make", { launcher, memoryBytes }), input);
      const [memory, cache, machineCode] = partsOf(made.output);
      if (memory === undefined || cache === undefined) throw new Error(`Python did not start: ${made.noise}`);
      await writeFile(join(folder, "memory"), memory);
      await writeFile(join(folder, "pyodide.cache"), cache);
      // Without it everything is only slower.
      if (machineCode !== undefined) await writeFile(join(folder, "machine-code"), machineCode);
    },
  });
};

const rehearsalOf = (content: string): HarnessInput => ({
  nonce: "rehearsal",
  mode: "run",
  files: [{ path: "rehearsal.py", content }],
  load: true,
  items: [
    { kind: "value", setup: "", call: "rehearse(20)" },
    { kind: "script", source: "assert rehearse(10)" },
  ],
  outputBytes: 64 << 10,
  valueBytes: 64 << 10,
});

const runToEnd = (
  { command, args }: ChildCommand,
  input: string,
): Promise<{ output: Buffer; noise: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: {}, cwd: "/", stdio: ["pipe", "pipe", "pipe"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), makeTimeoutMs);
    const chunks: Buffer[] = [];
    let noise = "";
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => (noise = (noise + chunk.toString()).slice(0, 2_000)));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(chunks), noise: noise.trim() });
    });
  });

/** Whole parts, each after its length. */
const partsOf = (output: Buffer): readonly Buffer[] => {
  const parts: Buffer[] = [];
  for (let at = 0; at + 4 <= output.length;) {
    const [start, bytes] = [at + 4, output.readUInt32LE(at)];
    at = start + bytes;
    if (at <= output.length && bytes > 0) parts.push(output.subarray(start, at));
  }
  return parts;
};
