// Compiled WebAssembly as bytes. V8 can write what its optimising compiler made of a module and read it again, and offers that to
// embedders and, under names that Node's scripts can't say without a flag, to its own tests. The flag is on only while those two
// names are looked up. Where they are gone, or V8 finds that bytes do not fit it, a module is compiled as always.
import v8 from "node:v8";
import vm from "node:vm";

/** Of a child; V8 takes machine code only where its flags are the same as when it was written. */
export const tieringBudget = 200_000_000;

export interface WebAssemblyModule {
  readonly [Symbol.toStringTag]: string;
}

/** Undefined where this V8 can't, or has optimised nothing. */
export const writeMachineCode = (module: WebAssemblyModule): Buffer | undefined => {
  // What was compiled in haste would be compiled so again by whoever reads the bytes, needed or not.
  intrinsic("FlushLiftoffCode");
  const bytes = intrinsic("SerializeWasmModule", module) as ArrayBuffer | undefined;
  return bytes === undefined ? undefined : Buffer.from(bytes);
};

/** Undefined where the code is of another V8, processor or set of flags. */
export const readMachineCode = (code: ArrayBuffer, source: Uint8Array): WebAssemblyModule | undefined =>
  intrinsic("DeserializeWasmModule", code, source) as WebAssemblyModule | undefined;

/** While it is on, what modules made from then on execute more than a few times is optimised before it goes on. */
export const optimiseEagerly = (on: boolean): void => {
  v8.setFlagsFromString(`--wasm-tiering-budget=${on ? 100_000 : tieringBudget}`);
  v8.setFlagsFromString(`--${on ? "" : "no-"}wasm-sync-tier-up`);
};

const intrinsic = (name: string, ...values: readonly unknown[]): unknown => {
  const parameters = values.map((_, index) => `_${index}`).join(", ");
  try {
    v8.setFlagsFromString("--allow-natives-syntax");
    const script = new vm.Script(`(function (${parameters}) { return %${name}(${parameters}); })`);
    const call = script.runInThisContext() as (...of: readonly unknown[]) => unknown;
    v8.setFlagsFromString("--no-allow-natives-syntax");
    return call(...values);
  } catch {
    return undefined;
  } finally {
    v8.setFlagsFromString("--no-allow-natives-syntax");
  }
};
