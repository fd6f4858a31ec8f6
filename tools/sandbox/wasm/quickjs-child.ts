// The process in which QuickJS runs: a fresh module with bounded memory for one program. Its realm has the language and
// the few functions below, nothing of Node.
import fs from "node:fs";
import { join } from "node:path";
import releaseSync from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
} from "quickjs-emscripten-core";
import { readAll, writeAll } from "./pipes.ts";

// With the native stack of launcher.ts: about 8,000 plain calls deep.
const stackBytes = 1_500 << 10;
const pageBytes = 65_536;
const firstPages = 256;

const [prepared = ""] = process.argv.slice(2);
const { harness, input, memoryBytes } = JSON.parse(readAll()) as {
  harness: string;
  input: string;
  memoryBytes: number;
};
const { Memory } = (
  globalThis as unknown as {
    WebAssembly: { Memory: new (pages: { initial: number; maximum: number }) => object };
  }
).WebAssembly;

void run();

async function run() {
  const wasmMemory = new Memory({
    initial: firstPages,
    maximum: Math.max(firstPages, Math.floor(memoryBytes / pageBytes)),
  });
  const wasmBinary = new Uint8Array(fs.readFileSync(join(prepared, "quickjs.wasm"))).buffer;
  // The package is typed as CommonJS and loaded as an ES module.
  const variant = releaseSync as unknown as QuickJSSyncVariant;
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmBinary, wasmMemory: wasmMemory as never }),
  );
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(stackBytes);
  const context = runtime.newContext();
  const bridge = makeBridge(context);
  context.setProp(context.global, "__hydra", bridge.handle);
  context.unwrapResult(context.evalCode(harness, "harness.js")).dispose();
  for (;;) {
    const ran = runtime.executePendingJobs(1_000);
    if (ran.error !== undefined) ran.error.dispose();
    else if (ran.value > 0) continue;
    if (bridge.tick()) continue;
    if (!bridge.stall()) break;
  }
}

function makeBridge(vm: QuickJSContext) {
  const handle = vm.newObject();
  const kept: { tick: QuickJSHandle | null; stall: QuickJSHandle | null; stalls: number } = {
    tick: null,
    stall: null,
    stalls: 0,
  };
  const define = (name: string, body: (...args: QuickJSHandle[]) => QuickJSHandle | undefined) => {
    vm.newFunction(name, (...args) => body(...args)).consume((made) => vm.setProp(handle, name, made));
  };
  vm.newString(input).consume((text) => vm.setProp(handle, "input", text));
  define("emit", (line) => {
    kept.stalls = 0;
    if (line !== undefined) writeAll(1, Buffer.from(`\n${vm.getString(line)}\n`));
    return undefined;
  });
  define("now", () => vm.newNumber(Date.now()));
  define("evaluate", (source, file) => {
    const result = vm.evalCode(
      source === undefined ? "" : vm.getString(source),
      file === undefined ? "" : vm.getString(file),
    );
    if (result.error !== undefined) throw vm.dump(result.error);
    return result.value;
  });
  define("onTick", (tick) => void (kept.tick = tick?.dup() ?? null));
  define("onStall", (stall) => void (kept.stall = stall?.dup() ?? null));
  return {
    handle,
    /** Whether a timer was due. */
    tick: (): boolean => {
      if (kept.tick === null) return false;
      const result = vm.callFunction(kept.tick, vm.undefined);
      if (result.error !== undefined) result.error.dispose();
      return result.error !== undefined || vm.dump(result.value) === true;
    },
    /** Tells the harness that nothing goes on; false when that has not helped either. */
    stall: (): boolean => {
      kept.stalls += 1;
      if (kept.stall === null || kept.stalls > 3) return false;
      vm.callFunction(kept.stall, vm.undefined).dispose();
      return true;
    },
  };
}
