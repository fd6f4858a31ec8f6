// What QuickJS's bare realm lacks of what programs take for granted: console, timers in virtual time, a process, encoders.
import type { BareRealm } from "./host-bridge.ts";

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly run: () => void;
  readonly everyMs: number | null;
}

const soon = async (callback: (...args: unknown[]) => void, args: unknown[]) => {
  await Promise.resolve();
  callback(...args);
};

const nextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => void soon(callback, args);

const exit = (code?: number) => {
  throw new Error(`process.exit(${code ?? 0}) was called`);
};

export const furnishRealm = (bare: BareRealm, print: (text: string) => void): { clearTimers: () => void } => {
  const state = { timers: [] as Timer[], next: 1, skippedMs: 0 };
  const now = () => bare.now() + state.skippedMs;
  const add = (
    callback: unknown,
    delay: unknown,
    { args, repeat }: { args: readonly unknown[]; repeat: boolean },
  ) => {
    const delayMs = Math.max(repeat ? 1 : 0, Number(delay) || 0);
    const run = () => (callback as (...args: readonly unknown[]) => void)(...args);
    const timer = { id: state.next++, at: now() + delayMs, run, everyMs: repeat ? delayMs : null };
    state.timers.push(timer);
    return timer.id;
  };
  const clear = (id: unknown) => {
    state.timers = state.timers.filter((timer) => timer.id !== Number(id));
  };
  bare.onTick(() => {
    const [first, ...others] = state.timers;
    if (first === undefined) return false;
    const due = others.reduce((best, each) => (each.at < best.at ? each : best), first);
    clear(due.id);
    if (due.everyMs !== null) state.timers.push({ ...due, at: due.at + due.everyMs });
    state.skippedMs += Math.max(0, due.at - now());
    due.run();
    return true;
  });

  const RealDate = Date;
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    get: (target, key) => (key === "now" ? () => Math.floor(now()) : (Reflect.get(target, key) as unknown)),
  });
  const started = now();
  const performance = { now: () => now() - started, timeOrigin: started, mark: () => {}, measure: () => {} };
  const timers = {
    setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      add(callback, delay, { args, repeat: false }),
    setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) =>
      add(callback, delay, { args, repeat: true }),
    setImmediate: (callback: unknown, ...args: unknown[]) => add(callback, 0, { args, repeat: false }),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    queueMicrotask: nextTick,
  };
  const process = {
    argv: ["node", "program"],
    env: {},
    exitCode: undefined,
    platform: "linux",
    pid: 1,
    version: "v24.0.0",
    versions: { node: "24.0.0" },
    cwd: () => "/work",
    exit,
    nextTick,
    on: () => process,
    once: () => process,
    memoryUsage: () => ({ heapUsed: 0, rss: 0 }),
    uptime: () => performance.now() / 1000,
    hrtime: Object.assign(() => [Math.floor(now() / 1000), 0], {
      bigint: () => BigInt(Math.floor(performance.now() * 1e6)),
    }),
    stdout: { write: (text: unknown) => (print(String(text)), true), isTTY: false },
    stderr: { write: () => true, isTTY: false },
  };
  const globals = {
    ...timers,
    Date: VirtualDate,
    performance,
    process,
    structuredClone: clone,
    TextEncoder: Utf8Encoder,
    TextDecoder: Utf8Decoder,
    global: globalThis,
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
  }
  return { clearTimers: () => (state.timers = []) };
};

const clone = (value: unknown, seen = new Map<unknown, unknown>()): unknown => {
  if (typeof value === "function" || typeof value === "symbol")
    throw new Error(`${String(value)} could not be cloned.`);
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice();
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    seen.set(value, copy);
    for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>();
    seen.set(value, copy);
    for (const item of value) copy.add(clone(item, seen));
    return copy;
  }
  if (value instanceof Error) return Object.assign(new Error(value.message), { name: value.name });
  const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
  seen.set(value, copy);
  for (const key of Object.keys(value)) copy[key] = clone((value as Record<string, unknown>)[key], seen);
  return copy;
};

class Utf8Encoder {
  readonly encoding = "utf-8";
  encode(text = ""): Uint8Array {
    const escaped = encodeURIComponent(text.toWellFormed());
    const bytes = escaped.match(/%[0-9A-F]{2}|./gu) ?? [];
    return Uint8Array.from(bytes, (each) =>
      each.length === 3 ? Number.parseInt(each.slice(1), 16) : each.charCodeAt(0),
    );
  }
}

class Utf8Decoder {
  readonly encoding = "utf-8";
  decode(bytes: Uint8Array = new Uint8Array()): string {
    const escaped = Array.from(
      new Uint8Array(bytes.buffer ?? bytes),
      (byte) => `%${byte.toString(16).padStart(2, "0")}`,
    ).join("");
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped
        .replaceAll(/%([0-7][0-9a-f])/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replaceAll(/%[0-9a-f]{2}/gu, "\u{fffd}");
    }
  }
}
