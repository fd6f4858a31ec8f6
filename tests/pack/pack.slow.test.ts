// The package as a person gets it: packed out of a copy of this checkout, installed into an empty folder by the machine's own
// npm and Node, and used there.
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { RunResult } from "../../core/contract.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "hydra-pack-"));
const copy = join(scratch, "copy");
const consumer = join(scratch, "consumer");
const installed = join(consumer, "node_modules", "@hydra-consensus", "hydra");

/** As in a person's shell: nothing of the npm that may have started us, no Node of ours, and the certificates that npm needs. */
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(?!config_)|npm_config_(local_|global_)?prefix$|INIT_CWD$|HYDRA_|NODE(?!_EXTRA_CA_CERTS$))/iu.test(
          name,
        ),
    ),
  ),
  PATH: (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter),
  HYDRA_DATA: join(scratch, "data"),
  HYDRA_SANDBOX: "wasm",
};

const npm = (cwd: string, ...args: string[]) =>
  execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const hydra = (...args: string[]) => {
  const command = ["hydra", ...args];
  const { status, stdout, stderr } = spawnSync("npx", ["--no", "--", ...command], {
    cwd: consumer,
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr: stderr.replaceAll(/^npm warn .*\n/gmu, "") };
};

const nobody = "http://127.0.0.1:59999";
let shipped: readonly string[] = [];
let left: readonly string[] = [];

beforeAll(() => {
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  for (const path of execFileSync("git", listed, { cwd: root, encoding: "utf8" }).split("\0")) {
    if (path && existsSync(join(root, path))) cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const before = readdirSync(copy);
  // The build needs Node 24, which npm's own scripts find in `node_modules/.bin`.
  const packed = JSON.parse(
    npm(copy, "pack", "--json", "--silent", "--pack-destination", scratch),
  ) as unknown;
  const [{ filename, files }] = z
    .tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })])
    .parse(Array.isArray(packed) ? packed : Object.values(packed as object));
  shipped = files.map(({ path }) => path);
  left = readdirSync(copy).filter((name) => !before.includes(name));
  cpSync(join(scratch, filename), join(consumer, "hydra.tgz"));
  npm(consumer, "install", "./hydra.tgz");
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

test("packing leaves nothing behind", () => {
  expect(left).toEqual([]);
});

test("the tarball has the program once, what it reads beside itself, and nothing else", () => {
  const tasks = "app/demo/tasks/";
  const ours = shipped.filter((path) => !path.startsWith(`dist/${tasks}`));
  expect(ours.filter((path) => /\.ts$|\.map$|(^|\/)tests?\/|\.test\./u.test(path))).toEqual([]);
  const beside = globSync(["app/demo/tasks/**/*", "tools/**/*.py"], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `dist/${join(entry.parentPath, entry.name).slice(root.length)}`);
  expect(beside.length).toBeGreaterThan(100);
  expect(beside.filter((path) => !shipped.includes(path))).toEqual([]);
  expect(shipped).toEqual(
    expect.arrayContaining(["deploy/sandbox/Dockerfile", "npm-shrinkwrap.json", "README.md", "LICENSE"]),
  );
});

test("what it shares with its dependencies is there once", () => {
  const places = ["node_modules", join("node_modules", "@hydra-consensus", "hydra", "node_modules")];
  for (const name of ["@langchain/core", "@langchain/langgraph-checkpoint", "zod"]) {
    expect(places.filter((place) => existsSync(join(consumer, place, name)))).toHaveLength(1);
  }
});

test("what needs no run: version, list, graph, doctor", () => {
  expect(hydra("--version")).toEqual({ status: 0, stdout: "0.1.0\n", stderr: "" });
  const list = hydra("demo", "--list");
  expect(list.status).toBe(0);
  expect(list.stdout.trim().split("\n").length).toBeGreaterThanOrEqual(8);
  expect(hydra("graph", "swarm")).toMatchObject({ status: 0, stdout: expect.stringContaining("graph TD") });
  const doctor = hydra("doctor");
  expect(doctor.status).toBe(0);
  expect(doctor.stdout).toMatch(/^node +ok +Node 24\./mu);
  expect(doctor.stdout).toMatch(/^sandbox +ok +wasm/mu);
});

