// `npm run studio`: the LangGraph dev server on loopback. It lives in a package of its own, which the first start installs.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const run = { stdio: "inherit", env: { ...process.env, LANGGRAPH_CLI_NO_ANALYTICS: "1" } };

// npm writes this file last: without it an install was never finished.
if (!existsSync(join(here, "node_modules/.package-lock.json"))) {
  const shell = process.platform === "win32";
  const installed = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { ...run, cwd: here, shell });
  if (installed.status !== 0) {
    process.stderr.write("Studio's own package could not be installed: run `npm ci` in deploy/studio.\n");
    process.exit(4);
  }
}

const cli = join(here, "node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs");
const usual = [
  "--config",
  join(here, "../../langgraph.json"),
  "--host",
  "127.0.0.1",
  "--port",
  "2024",
  "--no-browser",
];
// What is given comes last and wins: `npm run studio -- --port 3000`.
const server = spawn(process.execPath, [cli, "dev", ...usual, ...process.argv.slice(2)], run);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 130));
