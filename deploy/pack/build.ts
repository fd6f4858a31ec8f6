// Before packing: makes `dist/`, since Node strips no types below `node_modules`, and the shrinkwrap, since a consumer gets
// neither our lock file nor our `overrides`. What the code reads beside itself is copied to the same place.
import { execFileSync } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const dist = join(root, "dist");
const assets = ["app/demo/tasks/**/*", "tools/**/*.py"];

rmSync(dist, { recursive: true, force: true });
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
const tsc = join(typescript, "bin", "tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
for (const asset of globSync(assets, { cwd: root, withFileTypes: true })) {
  const from = join(asset.parentPath, asset.name);
  if (asset.isFile()) cpSync(from, join(dist, relative(root, from)));
}

const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, { dev?: boolean; devDependencies?: unknown }>;
};
const kept = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
lock.packages = Object.fromEntries(kept);
delete lock.packages[""]?.devDependencies;
writeFileSync(join(root, "npm-shrinkwrap.json"), `${JSON.stringify(lock, null, 2)}\n`);
