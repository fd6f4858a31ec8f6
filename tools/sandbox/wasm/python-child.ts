// The process in which Pyodide runs. It is closed in layers before any candidate is read: Node's permission model and an
// empty environment from outside (launcher.ts), and in here no module, no process and no network to be reached from Python.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";
import type { PyodideAPI } from "pyodide";
import {
  optimiseEagerly,
  readMachineCode,
  type WebAssemblyModule,
  writeMachineCode,
} from "./machine-code.ts";
import { readAll, writeAll } from "./pipes.ts";
import { memoryImage, restoreMemory } from "./python-memory.ts";
import { lend, narrow, seal } from "./python-wall.ts";

/** As far as it is used; its own type knows nothing of what is private. */
type Load = (
  options: LoadOptions & { indexURL: string; jsglobals: object; env: object },
) => Promise<PyodideAPI>;

interface LoadOptions {
  readonly createPyodideModule: CreateModule;
  readonly _loadSnapshot?: Uint8Array;
  readonly _makeSnapshot?: boolean;
}

/** What of Emscripten's module is used here. */
interface Module {
  readonly HEAPU8: Uint8Array;
  readonly API: { restoreSnapshot: (snapshot: Uint8Array) => unknown };
}

type CreateModule = (settings: object) => Promise<Module>;

// Modules that the harness and common programs import: they go into the memory image.
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

// `make` and `run`; `tell` says instead of running whether what was compiled before is taken.
const [mode = "", pyodideFolder = "", prepared = ""] = process.argv.slice(2);

narrow();
const file = (name: string): string => path.join(prepared, name);
const script = new vm.Script(fs.readFileSync(file("pyodide.js"), "latin1"), {
  filename: "pyodide.js",
  ...(mode !== "make" && { cachedData: fs.readFileSync(file("pyodide.cache")) }),
});
const { loadPyodide, createPyodideModule } = (
  script.runInThisContext() as (require: typeof lend) => {
    loadPyodide: Load;
    createPyodideModule: CreateModule;
  }
)(lend);

const wasm = (
  globalThis as unknown as {
    WebAssembly: {
      compile: (source: Uint8Array) => Promise<WebAssemblyModule>;
      instantiate: (module: WebAssemblyModule | Uint8Array, imports: object) => Promise<unknown>;
    };
  }
).WebAssembly;
const { instantiate } = wasm;

void (mode === "make" ? make() : run());

async function run() {
  const code = file("machine-code");
  let optimised: WebAssemblyModule | undefined;
  compileBy(async (source) => {
    if (fs.existsSync(code)) optimised = readMachineCode(fs.readFileSync(code).buffer, source);
    return optimised ?? (await wasm.compile(source));
  });
  const pyodide = await load({
    // Says only that there is one.
    _loadSnapshot: new Uint8Array(),
    createPyodideModule: async (settings) => {
      const module = await createPyodideModule(settings);
      module.API.restoreSnapshot = () => restoreMemory(file("memory"), module.HEAPU8);
      return module;
    },
  });
  if (mode === "tell") {
    const told = {
      scriptCache: script.cachedDataRejected === false,
      machineCode: optimised !== undefined,
    };
    return void writeAll(1, Buffer.from(JSON.stringify(told)));
  }
  const { harness, input } = JSON.parse(readAll()) as { harness: string; input: string };
  connect(pyodide, input, writeAll);
  seal();
  pyodide.runPython(runCompiled, { globals: pyodide.toPy({ harness }) });
}

/** Starts Python, then starts it again from its memory and rehearses: what was learnt on the way goes to standard output. */
async function make() {
  const { harness, rehearsal } = JSON.parse(readAll()) as { harness: string; rehearsal: string };
  let compiled: WebAssemblyModule | undefined;
  optimiseEagerly(true);
  const compileOnce = async (source: Uint8Array) => (compiled ??= await wasm.compile(source));
  compileBy(compileOnce);
  const first = await load({ _makeSnapshot: true, createPyodideModule });
  first.runPython(`${warmImports}\n${keepCompiled(harness)}`);
  compileBy(compileOnce);
  let memory: Buffer = Buffer.alloc(0);
  const second = await load({
    _loadSnapshot: first.makeMemorySnapshot(),
    createPyodideModule: async (settings) => {
      const module = await createPyodideModule(settings);
      const { restoreSnapshot } = module.API;
      module.API.restoreSnapshot = (snapshot) => {
        const fresh = module.HEAPU8.slice();
        const state = restoreSnapshot(snapshot);
        memory = memoryImage(state, fresh, module.HEAPU8);
        return state;
      };
      return module;
    },
  });
  connect(second, rehearsal, (_, bytes) => bytes.length);
  second.runPython(runCompiled, { globals: second.toPy({ harness }) });
  optimiseEagerly(false);
  for (const part of [memory, script.createCachedData()]) writePart(part);
  // Last, since where there is nothing to write V8 ends the process.
  if (compiled !== undefined) writePart(writeMachineCode(compiled) ?? Buffer.alloc(0));
}

function load(options: LoadOptions): Promise<PyodideAPI> {
  const jsglobals = Object.assign(Object.create(null) as object, {
    Object,
    Array,
    Promise,
    setTimeout,
    clearTimeout,
  });
  const env = { HOME: "/tmp", PYTHONHASHSEED: "0" };
  // Until they are connected: without them Pyodide makes Node load its own.
  const streams = { stdin: () => null, stdout: () => {}, stderr: () => {} };
  return loadPyodide({ indexURL: `${pyodideFolder}/`, jsglobals, env, ...streams, ...options });
}

/** How the one big module is compiled when Pyodide next loads. */
function compileBy(compile: (source: Uint8Array) => Promise<WebAssemblyModule>) {
  wasm.instantiate = async (source, imports) => {
    if (!(source instanceof Uint8Array)) return instantiate.call(wasm, source, imports);
    wasm.instantiate = instantiate;
    const module = await compile(source);
    return { module, instance: await instantiate.call(wasm, module, imports) };
  };
}

function connect(pyodide: PyodideAPI, input: string, write: typeof writeAll) {
  const stdin = Buffer.from(input);
  let position = 0;
  pyodide.setStdin({
    read: (target: Uint8Array) => {
      const size = stdin.copy(target, 0, position);
      position += size;
      return size;
    },
  });
  pyodide.setStdout({ write: (bytes: Uint8Array) => write(1, bytes) });
  pyodide.setStderr({ write: (bytes: Uint8Array) => write(2, bytes) });
}

/** Compiling the harness takes longer than most programs run, so its code object is part of the memory. */
function keepCompiled(harness: string): string {
  const source = JSON.stringify(harness);
  return `import sys\nsys._hydra_harness = (${source}, compile(${source}, "<harness>", "exec"))`;
}

function writePart(bytes: Uint8Array) {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  writeAll(1, length);
  writeAll(1, bytes);
}
