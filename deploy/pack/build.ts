// Makes `dist/` for the package: Node strips no types below `node_modules`, so what is published is plain JavaScript.
// Everything that the code reads beside itself (demo tasks, harnesses, the sandbox's Dockerfile) is copied to the same place.
import { execFileSync } from "node:child_process";
import { cpSync, globSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const dist = join(root, "dist");
const assets = ["app/demo/tasks/**/*", "tools/**/*.{py,mjs,json}", "deploy/sandbox/*"];

rmSync(dist, { recursive: true, force: true });
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
execFileSync(process.execPath, [join(typescript, "bin", "tsc"), "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
for (const asset of globSync(assets, { cwd: root, withFileTypes: true })) {
  if (!asset.isFile()) continue;
  const from = join(asset.parentPath, asset.name);
  cpSync(from, join(dist, from.slice(root.length)));
}
cpSync(join(root, "package-lock.json"), join(root, "npm-shrinkwrap.json"));
