// A process of its own that runs a program without an end in the npm-only sandbox; whoever starts it kills it.
import { openWasmSandbox } from "../../../tools/sandbox/wasm/sandbox.ts";

const limits = { timeoutMs: 60_000, jobTimeoutMs: 60_000, memoryBytes: 256 << 20, outputBytes: 1 << 20 };
const sandbox = await openWasmSandbox({ limits, parallel: 1, cacheDir: process.argv[2] ?? "" });
const run = (content: string) =>
  sandbox.check(
    { language: "python", files: [{ path: "solution.py", content }], tests: [], calls: ["f(1)"] },
    { signal: new AbortController().signal },
  );
await run("def f(x): return x");
process.stdout.write("ready");
await run("while True: pass");
