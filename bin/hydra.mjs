#!/usr/bin/env node
// Starts Hydra on the Node that it pins, whatever Node runs this file (18 or newer). On that very Node it goes on in the
// same process; otherwise it starts one and passes on streams, signals and the exit code.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import module, { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const launched = process.env.HYDRA_LAUNCHED === "1";

/** Node's npm package: where its binary belongs, whether its install script put it there, and which version. Or null. */
const pinnedNode = () => {
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    const path = join(dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node");
    return { path, present: existsSync(path), version: JSON.parse(readFileSync(manifest, "utf8")).version };
  } catch {
    return null;
  }
};

const here = async () => {
  delete process.env.HYDRA_LAUNCHED;
  // Whoever kills the launcher outright means this process.
  if (launched && process.channel) {
    process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
    process.channel.unref();
  }
  const warn = process.emitWarning.bind(process);
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === "object" ? rest[0]?.type : rest[0];
    if (type !== "ExperimentalWarning") warn(warning, ...rest);
  };
  module.enableCompileCache?.();
  // Node strips no types below node_modules: a package brings what was built.
  const source = join(root, "cli", "hydra.ts");
  const built = join(root, "dist", "cli", "hydra.js");
  const packaged = root.includes(`${sep}node_modules${sep}`) || !existsSync(source);
  const { main } = await import(pathToFileURL(packaged ? built : source).href);
  await main();
};

const elsewhere = (node) => {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, HYDRA_LAUNCHED: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${node} does not start (${error.message})`, install));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
};

const fail = (what, fix) => {
  process.stderr.write(`hydra: ${what}. Fix: ${fix}, or set HYDRA_NODE to a Node 24.\n`);
  process.exit(4);
};

const [project, inside] = root.split(`${sep}node_modules${sep}`);
const install = `run \`npm ${inside === undefined ? "ci" : "install"}\` in ${project}`;
// npm 12 runs an install script only where it was approved.
const rebuild = `run \`npm install-scripts approve node\` (npm 12) and \`npm rebuild node\` in ${project}`;

const pinned = pinnedNode();
const chosen = process.env.HYDRA_NODE || (pinned?.present && pinned.path);
if (
  launched ||
  chosen === process.execPath ||
  (!process.env.HYDRA_NODE && pinned?.present && pinned.version === process.versions.node)
) {
  await here();
} else if (chosen) {
  elsewhere(chosen);
} else if (Number(process.versions.node.split(".")[0]) >= 24) {
  await here();
} else {
  const missing = pinned ? "was not put in place by its install script" : "is not installed";
  fail(
    `Node 24 is needed and this is ${process.versions.node} (the one that comes with Hydra ${missing})`,
    pinned ? rebuild : install,
  );
}
