// The inner walls of Python's process: what Pyodide gets of Node while it loads, and nothing of it afterwards.
import fs from "node:fs";
import { registerHooks } from "node:module";
import os from "node:os";
import path from "node:path";
import url from "node:url";

const refuse = (): never => {
  throw new Error("not available in this sandbox");
};

// Stand-ins for what could reach out. Their "random" bytes are the same in every run, so that a program that seeds itself from
// the system is still judged alike twice.
let seed = 1;
const standIn = {
  spawnSync: () => ({ status: 126 }),
  randomFillSync: (view: Uint8Array) => {
    for (let index = 0; index < view.length; index++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      view[index] = seed >>> 24;
    }
    return view;
  },
};
const standIns: Readonly<Record<string, unknown>> = {
  ws: standIn,
  crypto: standIn,
  child_process: standIn,
};

// Node's own `fs/promises`, `tty`, `vm` and `module` take long to load for what is used of them.
const lent: Readonly<Record<string, unknown>> = {
  fs,
  path,
  url,
  vm: {},
  "fs/promises": {
    readFile: async (...of: Parameters<typeof fs.readFileSync>) => fs.readFileSync(...of),
  },
  tty: { isatty: () => false },
  module: { createRequire: () => lend },
};
let sealed = false;

/** `require` for Pyodide: until it has loaded, the little that it needs, and at any time the stand-ins. */
export const lend = (specifier: string): unknown => {
  const name = specifier.replace(/^node:/u, "");
  return standIns[name] ?? (sealed ? undefined : lent[name]) ?? refuse();
};

/** Before Pyodide is read. */
export const narrow = (): void => {
  registerHooks({ resolve: refuse, load: refuse });
  // Under the permission model Pyodide asks for two tables of constants this way and for nothing else.
  Object.defineProperty(process, "binding", {
    configurable: true,
    value: (name: string) => (name === "constants" ? { fs: fs.constants, os: os.constants } : refuse()),
  });
  // Node's own take longer to load than all that is asked of them.
  const userAgent = `Node.js/${process.versions.node.split(".", 1)[0]}`;
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: { userAgent, language: "en-US" },
  });
  const nanoseconds = process.hrtime.bigint.bind(process.hrtime);
  const begun = nanoseconds();
  Object.defineProperty(globalThis, "performance", {
    configurable: true,
    value: { now: () => Number(nanoseconds() - begun) / 1e6 },
  });
};

/** Before a candidate is read. */
export const seal = (): void => {
  sealed = true;
  const methods =
    "getBuiltinModule binding _linkedBinding dlopen kill _kill _debugProcess _debugEnd _startProfilerIdleNotifier chdir abort";
  const more = "reallyExit report loadEnvFile execve send channel setuid setgid umask mainModule emitWarning";
  for (const name of `${methods} ${more}`.split(" ")) hide(process, name);
  const globals =
    "fetch WebSocket EventSource Request Response Headers Worker BroadcastChannel MessageChannel require module Buffer";
  for (const name of globals.split(" ")) hide(globalThis, name);
};

const hide = (target: object, name: string) => {
  Reflect.deleteProperty(target, name);
  Object.defineProperty(target, name, { value: undefined, configurable: false, writable: false });
};
