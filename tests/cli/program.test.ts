// Every command as a person or a program meets it: what is printed where, and the exit code.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ErrorResult, RunResult } from "../../core/contract.ts";
import { HydraError } from "../../core/errors.ts";
import { temporary } from "../support/temporary.ts";
import { makeTerminal } from "./edge.ts";

describe("help", () => {
  test.each([[[]], [["--help"]], [["help"]], [["run", "--help"]], [["help", "runs"]]])("%j", async (argv) => {
    const { code, stdout, stderr } = await makeTerminal().run(argv);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: hydra");
    expect(stderr).toBe("");
  });

  test("names every command and the exit codes", async () => {
    const { stdout } = await makeTerminal().run(["--help"]);
    for (const word of ["run", "resume", "runs", "show", "apply", "demo", "doctor", "init", "graph", "130"]) {
      expect(stdout).toContain(word);
    }
  });

  test("--version", async () => {
    expect((await makeTerminal().run(["--version"])).stdout.trim()).toBe("1.2.3");
  });
});

describe("run", () => {
  test("--json prints one RunResult and nothing else", async () => {
    const { code, value, stderr } = await makeTerminal().json(["run", "a function"]);
    expect(code).toBe(0);
    expect(RunResult.parse(value)).toMatchObject({ thread: "t1", task: "a function", verdict: "verified" });
    expect(stderr).toBe("");
  });

  test("without a terminal: plain lines, then the verdict and what to do next", async () => {
    const { code, stdout } = await makeTerminal().run(["run", "a", "function"]);
    expect(code).toBe(0);
    expect(stdout).toContain("begins in the wasm sandbox: a function\n");
    expect(stdout).toContain("VERIFIED  a function");
    expect(stdout).toContain("hydra apply t1 --workdir DIR\n");
    expect(stdout).not.toContain("\u001b");
  });

  test("unsolved is exit code 1", async () => {
    const terminal = makeTerminal({});
    expect((await terminal.run(["run", "x"])).code).toBe(1);
    expect((await terminal.json(["run", "x"])).code).toBe(1);
  });

  test("the task from stdin", async () => {
    const { value } = await makeTerminal().json(["run", "-"], { stdin: "from\nstdin\n" });
    expect(value).toMatchObject({ task: "from\nstdin" });
  });

  test("settings from flags, environment and hydra.yaml reach the run", async () => {
    const terminal = makeTerminal();
    writeFileSync(
      join(terminal.cwd, "hydra.yaml"),
      "budget: {tokens: 5, seconds: 6, steps: 7}\nrun: {k: 2}\n",
    );
    const argv = [
      "run",
      "x",
      "--budget-tokens",
      "8",
      "--model",
      "m",
      "--base-url",
      "http://h:1",
      "--sandbox",
      "wasm",
    ];
    const { value } = await terminal.json(argv, { env: { HYDRA_BUDGET_SECONDS: "9" } });
    expect(value).toMatchObject({
      budget: { tokens: { limit: 8 }, seconds: { limit: 9 }, steps: { limit: 7 } },
    });
    expect(terminal.world.wired[0]).toMatchObject({
      home: join(terminal.cwd, ".hydra"),
      config: { run: { k: 2 }, roles: { default: { model: "m" } }, sandbox: { tier: "wasm" } },
    });
  });

  test("the home lies in the workspace, and its thread is found from where one stands", async () => {
    const terminal = makeTerminal();
    const workdir = temporary();
    await terminal.run(["run", "x", "--workdir", workdir]);
    expect(existsSync(join(workdir, ".hydra", "runs", "t1", "run.json"))).toBe(true);
    expect((await terminal.json(["show", "t1"])).value).toMatchObject({ thread: "t1" });
    expect((await terminal.json(["show", "t1", "--home", "other"])).code).toBe(2);
  });

  test("--test is repeatable and --apply writes", async () => {
    const terminal = makeTerminal();
    for (const name of ["test_a.py", "b.test.js"]) writeFileSync(join(terminal.cwd, name), "// 1\n");
    const argv = ["run", "x", "--test", "test_a.py", "--test", "b.test.js", "--workdir", ".", "--apply"];
    const { value } = await terminal.json(argv);
    expect(value).toMatchObject({ applied: true });
    expect(readFileSync(join(terminal.cwd, "a.py"), "utf8")).toBe("1\n");
    const record = readFileSync(join(terminal.cwd, ".hydra/runs/t1/run.json"), "utf8");
    expect(JSON.parse(record)).toMatchObject({ tests: [{ path: "test_a.py" }, { path: "b.test.js" }] });
  });
});

