// What a hostile program tries. Whatever it finds inside its own box is its own business; what counts here is that it reaches
// nothing of ours (a file, a variable, a socket, a process) and that it can't make a wrong answer pass.
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Language } from "../../../core/domain.ts";
import type { CheckJob, Sandbox } from "../../../core/ports.ts";
import { assertion, example, test } from "./contract.ts";

const never = new AbortController().signal;
const secret = "kept-by-the-host-7c1f";

export const escapeSuite = (name: string, open: () => Promise<Sandbox>): void => {
  describe(`${name}: no way out`, { concurrent: true }, () => {
    let sandbox: Sandbox;
    let host: Awaited<ReturnType<typeof openHost>>;
    beforeAll(async () => {
      process.env["HYDRA_TEST_SECRET"] = secret;
      host = await openHost();
      sandbox = await open();
    });
    afterAll(async () => {
      delete process.env["HYDRA_TEST_SECRET"];
      await sandbox?.close();
      await host?.close();
    });

    const check = (language: Language, source: string, job: Partial<CheckJob> = {}) => {
      const path = language === "python" ? "solution.py" : "solution.js";
      return sandbox.check(
        { language, files: [{ path, content: source }], tests: [], calls: [], ...job },
        { signal: never },
      );
    };

    it("Python reaches nothing of the host", async () => {
      const result = await check("python", pythonProbes(host), {
        calls: pythonProbeNames.map((probe) => `attempt(${probe})`),
      });
      expect(JSON.stringify(result)).not.toContain(secret);
      expect(result.calls).toHaveLength(pythonProbeNames.length);
      expect(await host.touched()).toEqual([]);
      expect(result.calls[0]).toEqual(["s", "the probes run"]);
    });

    it("JavaScript reaches nothing of the host", async () => {
      const result = await check("javascript", javascriptProbes(host), {
        calls: javascriptProbeNames.map((probe) => `await attempt(${probe})`),
      });
      expect(JSON.stringify(result)).not.toContain(secret);
      expect(await host.touched()).toEqual([]);
      expect(result.calls[0]).toEqual(["s", "the probes run"]);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    });

    it.each([
      ["memory", "python", "def f():\n    keep = []\n    while True: keep.append(bytearray(10 ** 8))\n"],
      ["one allocation", "python", "def f(): return len(bytearray(10 ** 10)) and len('x' * 10 ** 10)\n"],
      [
        "disk",
        "python",
        "def f():\n    with open('/tmp/fill', 'wb') as out:\n        for _ in range(10 ** 4): out.write(b'x' * 10 ** 7)\n",
      ],
      ["processes", "python", "import os\ndef f():\n    while True: os.fork()\n"],
      [
        "recursion",
        "python",
        "import sys\ndef g(n): return g(n + 1)\ndef f():\n    sys.setrecursionlimit(10 ** 8)\n    return g(0)\n",
      ],
      [
        "memory",
        "javascript",
        "export const f = () => { const keep = []; for (;;) keep.push(new Uint8Array(1e8).fill(1)); };",
      ],
      ["recursion", "javascript", "export const f = () => f() + 1;"],
      ["nesting", "javascript", "export const f = () => JSON.parse('['.repeat(1e6));"],
      ["a slow pattern", "javascript", "export const f = () => /^(a+)+$/.test('a'.repeat(60) + 'b');"],
      ["promises", "javascript", "export const f = async () => { for (;;) await null; };"],
    ] as const)("%s is bounded in %s", async (_, language, source) => {
      const limits = { timeoutMs: 2_500, jobTimeoutMs: 20_000 };
      const result = await check(language, source, { tests: [example("wrong", "f()", "42")], limits });
      expect(result.outcomes[0]?.status).not.toBe("passed");
    });

    it.each(pythonTampering)("Python can't raise its score: %s", async (_, attack) => {
      const result = await check("python", `${attack}\n`, {
        tests: [
          example("example", 'f("k")', '"right-5d0a"'),
          assertion("assertion", 'assert f("k") == "right-5d0a"'),
          test("file", { kind: "file", path: "test_f.py", content: pythonTests }),
        ],
        limits: { timeoutMs: 4_000 },
      });
      expect(result.outcomes.filter(({ status }) => status === "passed")).toEqual([]);
      expect(result.outcomes.map(({ id }) => id)).toEqual(
        expect.arrayContaining(["example", "assertion", "file::test_f"]),
      );
    });

    it.each(javascriptTampering)("JavaScript can't raise its score: %s", async (_, attack) => {
      const result = await check("javascript", attack, {
        tests: [
          example("example", 'f("k")', '"right-5d0a"'),
          assertion("assertion", 'assert.deepStrictEqual(f("k"), "right-5d0a")'),
          test("file", { kind: "file", path: "f.test.js", content: javascriptTests }),
        ],
        limits: { timeoutMs: 4_000 },
      });
      expect(result.outcomes.filter(({ status }) => status === "passed")).toEqual([]);
      expect(result.outcomes.map(({ id }) => id)).toEqual(
        expect.arrayContaining(["example", "assertion", "file::f"]),
      );
    });

    it("the tests above pass for a right program", async () => {
      const python = await check("python", 'def f(x): return "right-5d0a"', {
        tests: [test("file", { kind: "file", path: "test_f.py", content: pythonTests })],
      });
      expect(python.outcomes.map(({ status }) => status)).toEqual(["passed", "passed", "passed"]);
      const javascript = await check("javascript", 'export const f = (x) => "right-5d0a";', {
        tests: [test("file", { kind: "file", path: "f.test.js", content: javascriptTests })],
      });
      expect(javascript.outcomes.map(({ status }) => status)).toEqual(["passed", "passed", "passed"]);
    });
  });
};

