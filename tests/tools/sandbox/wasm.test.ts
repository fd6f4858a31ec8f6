// The npm-only tier: what every tier promises, what nobody may escape, and what only this tier has.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probeLauncher } from "../../../tools/sandbox/wasm/launcher.ts";
import { pythonCommand } from "../../../tools/sandbox/wasm/python-files.ts";
import { openWasmSandbox } from "../../../tools/sandbox/wasm/sandbox.ts";
import { sandboxContract } from "./contract.ts";
import { escapeSuite } from "./escapes.ts";

const limits = { timeoutMs: 5_000, jobTimeoutMs: 30_000, memoryBytes: 256 << 20, outputBytes: 64 << 10 };
const signal = new AbortController().signal;
let cacheDir = "";
beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "hydra-wasm-"));
});
afterAll(() => rm(cacheDir, { recursive: true, force: true }));
const open = () => openWasmSandbox({ limits, parallel: 2, cacheDir });

sandboxContract("wasm", open);
escapeSuite("wasm", open);

describe("the wasm tier", () => {
  const files = [{ path: "solution.py", content: "def f(x): return x\n" }];
  const ask = { language: "python", files, tests: [], calls: ["f(1)"] } as const;

  it("says what it is made of, and that it has no shell", async () => {
    const sandbox = await open();
    expect(sandbox.identity.tier).toBe("wasm");
    expect(sandbox.identity.detail).toMatch(/^Pyodide 314\.0\.7, QuickJS 0\.32\.0; node --permission/u);
    const result = await sandbox.command({ files: [], command: ["npm", "test"] }, { signal });
    expect(result).toMatchObject({
      status: "unsupported",
      exitCode: null,
      reason: expect.stringContaining("npm test"),
    });
    await sandbox.close();
  });

  it.each([
    ["python", ask, "memory"],
    [
      "quickjs",
      {
        ...ask,
        language: "javascript",
        files: [{ path: "solution.js", content: "export const f = (x) => x;" }],
      },
      "child.cjs",
    ],
  ] as const)("prepares %s once, and again when a file is corrupt", async (name, job, file) => {
    const first = await open();
    await first.check(job, { signal });
    await first.close();
    const before = await readdir(cacheDir);
    const path = join(cacheDir, before.find((each) => each.startsWith(name)) ?? "", file);
    const [whole, { ino }] = [await readFile(path), await stat(path)];
    const again = await open();
    await again.check(job, { signal });
    await again.close();
    expect((await stat(path)).ino).toBe(ino);
    await writeFile(path, whole.subarray(0, 1_000));
    const second = await open();
    expect((await second.check(job, { signal })).calls).toEqual([["i", "1"]]);
    await second.close();
    expect((await readFile(path)).length).toBeGreaterThan(1_000);
    expect(await readdir(cacheDir)).toEqual(before);
  });

  it("takes what was compiled when Python was prepared", async () => {
    const launcher = await probeLauncher(process.execPath);
    const start = pythonCommand(launcher, { cacheDir, usualMemoryBytes: limits.memoryBytes });
    const tell = async (memoryBytes: number) => {
      const { command, args } = await start(memoryBytes);
      const told = args.map((each) => (each === "run" ? "tell" : each));
      return JSON.parse((await promisify(execFile)(command, told, { env: {} })).stdout) as unknown;
    };
    expect(await tell(limits.memoryBytes)).toEqual({ scriptCache: true, machineCode: true });
    expect(await tell(2 * limits.memoryBytes)).toEqual({ scriptCache: false, machineCode: false });
  });

  it("still knows every function of its engine by name", async () => {
    const sandbox = await open();
    const content =
      "import ctypes\ndef f(x): return ctypes.CDLL(None).strlen(x) + ctypes.pythonapi.PyLong_AsLong(ctypes.py_object(4))\n";
    const files = [{ path: "solution.py", content }];
    expect((await sandbox.check({ ...ask, files, calls: ["f(b'abc')"] }, { signal })).calls).toEqual([
      ["i", "7"],
    ]);
    await sandbox.close();
  });

  it("says so where what it prepares can't be kept", async () => {
    const sandbox = await openWasmSandbox({ limits, parallel: 1, cacheDir: "/dev/null/nowhere" });
    await expect(sandbox.check(ask, { signal })).rejects.toMatchObject({ code: "SANDBOX_DOWN" });
    await sandbox.close();
  });

  it("has no processes and threads: a test that calls for one itself says so, a candidate that does has failed", async () => {
    const content = `import subprocess as sp
import threading
from solution import f
def cli(*args):
    result = sp.run(["python3", "solution.py", *args], capture_output=True)
    return result.stdout
def test_plain():
    assert f(1) == 2
def test_cli():
    assert f(1) == 2
    assert cli("1") == b"2"
def test_thread():
    worker = threading.Thread(target=f, args=(1,))
    worker.start()
    worker.join()
def test_callback():
    assert f(lambda: sp.run(["true"])) == 2
def test_perhaps():
    if f(1) != 2:
        cli("1")
    assert f(1) == 2
`;
    const body = { kind: "file", path: "test_it.py", content } as const;
    const tests = [{ id: "t", origin: "file", block: 0, body } as const];
    const statusesOf = async (source: string) => {
      const sandbox = await open();
      const { outcomes } = await sandbox.check(
        { ...ask, files: [{ path: "solution.py", content: source }], tests, calls: [] },
        { signal },
      );
      await sandbox.close();
      return outcomes.map(({ id, status }) => [id.slice(3), status]);
    };
    const beyond = [
      ["test_cli", "unsupported"],
      ["test_thread", "unsupported"],
    ];
    expect(await statusesOf("def f(x): return 2\n")).toEqual([
      ["test_plain", "passed"],
      ...beyond,
      ["test_callback", "passed"],
      ["test_perhaps", "passed"],
    ]);
    const calling = "import subprocess\ndef f(x): return x() if callable(x) else subprocess.run(['true'])\n";
    expect((await statusesOf(calling)).filter(([, status]) => status !== "unsupported")).toEqual([
      ["test_plain", expect.stringMatching(/failed|error/u)],
      ["test_callback", expect.stringMatching(/failed|error/u)],
      ["test_perhaps", expect.stringMatching(/failed|error/u)],
    ]);
  });

  it("leaves no process behind", async () => {
    const sandbox = await open();
    await sandbox.check(ask, { signal });
    const hanging = sandbox.check(
      { ...ask, files: [{ path: "solution.py", content: "while True: pass" }] },
      { signal },
    );
    const ended = hanging.catch(() => "ended");
    await new Promise((resolve) => setTimeout(resolve, 300));
    await sandbox.close();
    await ended;
    expect(await childrenOf(process.pid)).not.toContainEqual(expect.stringContaining("python-child"));
  });
});

/** Command lines of all living processes below one. */
const childrenOf = async (pid: number): Promise<string[]> => {
  const found: string[] = [];
  const folders = (await readdir("/proc")).filter((name) => /^\d+$/u.test(name));
  for (const folder of folders) {
    const status = await readFile(`/proc/${folder}/status`, "utf8").catch(() => "");
    if (new RegExp(`^PPid:\\s+${pid}$`, "mu").test(status)) {
      found.push(
        await readFile(`/proc/${folder}/cmdline`, "utf8").catch(() => ""),
        ...(await childrenOf(Number(folder))),
      );
    }
  }
  return found;
};