const python = (job: { calls: readonly string[] }) =>
  job.calls[0]?.includes("def (") === true
    ? (["e", "SyntaxError", "invalid syntax (test_x.py, line 1)"] as const)
    : (["n"] as const);

describe("bad input: one line that names cause and fix, the exit code, and the same as an object", () => {
  test.each<[string, string[], number, RegExp]>([
    ["an empty task", ["run", "  "], 2, /the task is empty.*Fix: say what/u],
    ["no task", ["run"], 2, /the task is empty/u],
    ["an unknown flag", ["run", "x", "--tset", "f"], 2, /unknown option '--tset' \(nearest: --test\)/u],
    ["a flag that is like none", ["run", "x", "--nope"], 2, /unknown option '--nope'\. Fix: `hydra help`/u],
    ["an unknown command", ["rnu", "x"], 2, /unknown command 'rnu' \(nearest: .*run/u],
    ["a flag without its value", ["run", "x", "--test"], 2, /argument missing/u],
    ["a missing argument", ["show"], 2, /missing required argument 'thread'/u],
    ["a number that is none", ["run", "x", "--k", "three"], 2, /--k is "three" \(not a number\)/u],
    ["a number out of range", ["run", "x", "--budget-seconds", "0"], 2, /--budget-seconds.*at least 1/u],
    ["a sandbox that is none", ["run", "x", "--sandbox", "vm"], 2, /auto, docker, wasm/u],
    ["a language that is none", ["run", "x", "--lang", "pyton"], 2, /write --lang python/u],
    ["an address that is none", ["run", "x", "--base-url", "localhost:80"], 2, /--base-url.*http:/u],
    ["a malformed hydra.yaml", ["run", "x", "--config", "bad.yaml"], 2, /bad\.yaml:2: not valid YAML/u],
    ["an unknown setting", ["runs", "--config", "odd.yaml"], 2, /odd\.yaml:1: "budgt".*nearest: budget/u],
    ["a settings file that is not there", ["runs", "--config", "no.yaml"], 2, /no\.yaml can't be read/u],
    ["a test file that is not there", ["run", "x", "--test", "no.py"], 2, /no\.py.*does not exist/u],
    ["a test file that is a folder", ["run", "x", "--test", "."], 2, /not a file/u],
    ["a test file of another kind", ["run", "x", "--test", "bad.yaml"], 2, /\.py, \.js or \.ts/u],
    ["an empty test file", ["run", "x", "--test", "empty.py"], 2, /it is empty/u],
    [
      "a Python test that does not parse",
      ["run", "x", "--test", "test_x.py"],
      2,
      /SyntaxError: invalid syntax/u,
    ],
    ["a JavaScript test that does not parse", ["run", "x", "--test", "x.test.js"], 2, /x\.test\.js.*line 2/u],
    ["a TypeScript test that does not parse", ["run", "x", "--test", "x.test.ts"], 2, /x\.test\.ts.*line 1/u],
    ["a workspace that is not there", ["run", "x", "--workdir", "no"], 2, /does not exist.*mkdir/u],
    ["a workspace that is a file", ["run", "x", "--workdir", "bad.yaml"], 2, /is not a folder/u],
    ["a home that can't be made", ["run", "x", "--home", "/proc/none/at/all"], 2, /\/proc\/none/u],
    ["a home that is a file", ["run", "x", "--home", "bad.yaml"], 2, /bad\.yaml is a file, not a folder/u],
    ["a thread that is not there", ["show", "nobody"], 2, /there is no thread nobody/u],
    ["a thread that is not there", ["resume", "nobody"], 2, /hydra runs/u],
    ["a thread that is not there", ["apply", "nobody"], 2, /there is no thread/u],
    ["a thread that is not there", ["runs", "rm", "nobody"], 2, /there is no thread/u],
    ["a thread's name that leads out", ["show", "../../etc"], 2, /can't be a thread's name/u],
    ["an age that is none", ["runs", "prune", "--older-than", "soon"], 2, /not an age.*7d/u],
    ["prune without an age", ["runs", "prune"], 2, /--older-than/u],
    ["a graph that is none", ["graph", "swrm"], 2, /no graph swrm \(nearest: swarm\)/u],
    ["a demo that is none", ["demo", "nothing-like-it"], 2, /no demo/u],
    ["--all with a name", ["demo", "x", "--all"], 2, /--all runs every demo/u],
  ])("%s: %j", async (_, argv, exitCode, line) => {
    const terminal = makeTerminal({ check: python });
    writeFileSync(join(terminal.cwd, "bad.yaml"), "run:\n  k: [\n");
    writeFileSync(join(terminal.cwd, "odd.yaml"), "budgt: {}\n");
    writeFileSync(join(terminal.cwd, "empty.py"), "\n");
    writeFileSync(join(terminal.cwd, "test_x.py"), "def (:\n");
    writeFileSync(join(terminal.cwd, "x.test.js"), "const a = 1;\nconst = 2;\n");
    writeFileSync(join(terminal.cwd, "x.test.ts"), "const a: = 1;\n");
    const { code, stdout, stderr } = await terminal.run(argv);
    expect(stderr).toMatch(/^hydra: .+ Fix: .+\.\n$/u);
    expect(stderr).toMatch(line);
    expect(code).toBe(exitCode);
    expect(stdout).toBe("");
    if (argv[0] === "graph") return;
    const programs = await terminal.run([...argv, "--json"]);
    expect(programs.code).toBe(exitCode);
    expect(programs.stderr).toBe("");
    if (argv.at(-1) === "--test") return;
    expect(ErrorResult.parse(JSON.parse(programs.stdout)).error.message.length).toBeGreaterThan(5);
  });

  test("an unknown variable", async () => {
    const { code, stderr } = await makeTerminal().run(["runs"], { env: { HYDRA_BUGET_TOKENS: "5" } });
    expect(code).toBe(2);
    expect(stderr).toContain("nearest: HYDRA_BUDGET_TOKENS");
  });

  test("a bad test file is said even where there is no model", async () => {
    const terminal = makeTerminal({ noModel: true, check: python });
    writeFileSync(join(terminal.cwd, "test_x.py"), "def (:\n");
    writeFileSync(join(terminal.cwd, "test_y.py"), "assert f(1)\n");
    expect((await terminal.run(["run", "x", "--test", "test_x.py"])).code).toBe(2);
    expect((await terminal.run(["run", "x", "--test", "test_y.py"])).code).toBe(3);
  });

  test("no model: exit code 3 and one screen on stderr", async () => {
    const terminal = makeTerminal({ noModel: true });
    const { code, stdout, stderr } = await terminal.run(["run", "x"]);
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain("http://127.0.0.1:8080  nothing answers");
    expect(stderr).toContain("hydra demo");
    const { value } = await terminal.json(["run", "x"]);
    expect(value).toMatchObject({ error: { code: "NO_MODEL" } });
  });

  test.each([
    ["a full disk", Object.assign(new Error("write"), { code: "ENOSPC", path: "/x" }), 4, /No space left/u],
    [
      "a full disk, as a database says it",
      new Error("could not extend file: No space left on device"),
      4,
      /disk is full/u,
    ],
    [
      "a lost database",
      new HydraError("DATABASE_DOWN", "the database is gone", { fix: "Start it." }),
      4,
      /database is gone/u,
    ],
    ["a held thread", new HydraError("THREAD_HELD", "process 7 has it", { fix: "Wait." }), 2, /process 7/u],
    ["a mistake of ours", new TypeError("x is not a function"), 4, /should not.*HYDRA_DEBUG/u],
  ])("%s in the middle of a run loses nothing", async (_, error, exitCode, line) => {
    const terminal = makeTerminal({ files: { "a.py": "1\n" } });
    terminal.world.behaviour.onSolve = async () => Promise.reject(error);
    const { code, stderr } = await terminal.run(["run", "x"]);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    delete terminal.world.behaviour.onSolve;
    expect((await terminal.run(["resume", "t1"])).code).toBe(0);
    expect(terminal.world.nodes.filter((node) => node === "plan")).toHaveLength(1);
  });

  test("HYDRA_DEBUG adds the trace", async () => {
    const terminal = makeTerminal();
    terminal.world.behaviour.onSolve = async () => Promise.reject(new TypeError("oops"));
    const { stderr } = await terminal.run(["run", "x"], { env: { HYDRA_DEBUG: "1" } });
    expect(stderr).toMatch(/TypeError: oops\n\s+at /u);
  });
});

describe("interrupted", () => {
  test("exit code 130, resumable, and the record says so", async () => {
    const terminal = makeTerminal();
    terminal.world.behaviour.onSolve = async (signal) => {
      terminal.controller.abort();
      signal.throwIfAborted();
    };
    const { code, stderr } = await terminal.run(["run", "x"]);
    expect(code).toBe(130);
    expect(stderr).toContain("hydra resume t1");
  });

  test("show of a run that is not finished", async () => {
    const terminal = makeTerminal();
    await terminal.run(["run", "x", "--approve"]);
    const { code, value } = await terminal.json(["show", "t1"]);
    expect(code).toBe(130);
    expect(value).toMatchObject({ error: { code: "ABORTED" } });
  });
});

describe("questions", () => {
  test("--approve without anybody there stops, resumable; --answer goes on", async () => {
    const terminal = makeTerminal();
    const first = await terminal.run(["run", "x", "--approve"]);
    expect(first.code).toBe(130);
    expect(first.stderr).toContain("Fix: answer it with `hydra resume t1 --answer TEXT`.\n");
    expect((await terminal.json(["resume", "t1", "--answer", "yes"])).value).toMatchObject({
      verdict: "verified",
    });
  });

  test("an approval from a pipe", async () => {
    const { code, stderr, value } = await makeTerminal().json(["run", "x", "--approve"], { stdin: "yes\n" });
    expect(code).toBe(0);
    expect(value).toMatchObject({ verdict: "verified" });
    expect(stderr).toContain("Go on?");
  });

  test("a person declines", async () => {
    const { code, stdout } = await makeTerminal().run(["run", "x", "--approve"], {
      stdin: "no\n",
      tty: true,
    });
    expect(code).toBe(1);
    expect(stdout).toContain("a person declined the plan");
  });
});

describe("runs", () => {
  test("list, remove, prune", async () => {
    const terminal = makeTerminal();
    expect((await terminal.run(["runs"])).stdout).toContain("no runs in");
    expect((await terminal.json(["runs"])).value).toEqual([]);
    await terminal.run(["run", "first"]);
    await terminal.run(["run", "second"]);
    expect((await terminal.run(["runs"])).stdout).toMatch(/t2 .*verified .*second\nt1 .*verified .*first\n/u);
    mkdirSync(join(terminal.cwd, ".hydra", "db"));
    expect((await terminal.json(["runs", "rm", "t1"])).value).toEqual({ removed: ["t1"] });
    expect(terminal.world.deleted).toEqual(["t1"]);
    expect((await terminal.run(["runs", "prune", "--older-than", "1d"])).stdout).toBe("nothing to remove\n");
    expect((await terminal.json(["runs"])).value).toMatchObject([{ thread: "t2" }]);
  });

  test("options stand before or after `rm`", async () => {
    const terminal = makeTerminal();
    await terminal.run(["run", "x", "--home", "h"]);
    expect((await terminal.run(["runs", "--home", "h", "rm", "t1"])).code).toBe(0);
    expect((await terminal.json(["runs", "--home", "h"])).value).toEqual([]);
  });
});

test("apply shows the difference, writes, and refuses what was changed", async () => {
  const terminal = makeTerminal();
  const workdir = temporary();
  await terminal.run(["run", "x", "--workdir", workdir]);
  for (const argv of [
    ["show", "t1"],
    ["resume", "t1"],
  ]) {
    expect((await terminal.run(argv)).stdout).toContain("hydra apply t1\n");
  }
  const { code, stdout } = await terminal.run(["apply", "t1"]);
  expect(code).toBe(0);
  expect(stdout).toContain("+++ b/a.py");
  expect(stdout).toContain("created    a.py");
  writeFileSync(join(workdir, "a.py"), "mine\n");
  const refused = await terminal.run(["apply", "t1"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("--force");
  expect((await terminal.json(["apply", "t1", "--force"])).value).toMatchObject({
    files: [{ path: "a.py", action: "changed" }],
  });
});

test("graph prints Mermaid of the real graphs", async () => {
  const { code, stdout } = await makeTerminal().run(["graph", "swarm"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/graph TD;[\s\S]*hydrate[\s\S]*report/u);
});