interface Targets {
  readonly file: string;
  readonly witness: string;
  readonly socket: string;
  readonly tcp: number;
  readonly udp: number;
  readonly victim: number;
}

/** Things of the host's that a program could read, call or kill, and whether anything did. */
const openHost = async () => {
  const folder = await mkdtemp(join(tmpdir(), "hydra-escape-"));
  const file = join(folder, "secret.txt");
  await writeFile(file, secret, { mode: 0o644 });
  const seen: string[] = [];
  const listen = (where: number | string, what: string) =>
    new Promise<Server>((resolve) => {
      const server = createServer((client) => {
        seen.push(what);
        client.destroy();
      });
      server.listen(where, () => resolve(server));
    });
  const tcp = await listen(0, "tcp");
  const socket = join(folder, "host.sock");
  const unix = await listen(socket, "unix socket");
  const udp = await new Promise<Socket>((resolve) => {
    const made = createSocket("udp4", () => seen.push("udp"));
    made.bind(0, () => resolve(made));
  });
  const victim: ChildProcess = spawn("sleep", ["600"], { stdio: "ignore" });
  const targets: Targets = {
    file,
    socket,
    witness: join(folder, "witness"),
    tcp: (tcp.address() as { port: number }).port,
    udp: udp.address().port,
    victim: victim.pid ?? 0,
  };
  return {
    ...targets,
    /** What of the host was reached. */
    touched: async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const killed = victim.exitCode !== null || victim.signalCode !== null;
      return [
        ...seen,
        ...(existsSync(targets.witness) ? ["a file was written"] : []),
        ...(killed ? ["a process was killed"] : []),
      ];
    },
    close: async () => {
      victim.kill("SIGKILL");
      udp.close();
      tcp.close();
      unix.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const pythonProbeNames = [
  "alive",
  "read",
  "list_root",
  "environment",
  "proc_environment",
  "write",
  "symlink",
  "shell",
  "popen",
  "spawn",
  "libc",
  "tcp",
  "udp",
  "unix",
  "url",
  "kill",
  "kill_all",
  "fork",
  "js_process",
  "js_builtin",
  "js_function",
  "js_constructor",
  "js_eval",
  "js_import",
  "js_fetch",
  "run_js",
  "py_fetch",
  "mount",
  "mount_native",
  "sockets",
  "package",
  "emscripten",
  "pollute",
  "frames",
];

const pythonProbes = (host: Targets) => `
import os, sys
FILE, WITNESS, SOCKET, TCP, UDP, VICTIM = ${JSON.stringify(host.file)}, ${JSON.stringify(host.witness)}, ${JSON.stringify(host.socket)}, ${host.tcp}, ${host.udp}, ${host.victim}
URL = "http://127.0.0.1:%d/" % TCP
def attempt(probe):
    try:
        value = probe()
        return value if isinstance(value, str) else repr(value)[:2000]
    except BaseException as error:
        return "closed: " + type(error).__name__
def alive(): return "the probes run"
def read(): return open(FILE).read()
def list_root(): return [open("/etc/shadow").read(), open(os.path.join("/proc/1/root", FILE.lstrip("/"))).read()]
def environment(): return dict(os.environ)
def proc_environment():
    return [open("/proc/%s/environ" % pid).read() for pid in ("self", "1", os.getppid())]
def write(): return open(WITNESS, "w").write("x")
def symlink():
    os.symlink(FILE, "link")
    return open("link").read()
def shell(): return os.system("cat %s; touch %s" % (FILE, WITNESS))
def popen(): return os.popen("cat " + FILE).read()
def spawn():
    import subprocess
    return subprocess.check_output(["cat", FILE])
def libc():
    import ctypes
    return ctypes.CDLL(None).system(("touch " + WITNESS).encode())
def tcp():
    import socket
    return socket.create_connection(("127.0.0.1", TCP), timeout=1).send(b"x")
def udp():
    import socket
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", UDP))
def unix():
    import socket
    made = socket.socket(socket.AF_UNIX)
    return made.connect(SOCKET)
def url():
    import urllib.request
    return urllib.request.urlopen(URL, timeout=1).read()
def kill(): return os.kill(VICTIM, 9)
def kill_all():
    for pid in (os.getppid(), VICTIM): os.kill(pid, 9)
def fork(): return os.fork() or os._exit(0)
def js_process():
    import js
    return js.process.getBuiltinModule("fs").readFileSync(FILE, "utf8")
def js_builtin():
    import js
    return js.globalThis.process.binding("fs")
def js_function():
    import js
    return js.Function("return process.getBuiltinModule('fs').readFileSync('%s', 'utf8')" % FILE)()
def js_constructor():
    import js
    return js.Object.constructor("return process.env")()
def js_eval():
    import js
    return js.eval("process.mainModule.require('fs').readFileSync('%s', 'utf8')" % FILE)
def js_import():
    from pyodide.ffi import run_sync
    import pyodide_js
    return run_sync(pyodide_js._api.loadBinaryFile(FILE))
def js_fetch():
    import js
    return js.fetch(URL)
def run_js():
    from pyodide.code import run_js
    return run_js("process.getBuiltinModule('child_process').execSync('cat %s').toString()" % FILE)
def py_fetch():
    from pyodide.http import open_url
    return open_url(URL).read()
def mount():
    import pyodide_js
    pyodide_js.FS.mkdir("/host")
    pyodide_js.FS.mount(pyodide_js.FS.filesystems.NODEFS, {"root": "/"}, "/host")
    return open("/host" + FILE).read()
def mount_native():
    import pyodide_js
    pyodide_js.mountNodeFS("/native", "/")
    return open("/native" + FILE).read()
def sockets():
    import pyodide_js
    pyodide_js.useNodeSockFS()
    return tcp()
def package():
    import pyodide_js
    return pyodide_js.loadPackage(URL)
def emscripten():
    import ctypes
    return ctypes.CDLL(None).emscripten_run_script(b"process.getBuiltinModule('fs').writeFileSync('%s', 'x')" % WITNESS.encode())
def pollute():
    import js
    js.Object.prototype.polluted = 1
def frames():
    found, frame = [], sys._getframe()
    while frame:
        found.append(repr(frame.f_globals.get("JOB")))
        frame = frame.f_back
    return [os.environ, found]
`;

const javascriptProbeNames = [
  "alive",
  "read",
  "promised",
  "imported",
  "environment",
  "shell",
  "write",
  "built",
  "binding",
  "bound",
  "tcp",
  "fetched",
  "quickjs",
  "made",
  "kill",
  "wasm",
  "pollute",
  "proto",
  "worker",
  "inspector",
  "prepare",
];

const javascriptProbes = (host: Targets) => `
const FILE = ${JSON.stringify(host.file)}, WITNESS = ${JSON.stringify(host.witness)}, TCP = ${host.tcp}, VICTIM = ${host.victim};
export const attempt = async (probe) => { try { return String(await probe()).slice(0, 2000); } catch (error) { return "closed: " + error; } };
export const alive = () => "the probes run";
export const read = () => require("fs").readFileSync(FILE, "utf8");
export const promised = async () => (await import("node:fs/promises")).readFile(FILE, "utf8");
export const imported = async () => (await eval('import("fs")')).readFileSync(FILE, "utf8");
export const environment = () => JSON.stringify(process.env) + read.call(null);
export const shell = () => require("child_process").execSync("cat " + FILE + "; touch " + WITNESS).toString();
export const write = () => require("fs").writeFileSync(WITNESS, "x");
export const built = () => process.getBuiltinModule("fs").readFileSync(FILE, "utf8");
export const binding = () => process.binding("fs").readFileUtf8(FILE, 0);
export const bound = () => globalThis.constructor.constructor("return this.process.mainModule.require('fs')")().readFileSync(FILE, "utf8");
export const tcp = () => new Promise((go, no) => { const net = require("net"); const c = net.connect(TCP, "127.0.0.1", () => go("connected")); c.on("error", no); });
export const fetched = () => fetch("http://127.0.0.1:" + TCP).then((reply) => reply.text());
export const quickjs = async () => { const std = await import("std"); return std.loadFile(FILE); };
export const made = () => [].constructor.constructor("return process.env")().HYDRA_TEST_SECRET;
export const kill = () => process.kill(VICTIM, "SIGKILL");
export const wasm = () => typeof WebAssembly;
export const pollute = () => { Object.prototype.polluted = 1; Array.prototype.polluted = 1; return "done"; };
export const proto = () => JSON.parse('{"__proto__": {"polluted": 1}}');
export const worker = () => { const { Worker } = require("worker_threads"); new Worker("require('fs').writeFileSync(" + JSON.stringify(WITNESS) + ", 'x')", { eval: true, execArgv: [] }); };
export const inspector = () => { const { Session } = require("inspector"); const s = new Session(); s.connect(); return "connected"; };
export const prepare = () => { Error.prepareStackTrace = (_, frames) => frames.map((frame) => frame.getThis?.()); return new Error("x").stack; };
`;

const pythonTests = `
import unittest
from solution import f

def test_f():
    assert f("k") == "right-5d0a"

def test_loop():
    for key in ("k", "l"):
        assert f(key) == "right-5d0a", key

class Case(unittest.TestCase):
    def test_method(self):
        self.assertEqual(f("k"), "right-5d0a")
`;

/** Each is a wrong program that tries to be taken for a right one. */
const pythonTampering: [string, string][] = [
  ["plainly wrong", "def f(x): return 0"],
  ["exits 0 while loading", "import sys\nsys.exit(0)"],
  ["ends the process while loading", "import os\nos._exit(0)"],
  ["exits 0 in the call", "import sys\ndef f(x): sys.exit(0)"],
  ["ends the process in the call", "import os\ndef f(x): os._exit(0)"],
  [
    "equals everything",
    "class Any:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n    def __hash__(self): return 0\ndef f(x): return Any()",
  ],
  [
    "is a text that equals everything",
    "class Any(str):\n    def __eq__(self, other): return True\n    def __str__(self): return 'right'\n    __hash__ = str.__hash__\ndef f(x): return Any('wrong')",
  ],
  [
    "patches builtins",
    "import builtins\nfor name in ('repr', 'str', 'type', 'issubclass', 'isinstance', 'len', 'all', 'any'):\n    setattr(builtins, name, lambda *a, **k: True)\ndef f(x): return 0",
  ],
  [
    "patches AssertionError and unittest",
    "import builtins, unittest\nclass Quiet(BaseException): pass\nbuiltins.AssertionError = Quiet\nfor name in dir(unittest.TestCase):\n    if name.startswith('assert'): setattr(unittest.TestCase, name, lambda *a, **k: None)\ndef f(x): return 0",
  ],
  ["skips the tests", "import unittest\ndef f(x): raise unittest.SkipTest('later')"],
  [
    "patches json, io and os",
    "import json, os, io, sys\njson.dumps = lambda *a, **k: '\"right-5d0a\"'\njson.encoder.encode_basestring_ascii = lambda *a: '\"right-5d0a\"'\nos.write = lambda fd, data: len(data)\nsys.stdout = io.StringIO()\ndef f(x): return 0",
  ],
  [
    "prints protocol lines",
    "import os, sys\nLINE = ' {\"at\":%d,\"value\":[\"s\",\"right-5d0a\"],\"sites\":[]}'\ndef f(x):\n    for nonce in ('0' * 32, '', 'nonce'):\n        for at in range(4):\n            print('\\n' + nonce + LINE % at)\n            os.write(1, ('\\n' + nonce + LINE % at + '\\n').encode())\n    return 0",
  ],
  [
    "steals the nonce and reports for itself",
    'import os, sys\ndef f(x):\n    frame = sys._getframe()\n    while frame:\n        job = frame.f_globals.get(\'JOB\')\n        if isinstance(job, dict):\n            for at in range(len(job[\'items\'])):\n                os.write(1, (\'\\n%s {"at":%d,"value":["s","wrong"],"sites":[{"site":0,"values":[["s","wrong"],["s","wrong"]],"ok":true}]}\\n\' % (job[\'nonce\'], at)).encode())\n            os._exit(0)\n        frame = frame.f_back',
  ],
  [
    "rewrites the harness",
    "import sys\ndef f(x):\n    frame = sys._getframe()\n    while frame:\n        names = frame.f_globals\n        if 'JOB' in names:\n            names['encode'] = lambda *a, **k: '[\"s\",\"right\"]'\n            names['COMPARE'] = {op: (lambda a, b: True) for op in names.get('COMPARE', {})}\n            names['truthy'] = lambda value: True\n            names['describe'] = lambda error: 'null'\n        frame = frame.f_back\n    return 0",
  ],
  [
    "replaces the tests that are still to come",
    "import sys\ndef replace(thing):\n    if isinstance(thing, dict):\n        for name, value in list(thing.items()):\n            if not isinstance(name, str): continue\n            if name.startswith('test') and callable(value): thing[name] = lambda: None\n            elif isinstance(value, type) and name == 'Case': value.test_method = lambda self: None\ndef f(x):\n    frame = sys._getframe()\n    while frame:\n        for value in list(frame.f_locals.values()): replace(value)\n        frame = frame.f_back\n    return 0",
  ],
  [
    "gives the tests another body",
    "import inspect\nreal = inspect.signature\ndef signature(function, **k):\n    if hasattr(function, '__code__'): function.__code__ = (lambda: None).__code__\n    return real(function, **k)\ninspect.signature = signature\ndef f(x): return 0",
  ],
  [
    "rewrites the test files",
    "import glob, os\nfor folder, _, names in os.walk('.'):\n    for name in names:\n        if 'test' in name:\n            open(os.path.join(folder, name), 'w').write('def test_f(): pass')\ndef f(x): return 0",
  ],
  [
    "looks for the answer in memory",
    `
import gc, sys, types
def search(thing, seen, depth=0):
    if id(thing) in seen or depth > 12: return None
    seen.add(id(thing))
    if isinstance(thing, str):
        at = thing.find("right" + "-")
        return thing[at : at + 10] if at >= 0 else None
    parts = []
    if isinstance(thing, dict): parts = [*thing.keys(), *thing.values()]
    elif isinstance(thing, (list, tuple, set, frozenset)): parts = list(thing)
    elif isinstance(thing, types.CodeType): parts = list(thing.co_consts)
    elif isinstance(thing, types.FunctionType): parts = [thing.__code__, thing.__defaults__]
    elif isinstance(thing, types.FrameType): parts = [thing.f_code, thing.f_globals, thing.f_locals]
    for part in parts:
        found = search(part, seen, depth + 1)
        if found: return found
def f(x):
    seen, frame = set(), sys._getframe()
    while frame:
        found = search(frame, seen)
        if found: return found
        frame = frame.f_back
    for thing in gc.get_objects():
        found = search(thing, seen)
        if found: return found
    return 0
`,
  ],
];

const javascriptTests = `
import { expect, test } from "vitest";
import assert from "node:assert";
import { f } from "./solution.js";
test("f", () => { expect(f("k")).toBe("right-5d0a"); });
test("deep", () => { assert.deepStrictEqual([f("k")], ["right-5d0a"]); });
test("contains", () => { expect([f("k")]).toContain("right-5d0a"); expect(String(f("k"))).toMatch(/right-5d0a/); });
`;

const javascriptTampering: [string, string][] = [
  ["plainly wrong", "export const f = () => 0;"],
  ["exits 0 while loading", "process.exit(0);\nexport const f = () => 0;"],
  ["exits 0 in the call", "export const f = () => { process.exit(0); };"],
  [
    "really exits in the call",
    "export const f = () => { process.reallyExit?.(0); process.abort?.(); throw 1; };",
  ],
  [
    "patches assert and expect",
    "import assert from 'node:assert';\nfor (const name of Object.keys(assert)) try { assert[name] = () => {}; } catch {}\nglobalThis.expect = () => new Proxy(() => {}, { get: () => () => {} });\nglobalThis.test = globalThis.it = () => {};\nexport const f = () => 0;",
  ],
  [
    "patches equality",
    "Object.is = () => true;\nReflect.apply = () => 'right-5d0a';\nArray.prototype.some = Array.prototype.every = Array.prototype.includes = String.prototype.includes = () => true;\nRegExp.prototype.test = () => true;\nRegExp.prototype.exec = () => ['x'];\nexport const f = () => 0;",
  ],
  [
    "patches equality in the call",
    "export const f = () => { Object.is = () => true; Array.prototype.some = Array.prototype.every = Array.prototype.includes = () => true; RegExp.prototype.test = () => true; return 0; };",
  ],
  [
    "patches JSON and text",
    "JSON.stringify = () => '\"right-5d0a\"';\nglobalThis.String = () => 'right-5d0a';\nString.prototype.toString = () => 'right-5d0a';\nObject.prototype.toJSON = () => 'right-5d0a';\nexport const f = () => 0;",
  ],
  [
    "patches iteration and promises",
    "Array.prototype[Symbol.iterator] = function* () {};\nPromise.prototype.then = function (go) { go?.('right-5d0a'); return this; };\nFunction.prototype.call = Function.prototype.apply = () => 'right-5d0a';\nexport const f = () => 0;",
  ],
  [
    "patches module interop",
    "const real = Object.defineProperty;\nObject.defineProperty = (to, key, d) => real(to, key, d?.get ? { ...d, get: () => new Proxy(() => {}, { get: () => () => {}, apply: () => new Proxy({}, { get: () => () => {} }) }) } : d);\nexport const f = () => 0;",
  ],
  [
    "is a proxy",
    "export const f = () => new Proxy({}, { get: (t, k) => k === Symbol.toPrimitive ? () => 'right-5d0a' : () => true, ownKeys: () => [], getPrototypeOf: () => String.prototype });",
  ],
  [
    "prints protocol lines",
    "const line = (at) => ' {\"at\":' + at + ',\"value\":[\"s\",\"right-5d0a\"]}';\nexport const f = () => { for (const nonce of ['0'.repeat(32), '']) for (let at = 0; at < 4; at++) { console.log('\\n' + nonce + line(at)); process.stdout.write('\\n' + nonce + line(at) + '\\n'); } return 0; };",
  ],
  [
    "spies on what is evaluated",
    "let seen = '';\nconst real = globalThis.eval;\nglobalThis.eval = (code) => { seen += code; return real(code); };\nconst text = Function.prototype.toString;\nFunction.prototype.toString = function () { const t = text.call(this); seen += t; return t; };\nconst split = String.prototype.split;\nString.prototype.split = function (...a) { seen += this; return split.apply(this, a); };\nexport const f = () => /right-[0-9a-f]{4}/.exec(seen)?.[0] ?? 0;",
  ],
  [
    "takes the scope of the tests",
    "let seen = '';\nif (typeof arguments !== 'undefined') for (const each of arguments) if (typeof each === 'function') try { each((code) => { seen += code; return eval(code); }); } catch {}\nmodule.__scope = (code) => { seen += code; };\nexport const f = () => /right-[0-9a-f]{4}/.exec(seen)?.[0] ?? 0;",
  ],
  [
    "reads the stack and the callers",
    "export function f() { let found = ''; try { found += f.caller; } catch {} try { found += arguments.callee.caller; } catch {} found += new Error('x').stack; return /right-[0-9a-f]{4}/.exec(found)?.[0] ?? 0; }",
  ],
];
