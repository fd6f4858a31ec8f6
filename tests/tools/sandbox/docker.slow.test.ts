// The Docker tier on a real engine: what both tiers promise, what nobody may escape, and what only this tier has.
// Without an engine the suite is skipped with the reason, and under CI=true it fails: there it is never left out.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandResult, Sandbox } from "../../../core/ports.ts";
import { connectEngine, probeDocker } from "../../../tools/sandbox/docker/engine.ts";
import { ownerLabels } from "../../../tools/sandbox/docker/owner.ts";
import { openDockerSandbox } from "../../../tools/sandbox/docker/sandbox.ts";
import { sandboxContract } from "./contract.ts";
import { escapeSuite } from "./escapes.ts";

const socketPath = process.env["HYDRA_TEST_DOCKER_SOCKET"];
const socket = socketPath === undefined ? {} : { socketPath };
const engine = await probeDocker({ ...socket, deadlineMs: 10_000 });
const limits = { timeoutMs: 5_000, jobTimeoutMs: 30_000, memoryBytes: 256 << 20, outputBytes: 64 << 10 };
const dataDir = mkdtempSync(join(tmpdir(), "hydra-docker-"));
const open = () => openDockerSandbox({ ...socket, limits, parallel: 2, dataDir });
const inCi = process.env["CI"] === "true";
const signal = new AbortController().signal;
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it("is never left out in CI", () => {
  expect(engine.available || !inCi, `CI needs a Docker engine: ${engine.reason}`).toBe(true);
});

describe.skipIf(!engine.available)("on a Docker engine", () => {
  sandboxContract("docker", open);
  escapeSuite("docker", open);
});

