// The process in which Pyodide runs. It is closed in layers before any candidate is read: Node's permission model and an
// empty environment from outside (python-host.ts), and in here no module, no process and no network to be reached from Python.
import fs from "node:fs";
import { registerHooks } from "node:module";
import os from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Modules that the harness and common programs import: they go into the memory snapshot.
const warmImports =
  "import __future__, abc, array, ast, asyncio, base64, bisect, calendar, cmath, collections.abc, contextlib, copy, csv, " +
  "dataclasses, datetime, decimal, enum, fractions, functools, hashlib, heapq, importlib.util, inspect, io, itertools, json, " +
  "math, numbers, operator, os, pathlib, queue, random, re, statistics, string, sys, tempfile, textwrap, time, types, typing, " +
  "unittest, unittest.mock, urllib.parse, uuid";

const runCompiled = `
import builtins, sys
source, code = sys.__dict__.pop("_hydra_harness")
code = code if source == harness else compile(harness, "<harness>", "exec")
exec(code, {"__name__": "__harness__", "__builtins__": builtins})
`;

const refuse = (): never => {
  throw new Error("not available in this sandbox");
};

const [mode = "", pyodideFolder = "", snapshotPath = ""] = process.argv.slice(2);

// Under the permission model Pyodide asks for two tables of constants this way and for nothing else.
Object.defineProperty(process, "binding", {
  configurable: true,
  value: (name: string) => (name === "constants" ? { fs: fs.constants, os: os.constants } : refuse()),
});

// What Pyodide asks for by name while it loads. The three that could reach out are stand-ins; the stand-in for `crypto` gives the
// same "random" bytes in every run, so that a program that seeds itself from the system is still judged alike twice.
const allowed = new Set(["url", "fs", "fs/promises", "vm", "path", "module", "tty"]);
const standIns = new Set(["ws", "crypto", "child_process"]);
const standIn =
  "let s = 1; exports.spawnSync = () => ({ status: 126 }); exports.randomFillSync = (view) => { " +
  "for (let i = 0; i < view.length; i++) { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; view[i] = s >>> 24; } return view; };";
let sealed = false;
registerHooks({
  resolve: (specifier, context, next) => {
    const name = specifier.replace(/^node:/u, "");
    if (standIns.has(name)) return { url: `hydra:${name}`, format: "commonjs", shortCircuit: true };
    const own = specifier.startsWith("file:") || specifier.startsWith(".");
    return sealed || !(own || allowed.has(name)) ? refuse() : next(specifier, context);
  },
  load: (url, context, next) =>
    url.startsWith("hydra:")
      ? { format: "commonjs", source: standIn, shortCircuit: true }
      : next(url, context),
});

const { loadPyodide } = (await import(
  pathToFileURL(join(pyodideFolder, "pyodide.mjs")).href
)) as typeof import("pyodide");
const jsglobals = Object.assign(Object.create(null) as object, {
  Object,
  Array,
  Promise,
  setTimeout,
  clearTimeout,
});
const common = { indexURL: `${pyodideFolder}/`, jsglobals, env: { HOME: "/tmp", PYTHONHASHSEED: "0" } };

if (mode === "snapshot") {
  const pyodide = await loadPyodide({ ...common, _makeSnapshot: true });
  pyodide.runPython(`${warmImports}\n${keepCompiled(readAll())}`);
  writeAll(1, pyodide.makeMemorySnapshot());
} else {
  const pyodide = await loadPyodide({ ...common, _loadSnapshot: fs.readFileSync(snapshotPath) });
  const { harness, input } = JSON.parse(readAll()) as { harness: string; input: string };
  const stdin = Buffer.from(input);
  let position = 0;
  pyodide.setStdin({
    read: (target: Uint8Array) => {
      const size = stdin.copy(target, 0, position);
      position += size;
      return size;
    },
  });
  pyodide.setStdout({ write: (bytes: Uint8Array) => writeAll(1, bytes) });
  pyodide.setStderr({ write: (bytes: Uint8Array) => writeAll(2, bytes) });
  seal();
  pyodide.runPython(runCompiled, { globals: pyodide.toPy({ harness }) });
}

/** Compiling the harness takes longer than most programs run, so its code object is part of the snapshot. */
function keepCompiled(harness: string): string {
  const source = JSON.stringify(harness);
  return `import sys\nsys._hydra_harness = (${source}, compile(${source}, "<harness>", "exec"))`;
}

function seal() {
  sealed = true;
  const methods =
    "getBuiltinModule binding _linkedBinding dlopen kill _kill _debugProcess _debugEnd _startProfilerIdleNotifier chdir abort";
  const more = "reallyExit report loadEnvFile execve send channel setuid setgid umask mainModule emitWarning";
  for (const name of `${methods} ${more}`.split(" ")) hide(process, name);
  const globals =
    "fetch WebSocket EventSource Request Response Headers Worker BroadcastChannel MessageChannel require module Buffer";
  for (const name of globals.split(" ")) hide(globalThis, name);
}

function hide(target: object, name: string) {
  Reflect.deleteProperty(target, name);
  Object.defineProperty(target, name, { value: undefined, configurable: false, writable: false });
}

function readAll(): string {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(1 << 16);
    const size = retrying(() => fs.readSync(0, chunk));
    if (size === 0) return Buffer.concat(chunks).toString("utf8");
    chunks.push(chunk.subarray(0, size));
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): number {
  for (let sent = 0; sent < bytes.length;) {
    sent += retrying(() => fs.writeSync(descriptor, bytes, sent, bytes.length - sent));
  }
  return bytes.length;
}

/** The pipe may be non-blocking. */
function retrying(attempt: () => number): number {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
