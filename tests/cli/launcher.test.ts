// The launcher, as a process: which Node and which program it starts, and that streams, signals, exit code and death pass through.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporary } from "../support/temporary.ts";

const launcher = fileURLToPath(new URL("../../bin/hydra.mjs", import.meta.url));

/** A program of its own behind a copy of the launcher, and this Node under another name, so that it is not the running one. */
const stage = (program: string, folder = temporary()) => {
  for (const name of ["bin", "cli"]) mkdirSync(join(folder, name), { recursive: true });
  const copy = join(folder, "bin", "hydra.mjs");
  cpSync(launcher, copy);
  writeFileSync(join(folder, "cli", "hydra.ts"), program);
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  const node = join(folder, "other-node");
  symlinkSync(process.execPath, node);
  return { folder, copy, env: { ...process.env, HYDRA_NODE: node } };
};

const main = (body: string) => `export const main = async (): Promise<void> => { ${body} };`;
const firstLine = async (stream: NodeJS.ReadableStream) => String((await once(stream, "data"))[0]).trim();
/** One that nobody has collected yet is dead. */
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !readFileSync(stat, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

test("the real one prints its version, and says nothing else", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, "--version"], {
    encoding: "utf8",
  });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("the real one: bad input on stderr with exit code 2, an object for programs", () => {
  const env = { ...process.env, HYDRA_DATA: temporary() };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [launcher, ...args], { encoding: "utf8", cwd: temporary(), env });
  const people = run("run", "x", "--tset");
  expect([people.status, people.stdout]).toEqual([2, ""]);
  expect(people.stderr).toMatch(/^hydra: unknown option '--tset' \(nearest: --test\)/u);
  const programs = run("show", "nobody", "--json");
  expect([programs.status, programs.stderr]).toEqual([2, ""]);
  expect(JSON.parse(programs.stdout)).toMatchObject({ error: { code: "THREAD_UNKNOWN" } });
});

test("another Node: arguments, streams and exit code pass through, its mark does not", () => {
  const { copy, env } = stage(
    main(`
      const chunks: string[] = [];
      for await (const chunk of process.stdin) chunks.push(String(chunk));
      console.error("to stderr");
      console.log(JSON.stringify([process.argv.slice(2), chunks.join(""), "HYDRA_LAUNCHED" in process.env]));
      process.exit(7);
    `),
  );
  const run = spawnSync(process.execPath, [copy, "a b", "--c"], { env, input: "typed", encoding: "utf8" });
  expect(JSON.parse(run.stdout)).toEqual([["a b", "--c"], "typed", false]);
  expect(run.stderr).toBe("to stderr\n");
  expect(run.status).toBe(7);
});

test("experimental warnings are kept quiet, others are not", () => {
  const { copy, env } = stage(
    main('process.emitWarning("quiet", "ExperimentalWarning"); process.emitWarning("loud", "OtherWarning");'),
  );
  const { stderr } = spawnSync(process.execPath, [copy], { env, encoding: "utf8" });
  expect(stderr).not.toContain("quiet");
  expect(stderr).toContain("loud");
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s reaches the program, whose exit code counts",
  async (signal) => {
    const { copy, env } = stage(
      main(
        `process.on("${signal}", () => process.exit(130)); setInterval(() => {}, 1000); console.log("ready");`,
      ),
    );
    const child = spawn(process.execPath, [copy], { env, stdio: ["ignore", "pipe", "inherit"] });
    expect(await firstLine(child.stdout)).toBe("ready");
    child.kill(signal);
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(130);
  },
);

test("a launcher that is killed outright takes the program with it", async () => {
  const { copy, env } = stage(main("setInterval(() => {}, 1000); console.log(process.pid);"));
  const child = spawn(process.execPath, [copy], { env, stdio: ["ignore", "pipe", "inherit"] });
  const pid = Number(await firstLine(child.stdout));
  expect(pid).not.toBe(child.pid);
  expect(isAlive(pid)).toBe(true);
  child.kill("SIGKILL");
  while (isAlive(pid)) await wait(20);
});

test("a program that is killed: 128 and the signal's number", async () => {
  const { copy, env } = stage(main('process.kill(process.pid, "SIGKILL");'));
  expect(spawnSync(process.execPath, [copy], { env }).status).toBe(137);
});

test("below node_modules the built program runs, not the source", () => {
  const folder = join(temporary(), "node_modules", "hydra");
  mkdirSync(join(folder, "dist", "cli"), { recursive: true });
  const { copy, env } = stage("this is no program", folder);
  writeFileSync(
    join(folder, "dist", "cli", "hydra.js"),
    'export const main = async () => console.log("built");',
  );
  expect(spawnSync(process.execPath, [copy], { env, encoding: "utf8" }).stdout).toBe("built\n");
});

test("a Node that does not start is said in one line", () => {
  const { copy, env } = stage(main(""));
  const run = spawnSync(process.execPath, [copy], {
    env: { ...env, HYDRA_NODE: "/no/such/node" },
    encoding: "utf8",
  });
  expect(run.status).toBe(4);
  expect(run.stderr).toMatch(/^hydra: \/no\/such\/node does not start .*Fix: .*npm ci/u);
});
