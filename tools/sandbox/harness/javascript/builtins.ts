// Small stand-ins for the built-in modules of Node that pure programs ask for, where the realm has none: events, util, path,
// and a standard input for programs that read one.
import { format, inspect } from "./console.ts";
import { deepEqual } from "./equal.ts";
import type { Body } from "./suite.ts";

type Listener = Body;

class EventEmitter {
  private readonly listenersOf = new Map<unknown, { listener: Listener; once: boolean }[]>();
  on(event: unknown, listener: Listener): this {
    this.listenersOf.set(event, [...(this.listenersOf.get(event) ?? []), { listener, once: false }]);
    return this;
  }
  once(event: unknown, listener: Listener): this {
    this.listenersOf.set(event, [...(this.listenersOf.get(event) ?? []), { listener, once: true }]);
    return this;
  }
  off(event: unknown, listener: Listener): this {
    this.listenersOf.set(
      event,
      (this.listenersOf.get(event) ?? []).filter((each) => each.listener !== listener),
    );
    return this;
  }
  emit(event: unknown, ...args: unknown[]): boolean {
    const all = this.listenersOf.get(event) ?? [];
    if (all.length === 0 && event === "error") throw args[0];
    for (const { listener, once } of all) {
      if (once) this.off(event, listener);
      Reflect.apply(listener, this, args);
    }
    return all.length > 0;
  }
  addListener(event: unknown, listener: Listener): this {
    return this.on(event, listener);
  }
  removeListener(event: unknown, listener: Listener): this {
    return this.off(event, listener);
  }
  removeAllListeners(event?: unknown): this {
    if (event === undefined) this.listenersOf.clear();
    else this.listenersOf.delete(event);
    return this;
  }
  listenerCount(event: unknown): number {
    return (this.listenersOf.get(event) ?? []).length;
  }
  listeners(event: unknown): Listener[] {
    return (this.listenersOf.get(event) ?? []).map((each) => each.listener);
  }
  setMaxListeners(): this {
    return this;
  }
}

const promisify =
  (call: Body) =>
  (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      call(...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)));
    });

const normalise = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== "." && !(part === ".." && path.startsWith("/"))) parts.push(part);
  }
  return (path.startsWith("/") ? "/" : "") + parts.join("/") || (path.startsWith("/") ? "/" : ".");
};
const basename = (path: string, ending = "") => {
  const name = path.replace(/\/+$/u, "").split("/").at(-1) ?? "";
  return name.endsWith(ending) && name !== ending ? name.slice(0, name.length - ending.length) : name;
};
const extname = (path: string) => /[^.](\.[^.]*)$/u.exec(basename(path))?.[1] ?? "";
const posix = {
  sep: "/",
  delimiter: ":",
  join: (...parts: string[]) => normalise(parts.filter(Boolean).join("/")),
  resolve: (...parts: string[]) =>
    normalise(parts.reduce((path, part) => (part.startsWith("/") ? part : `${path}/${part}`), "/work")),
  normalize: normalise,
  basename,
  extname,
  dirname: (path: string) => (path.includes("/") ? path.replace(/\/[^/]*$/u, "") || "/" : "."),
  isAbsolute: (path: string) => path.startsWith("/"),
};

const later = (delayMs?: number, value?: unknown) =>
  new Promise((resolve) => void setTimeout(() => resolve(value), delayMs));

/** The modules of a bare realm; `stdin` is what the program may read. */
export const makeBuiltins = (stdin: () => string): Record<string, unknown> => {
  const lines = () => stdin().replace(/\n$/u, "").split(/\r?\n/u);
  const readStdin = (path: unknown, options?: unknown) => {
    if (path !== 0 && path !== "/dev/stdin")
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${String(path)}'`), {
        code: "ENOENT",
      });
    return options === undefined
      ? Object.assign(new TextEncoder().encode(stdin()), { toString: stdin })
      : stdin();
  };
  const createInterface = () => {
    const events = new EventEmitter();
    const given = lines();
    let next = 0;
    void Promise.resolve().then(() =>
      setTimeout(() => {
        while (next < given.length && events.listenerCount("line") > 0) events.emit("line", given[next++]);
        events.emit("close");
      }),
    );
    return Object.assign(events, {
      close: () => {},
      setPrompt: () => {},
      prompt: () => {},
      question: (_: string, answer: (line: string) => void) =>
        void Promise.resolve().then(() => answer(given[next++] ?? "")),
      [Symbol.asyncIterator]: async function* iterate() {
        while (next < given.length) yield given[next++];
      },
    });
  };
  const events = Object.assign(EventEmitter, { EventEmitter, default: EventEmitter });
  const util = {
    inspect,
    format,
    promisify,
    isDeepStrictEqual: (a: unknown, b: unknown) => deepEqual(a, b, false),
    inherits: (child: { prototype: object }, parent: { prototype: object }) =>
      void Object.setPrototypeOf(child.prototype, parent.prototype),
    types: {
      isPromise: (value: unknown) => value instanceof Promise,
      isDate: (value: unknown) => value instanceof Date,
    },
    TextEncoder: globalThis.TextEncoder,
    TextDecoder: globalThis.TextDecoder,
  };
  return {
    events,
    util: { ...util, default: util },
    path: { ...posix, posix, default: posix },
    fs: { readFileSync: readStdin, existsSync: () => false },
    readline: { createInterface },
    "readline/promises": {
      createInterface: () => {
        const shell = createInterface();
        return Object.assign(shell, {
          question: (text: string) => new Promise((resolve) => shell.question(text, resolve)),
        });
      },
    },
    perf_hooks: { performance: globalThis.performance },
    process: globalThis.process,
    timers: globalThis,
    "timers/promises": { setTimeout: later, setImmediate: (value?: unknown) => later(0, value) },
    os: { EOL: "\n", cpus: () => [], platform: () => "linux" },
  };
};

/** `process.stdin` for a program that listens to it. */
export const makeStdin = (stdin: () => string) => {
  const events = new EventEmitter();
  setTimeout(() => {
    if (events.listenerCount("data") > 0) events.emit("data", stdin());
    else if (events.listenerCount("readable") > 0) events.emit("readable");
    events.emit("end");
    events.emit("close");
  });
  let unread: string | null = stdin();
  const read = () => {
    const text = unread;
    unread = null;
    return text;
  };
  const iterate = async function* iterate() {
    yield stdin();
  };
  return Object.assign(events, {
    fd: 0,
    isTTY: false,
    setEncoding: () => {},
    resume: () => {},
    pause: () => {},
    read,
    [Symbol.asyncIterator]: iterate,
  });
};