test("no model where one was named: exit code 3, and the fix", () => {
  const { status, stdout, stderr } = hydra("run", "Write a Python function f.", "--base-url", nobody);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^hydra: .*Fix: .*hydra doctor/u);
  expect(status).toBe(3);
});

test.each([
  ["python", undefined],
  ["javascript", "shorten"],
  ["typescript", "semver-compare"],
] as const)("a demo in %s, once the program starts from dist/", (language, name) => {
  const { status, stdout } = hydra("demo", ...(name === undefined ? [] : [name]), "--json");
  const [result] = z.tuple([RunResult]).parse(JSON.parse(stdout));
  expect(result).toMatchObject({
    verdict: "verified",
    model: { kind: "scripted" },
    sandbox: { tier: "wasm" },
  });
  expect(result.subtasks.map((each) => each.language)).toEqual([language]);
  expect(status).toBe(0);
});

test("a pinned Node whose install script was blocked: a Node 24 goes on, another one names the fix", () => {
  const node = createRequire(join(installed, "package.json")).resolve("node/package.json");
  const bin = join(dirname(node), "bin");
  renameSync(bin, `${bin}-gone`);
  const version = execFileSync("node", ["-p", "process.versions.node"], { env, encoding: "utf8" });
  const fix = /^hydra: Node 24 is needed .*Fix: run `npm install-scripts approve node`.*`npm rebuild node`/u;
  const starts = { status: 0, stdout: "0.1.0\n", stderr: "" };
  const refuses = { status: 4, stdout: "", stderr: expect.stringMatching(fix) as unknown };
  expect(hydra("--version")).toEqual(Number.parseInt(version, 10) >= 24 ? starts : refuses);
});

test("from a registry, where the shrinkwrap counts: the versions of our lock file, and `npm ci` accepts the consumer's", async () => {
  const name = "@hydra-consensus/hydra";
  const tarball = readFileSync(join(consumer, "hydra.tgz"));
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as { version: string };
  const registry = createServer((request, response) => {
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/hydra.tgz`;
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    const version = { ...manifest, _hasShrinkwrap: true, dist: { tarball: url, integrity } };
    const versions = { [manifest.version]: version };
    const document = { name, "dist-tags": { latest: manifest.version }, versions };
    response.end(request.url === "/hydra.tgz" ? tarball : JSON.stringify(document));
  }).listen(0, "127.0.0.1");
  await once(registry, "listening");
  const folder = join(scratch, "registry");
  mkdirSync(folder);
  const { port } = registry.address() as AddressInfo;
  writeFileSync(join(folder, ".npmrc"), `@hydra-consensus:registry=http://127.0.0.1:${port}/\n`);
  try {
    await promisify(execFile)("npm", ["install", name], { cwd: folder, env });
    await promisify(execFile)("npm", ["ci", "--dry-run"], { cwd: folder, env });
  } finally {
    registry.close();
  }
  const versionsIn = (path: string, prefix: string) =>
    Object.entries(Packages.parse(JSON.parse(readFileSync(path, "utf8"))).packages).flatMap(
      ([place, { version }]) => (place.startsWith(prefix) ? [[place.slice(prefix.length), version]] : []),
    );
  const got = versionsIn(join(folder, "package-lock.json"), `node_modules/${name}/`);
  expect(got.length).toBeGreaterThan(100);
  const ours = new Map(
    versionsIn(join(root, "package-lock.json"), "").map(([place, version]) => [place, version]),
  );
  expect(got.filter(([place, version]) => ours.get(place) !== version)).toEqual([]);
  expect(got.map(([place]) => place)).not.toContain("node_modules/vitest");
});

const Packages = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });
