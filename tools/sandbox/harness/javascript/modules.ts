// The candidate's files as CommonJS modules in memory, and what `require` finds: those files, test libraries (for tests
// only) and a few built-in modules.
import type { Bridge } from "./host-bridge.ts";
import { testFile } from "./sightings.ts";

export type Require = (specifier: string) => unknown;
type Exports = Record<string, unknown>;
/** Evaluates code inside a module's own scope, so that tests see its top-level names. */
type Scope = (code: string) => unknown;

interface Loaded {
  readonly module: { exports: Exports };
  scope: Scope | null;
  /** Of a module that awaits at its top level. */
  pending: Promise<void> | null;
}

export interface Modules {
  load(path: string): Exports;
  /** Also waits for a module that awaits at its top level. */
  loadWhole(path: string): Promise<void>;
  /** Runs the program as a whole. */
  loadMain(): Promise<void>;
  /** Exports of all files become global names, where there is none of that name. */
  shareNames(): void;
  /** Runs test code: the program's names are in scope, `globals` are names that the program can't change. */
  readonly runTest: (
    code: string,
    globals: Readonly<Record<string, unknown>>,
    require: Require,
  ) => Promise<unknown>;
  /** The file that a test means by a specifier, or null. */
  locate(specifier: string, from: string): string | null;
  require(from: string): Require;
}

/** How the parent marks code that awaits at its top level. */
const asyncMark = "/*async*/";

/** An import that this sandbox can't serve; the message names the module. */
export class UnavailableModule extends Error {
  override readonly name = "ModuleNotFoundError";
  readonly module: string;
  constructor(module: string) {
    super(`Cannot find module '${module}'`);
    this.module = module;
  }
}

export const makeModules = (
  files: readonly { readonly path: string; readonly content: string }[],
  bridge: Bridge,
  builtin: (name: string) => unknown,
): Modules => {
  const evaluate = bridge.evaluate;
  const sources = new Map(files.map((file) => [file.path, file.content]));
  const loaded = new Map<string, Loaded>();
  // oxlint-disable-next-line no-eval -- handed to a module's wrapper, so that tests see its top-level names
  const realEval = globalThis.eval;
  const main = mainOf([...sources.keys()]);

  const locate = (specifier: string, from: string): string | null => {
    const wanted = specifier.startsWith(".")
      ? normal(`${from.split("/").slice(0, -1).join("/")}/${specifier}`)
      : specifier;
    const bare = wanted.replace(/\.[cm]?[jt]sx?$/u, "");
    const endings = [
      ".ts",
      ".js",
      ".mjs",
      ".cjs",
      ".mts",
      ".cts",
      ".tsx",
      ".jsx",
      ".json",
      "/index.ts",
      "/index.js",
      "",
    ];
    const exact = endings.map((ending) => bare + ending).find((path) => sources.has(path));
    return exact ?? null;
  };

  const load = (path: string): Exports => {
    const known = loaded.get(path);
    if (known !== undefined) return known.module.exports;
    const entry: Loaded = { module: { exports: {} }, scope: null, pending: null };
    loaded.set(path, entry);
    try {
      const code = sources.get(path) ?? "";
      if (path.endsWith(".json")) entry.module.exports = JSON.parse(code) as Exports;
      else define(entry, code, path);
    } catch (error) {
      loaded.delete(path);
      throw error;
    }
    return entry.module.exports;
  };

  const define = (entry: Loaded, code: string, path: string) => {
    const strict = code.startsWith('"use strict"') ? '"use strict";' : "";
    const asynchronous = code.startsWith(asyncMark) ? "async " : "";
    const source = `(function (eval) { return ${asynchronous}function (exports, require, module, __filename, __dirname, __keep) { ${strict} __keep((c) => eval(c)); ${code}\n}; })`;
    const make = evaluate(source, path) as (given: typeof realEval) => (...args: unknown[]) => unknown;
    const keep = (scope: Scope) => (entry.scope ??= scope);
    const running = make(realEval)(
      entry.module.exports,
      requireFrom(path),
      entry.module,
      `/work/${path}`,
      "/work",
      keep,
    );
    if (asynchronous !== "") entry.pending = running as Promise<void>;
  };

  const requireFrom =
    (from: string): Require =>
    (specifier) => {
      const path = locate(specifier, from);
      if (path !== null) return load(path);
      const found = builtin(specifier.replace(/^node:/u, "")) ?? bridge.builtin(specifier);
      if (found === undefined) throw new UnavailableModule(specifier);
      return found;
    };

  const loadWhole = async (path: string) => {
    load(path);
    await loaded.get(path)?.pending;
  };

  return {
    load,
    loadWhole,
    loadMain: async () => {
      if (main !== null) await loadWhole(main);
    },
    shareNames: () => {
      for (const { module } of loaded.values()) {
        for (const [name, value] of Object.entries(module.exports))
          if (!(name in globalThis)) Object.assign(globalThis, { [name]: value });
      }
    },
    locate: (specifier, from) => {
      const found = locate(specifier, from);
      if (found !== null || !/^[./]|solution|candidate/u.test(specifier)) return found;
      const name = specifier
        .split("/")
        .at(-1)
        ?.replace(/\.[cm]?[jt]sx?$/u, "");
      const sameName = [...sources.keys()].find(
        (path) =>
          path
            .split("/")
            .at(-1)
            ?.replace(/\.[cm]?[jt]sx?$/u, "") === name,
      );
      return sameName ?? (sources.size === 1 ? main : null);
    },
    require: requireFrom,
    runTest: (code, globals, require) => {
      const names = Object.keys(globals);
      const body = `async function (require, module, exports) { ${code}\n}`;
      const source =
        "__stubs" in globals
          ? `(function (${names.join(", ")}) { with (__stubs) { return ${body}; } })`
          : `(function (${names.join(", ")}) { "use strict"; return ${body}; })\n//# sourceURL=${testFile}`;
      const scope =
        (main === null ? null : loaded.get(main)?.scope) ?? ((text: string) => evaluate(text, testFile));
      const outer = scope(source) as (...args: unknown[]) => (require: Require) => Promise<unknown>;
      return outer(...names.map((name) => globals[name]))(require);
    },
  };
};

const normal = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
};

/** The file whose top-level names tests may use: the only one, else the one with a usual name, else the first. */
const mainOf = (paths: readonly string[]): string | null => {
  const code = paths.filter((path) => !path.endsWith(".json") && !/\.(test|spec)\.[cm]?[jt]sx?$/u.test(path));
  return code.find((path) => /(^|\/)(solution|index|main|app)\.[cm]?[jt]sx?$/u.test(path)) ?? code[0] ?? null;
};
