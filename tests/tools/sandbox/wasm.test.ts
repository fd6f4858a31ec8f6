// The npm-only tier: what every tier promises, what nobody may escape, and what only this tier has.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  it("makes a snapshot once, and again when it is corrupt", async () => {
    const first = await open();
    await first.check(ask, { signal });
    await first.close();
    const name = (await readdir(cacheDir)).find((each) => each.endsWith(".snapshot")) ?? "";
    const path = join(cacheDir, name);
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, 1_000));
    const second = await open();
    expect((await second.check(ask, { signal })).calls).toEqual([["i", "1"]]);
    await second.close();
    expect((await readFile(path)).length).toBe(whole.length);
    expect(await readdir(cacheDir)).toHaveLength(2);
  });

  it("says so where the snapshot can't be kept", async () => {
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