describe.skipIf(!engine.available)(`the Docker tier (${engine.reason})`, () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await open();
  });
  afterAll(() => sandbox?.close());

  const command = (argv: readonly string[], more: Partial<Parameters<Sandbox["command"]>[0]> = {}) =>
    sandbox.command({ files: [], command: argv, ...more }, { signal });
  const python = (source: string, more: Parameters<typeof command>[1] = {}) =>
    command(["python3", "-c", source], more);

  /** gVisor answers with a kernel and limits of its own, so numbers that Linux gives can't be asked of it. */
  const onGvisor = (): [boolean, string] => [
    sandbox.identity.detail.includes(", runsc,"),
    "gVisor has a kernel of its own",
  ];

  it("says what it is made of", () => {
    expect(sandbox.identity.tier).toBe("docker");
    expect(sandbox.identity.detail).toMatch(
      /^Docker engine \S+, run(?:c|sc), image \S+ \(.+; Python 3\.\d+\.\d+, Node 24\.\d+\.\d+\), own seccomp profile$/u,
    );
  });

  describe("commands", () => {
    it("run a workspace's node:test files, and their failure is an exit code", async () => {
      expect(await command(["node", "--test"], { files: addition(3) })).toMatchObject({
        status: "ok",
        exitCode: 0,
      });
      const failed = await command(["node", "--test"], { files: addition(4) });
      expect(failed).toMatchObject({ status: "ok", exitCode: 1 });
      expect(failed.output).toContain("adds");
    });

    const pythonFiles = [
      { path: "app/__init__.py", content: "" },
      { path: "tests/__init__.py", content: "" },
      { path: "app/core.py", content: "def double(x):\n    return 2 * x\n" },
      {
        path: "tests/test_core.py",
        content:
          "import unittest\nfrom app.core import double\n\ndef test_plain():\n    assert double(2) == 4\n\nclass Case(unittest.TestCase):\n    def test_method(self):\n        self.assertEqual(double(3), 6)\n",
      },
    ];

    it("run a workspace's Python tests by unittest", async () => {
      const result = await command(["python3", "-m", "unittest", "tests.test_core"], { files: pythonFiles });
      expect(result).toMatchObject({ status: "ok", exitCode: 0 });
      expect(result.output).toContain("Ran 1 test");
    });

    it("run a workspace's Python tests by pytest", async ({ skip }) => {
      const result = await command(["pytest", "-q"], { files: pythonFiles });
      skip(!inCi && result.output.includes("No module named pytest"), "this machine's Python has no pytest");
      expect(result).toMatchObject({ status: "ok", exitCode: 0 });
      expect(result.output).toContain("2 passed");
    });

    it("that the image lacks are unsupported, not failed", async () => {
      const absent = await command(["cargo", "test"]);
      expect(absent).toMatchObject({ status: "unsupported", exitCode: null, output: "" });
      expect(absent.reason).toContain("cargo test");
      expect(await command(["python3", "-m", "nose_is_not_there"])).toMatchObject({ status: "unsupported" });
      const own127 = await command(["sh", "-c", "exit 127"]);
      expect(own127).toMatchObject({ status: "ok", exitCode: 127 });
    });

    it("start each in a container of its own", async () => {
      await ok(python("open('/work/left', 'w').write('x'); open('/tmp/left', 'w').write('x')"));
      expect(await ok(python("import os; print(os.listdir('/work'), os.path.exists('/tmp/left'))"))).toBe(
        "[] False\n",
      );
    });

    it("return what was written to both streams", async () => {
      const output = await ok(command(["sh", "-c", "printf 'ü1\\n'; printf '2\\n' >&2"]));
      expect(output.split("\n").toSorted()).toEqual(["", "2", "ü1"]);
    });
  });

  describe("limits", () => {
    it("memory: told apart from a program that kills itself", async ({ skip }) => {
      skip(...onGvisor());
      const hog = "b = []\nwhile True: b.append(bytearray(8 << 20))";
      expect(await python(hog)).toMatchObject({ status: "out-of-memory", exitCode: 137 });
      expect(await command(["sh", "-c", "kill -9 $$"])).toMatchObject({ status: "ok", exitCode: 137 });
      const fits = "b = bytearray(300 << 20); print(len(b))";
      expect(await python(fits)).toMatchObject({ status: "out-of-memory" });
      expect(await ok(python(fits, { limits: { memoryBytes: 512 << 20 } }))).toBe("314572800\n");
    });

    it("memory: a check says so too, and the next test still runs", async () => {
      const result = await sandbox.check(
        {
          language: "python",
          files: [{ path: "solution.py", content: "def hog(n):\n    return len(bytearray(n << 20))\n" }],
          tests: [],
          calls: ["hog(2000)", "hog(1)"],
        },
        { signal },
      );
      expect(result.status).toBe("out-of-memory");
      expect(result.calls).toEqual([["x"], ["i", "1048576"]]);
    });

    it("hashing: the order of a set is the same in every run", async () => {
      const job = {
        language: "python",
        files: [
          { path: "solution.py", content: "def order(n):\n    return list({str(i) for i in range(n)})\n" },
        ],
        tests: [],
        calls: ["order(50)"],
      } as const;
      const [first, second] = [await sandbox.check(job, { signal }), await sandbox.check(job, { signal })];
      expect(first.calls[0]?.[0]).toBe("l");
      expect(second.calls).toEqual(first.calls);
    });

    it("time: a program that ignores every signal it can is killed", async () => {
      const stubborn =
        "import signal\nfor s in range(1, 65):\n  try: signal.signal(s, signal.SIG_IGN)\n  except (OSError, ValueError): pass\nprint('up', flush=True)\nwhile True: pass";
      const result = await python(stubborn, { limits: { jobTimeoutMs: 1_500 } });
      expect(result).toMatchObject({ status: "timeout", exitCode: null, output: "up\n" });
    });

    it.each(["stdout", "stderr"])("output: a flood on %s is cut and killed", async (stream) => {
      const flood = `import sys\nwhile True: sys.${stream}.write('x' * 4096)`;
      const result = await python(flood);
      expect(result).toMatchObject({ status: "output-limit", exitCode: null });
      expect(result.output).toBe("x".repeat(limits.outputBytes));
    });

    it("processes and scratch space: a fork bomb and a full disk are errors inside", async ({ skip }) => {
      skip(...onGvisor());
      const forks =
        "import os, time\nn = 0\ntry:\n  while True:\n    if os.fork() == 0: time.sleep(60)\n    n += 1\nexcept OSError as e: print(n < 64, e.errno, flush=True)\nos._exit(0)";
      expect(await ok(python(forks))).toBe("True 11\n");
      const fill =
        "n = 0\ntry:\n  for i in range(100):\n    with open(f'/work/{i}', 'wb') as f: f.write(b'x' * (4 << 20))\n    n += 1\nexcept OSError as e: print(n <= 8, e.errno)";
      expect(await ok(python(fill))).toBe("True 28\n");
    });
  });

  describe("walls", () => {
    it("the image is read-only, scratch runs no binaries, and /proc/sys can't be written", async ({
      skip,
    }) => {
      skip(...onGvisor());
      const tries = `
import os, shutil
def attempt(what):
    try: what(); return "open"
    except OSError as e: return "closed"
print("root", os.statvfs("/").f_flag & os.ST_RDONLY)
for path in ("/x", "/usr/bin/x", "/etc/passwd", "/usr/local/bin/python3", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger"):
    print(path, attempt(lambda: open(path, "a").write("x")))
shutil.copy("/usr/bin/sleep", "/work/sleep"); os.chmod("/work/sleep", 0o755)
print("exec", attempt(lambda: os.execv("/work/sleep", ["sleep", "0"])))
print("ids", os.getresuid(), os.getgroups())
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
print({key: status[key] for key in ("CapPrm", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp")})
`;
      const lines = (await ok(python(tries))).trim().split("\n");
      expect(lines).toEqual([
        "root 1",
        "/x closed",
        "/usr/bin/x closed",
        "/etc/passwd closed",
        "/usr/local/bin/python3 closed",
        "/proc/sys/kernel/core_pattern closed",
        "/proc/sysrq-trigger closed",
        "exec closed",
        "ids (65534, 65534, 65534) [65534]",
        "{'CapPrm': '0000000000000000', 'CapEff': '0000000000000000', 'CapBnd': '0000000000000000', 'NoNewPrivs': '1', 'Seccomp': '2'}",
      ]);
    });

    it("there is no network, no engine socket and nothing of our environment", async () => {
      const tries = `
import os, socket, json
def attempt(what):
    try: what(); return "open"
    except OSError as e: return type(e).__name__ + " " + str(e.errno)
print(json.dumps({
  "tcp": attempt(lambda: socket.create_connection(("1.1.1.1", 443), 3)),
  "udp": attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53))),
  "dns": attempt(lambda: socket.getaddrinfo("example.org", 443)).split()[0],
  "interfaces": os.listdir("/sys/class/net"),
  "sockets": [p for p in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock") if os.path.exists(p)],
  "environment": sorted(os.environ),
}))
`;
      const unreachable = /^OSError 1(?:01|13)$/u;
      const seen = JSON.parse(await ok(python(tries))) as Record<string, unknown>;
      expect(seen).toMatchObject({
        tcp: expect.stringMatching(unreachable),
        udp: expect.stringMatching(unreachable),
        dns: "gaierror",
        interfaces: ["lo"],
        sockets: [],
      });
      const known = [
        "HOME",
        "HOSTNAME",
        "LANG",
        "LC_CTYPE",
        "NO_COLOR",
        "PATH",
        "PWD",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
      ];
      const fromImage = ["NODE_VERSION", "YARN_VERSION"];
      expect([...known, ...fromImage]).toEqual(expect.arrayContaining(seen["environment"] as string[]));
    });

    it("namespaces, mounts, tracing, bpf, io_uring, keys and odd sockets are refused", async ({ skip }) => {
      skip(...onGvisor());
      const tries = `
import ctypes, os, platform, socket
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == "aarch64"
def call(x86, arm64, *args):
    ctypes.set_errno(0)
    libc.syscall(arm64 if arm else x86, *[ctypes.c_long(a) for a in args])
    return ctypes.get_errno()
buffer = ctypes.addressof(ctypes.create_string_buffer(512))
new_user = 0x10000000
found = {
  "unshare": call(272, 97, new_user), "setns": call(308, 268, 0, 0), "clone": call(56, 220, new_user | 17, 0, 0, 0, 0),
  "mount": call(165, 40, buffer, buffer, buffer, 0, 0), "umount2": call(166, 39, buffer, 0), "chroot": call(161, 51, buffer),
  "pivot_root": call(155, 41, buffer, buffer), "open_tree": call(428, 428, -100, buffer, 0), "fsopen": call(430, 430, buffer, 0),
  "ptrace": call(101, 117, 0, 0, 0, 0), "process_vm_readv": call(310, 270, os.getpid(), buffer, 0, buffer, 0, 0),
  "bpf": call(321, 280, 0, buffer, 0), "perf_event_open": call(298, 241, buffer, 0, -1, -1, 0),
  "io_uring_setup": call(425, 425, 1, buffer), "io_uring_register": call(427, 427, 0, 0, 0, 0),
  "keyctl": call(250, 219, 0, 0, 0), "add_key": call(248, 217, buffer, buffer, 0, 0, 0), "userfaultfd": call(323, 282, 0),
  "memfd_secret": call(447, 447, 0), "name_to_handle_at": call(303, 264, 0, buffer, buffer, buffer, 0),
  "personality": call(135, 92, 0x0040000), "kexec_load": call(246, 104, 0, 0, 0, 0), "init_module": call(175, 105, 0, 0, 0),
  "pidfd_getfd": call(438, 438, 0, 0, 0), "quotactl": call(179, 60, 0, 0, 0, 0),
}
for name, family in (("netlink", 16), ("packet", 17), ("alg", 38), ("vsock", 40), ("inet6", 10)):
    found["socket " + name] = call(41, 198, family, 2, 0)
found["clone3"] = call(435, 435, buffer, 88)
print({name: errno for name, errno in found.items() if errno != 1})
`;
      expect(await ok(python(tries))).toBe("{'clone3': 38}\n");
    });

    it("threads, child processes, local servers and workers still run", async () => {
      const busy = `
import threading, subprocess, multiprocessing, asyncio, sqlite3, socket, sys
t = threading.Thread(target=print, args=("thread",)); t.start(); t.join()
print(subprocess.run([sys.executable, "-c", "print('child')"], capture_output=True, text=True).stdout.strip())
with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, -2]))
print(sqlite3.connect("/tmp/a.db").execute("select 1").fetchone())
async def main():
    async def hello(r, w): w.write(b"hi"); await w.drain(); w.close()
    server = await asyncio.start_server(hello, "127.0.0.1", 0)
    r, w = await asyncio.open_connection(*server.sockets[0].getsockname()); print(await r.read())
asyncio.run(main())
`;
      expect(await ok(python(busy))).toBe("thread\nchild\n[1, 2]\n(1,)\nb'hi'\n");
      const node = `
import { Worker } from "node:worker_threads"; import { createServer } from "node:http"; import { execFileSync } from "node:child_process";
console.log(execFileSync(process.execPath, ["-p", "1+1"]).toString().trim());
const server = createServer((_, response) => response.end("served")).listen(0, "127.0.0.1", async () => {
  console.log(await (await fetch("http://127.0.0.1:" + server.address().port)).text()); server.close();
  new Worker("require('worker_threads').parentPort.postMessage('worker')", { eval: true }).on("message", console.log);
});
`;
      expect(await ok(command(["node", "a.mjs"], { files: [{ path: "a.mjs", content: node }] }))).toBe(
        "2\nserved\nworker\n",
      );
    });
  });

  describe("containers", () => {
    const docker = connectEngine(socketPath);
    const all = () => docker.listContainers({ all: true, filters: { label: ["hydra.sandbox"] } });
    const ids = async () => new Set((await all()).map((box) => box.Id));

    it("are gone after close, whatever they were doing", async () => {
      const before = await ids();
      const other = await open();
      const stop = new AbortController();
      const running = other
        .command({ files: [], command: ["sleep", "600"] }, { signal: stop.signal })
        .catch(() => {});
      await other.command({ files: [], command: ["true"] }, { signal });
      expect((await ids()).size).toBeGreaterThan(before.size);
      await other.close();
      await running;
      const left = [...(await ids())].filter((id) => !before.has(id));
      expect(left).toEqual([]);
    });

    it("of an aborted command end, and it says ABORTED", async () => {
      const stop = new AbortController();
      const running = sandbox.command({ files: [], command: ["sleep", "600"] }, { signal: stop.signal });
      setTimeout(() => stop.abort(), 500);
      await expect(running).rejects.toMatchObject({ code: "ABORTED" });
      const live = await Promise.all(
        (await all()).map(
          async (box) =>
            (await docker
              .getContainer(box.Id)
              .top()
              .catch(() => null)) as { Processes?: string[][] } | null,
        ),
      );
      expect(JSON.stringify(live)).not.toContain("sleep 600");
    });

    it("of a killed owner are swept by the next one, those of a living owner are not", async () => {
      const script = `
        import { openDockerSandbox } from ${JSON.stringify(new URL("../../../tools/sandbox/docker/sandbox.ts", import.meta.url).href)};
        const sandbox = await openDockerSandbox(JSON.parse(process.argv[1]));
        void sandbox.command({ files: [], command: ["sh", "-c", "while :; do :; done"] }, { signal: new AbortController().signal });
        setTimeout(() => console.log("ready"), 1500);
        setTimeout(() => {}, 600_000);
      `;
      const before = await ids();
      const options = JSON.stringify({ ...socket, limits, parallel: 1, dataDir });
      const child = spawn(process.execPath, ["--input-type=module", "-e", script, options], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [ready] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as unknown[];
      expect(String(ready)).toBe("ready\n");
      const childs = [...(await ids())].filter((id) => !before.has(id));
      expect(childs.length).toBeGreaterThan(1);
      child.kill("SIGKILL");
      await once(child, "exit");
      const living = await docker.createContainer({
        Image: (await all())[0]?.Image ?? "",
        Cmd: ["true"],
        Labels: { ...ownerLabels() },
      });
      const next = await open();
      const after = await ids();
      expect(childs.filter((id) => after.has(id))).toEqual([]);
      expect(after.has(living.id)).toBe(true);
      await living.remove();
      await next.close();
    });
  });

  it("an image that is not there is SANDBOX_DOWN with the fix", async () => {
    const opening = openDockerSandbox({ ...socket, limits, parallel: 1, dataDir, image: "not/there:1" });
    await expect(opening).rejects.toMatchObject({
      code: "SANDBOX_DOWN",
      fix: expect.stringContaining("docker pull not/there:1"),
    });
  });
});

it("no engine is SANDBOX_DOWN", async () => {
  const opening = openDockerSandbox({ socketPath: join(dataDir, "no.sock"), limits, parallel: 1, dataDir });
  await expect(opening).rejects.toMatchObject({ code: "SANDBOX_DOWN" });
});

/** The output of a command that must succeed. */
const ok = async (result: Promise<CommandResult>) => {
  const { status, exitCode, output } = await result;
  expect({ status, exitCode, output }).toMatchObject({ status: "ok", exitCode: 0 });
  return output;
};

const addition = (wanted: number) => [
  { path: "package.json", content: '{"type":"module"}' },
  { path: "src/add.js", content: "export const add = (a, b) => a + b;\n" },
  {
    path: "test/add.test.js",
    content: `import test from "node:test";\nimport assert from "node:assert";\nimport { add } from "../src/add.js";\ntest("adds", () => assert.equal(add(1, 2), ${wanted}));\n`,
  },
];
