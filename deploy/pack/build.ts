// Before packing: makes `dist/`, since Node strips no types below `node_modules`, and the shrinkwrap, since a consumer gets
// neither our lock file nor our `overrides`. What the code reads beside itself is copied to the same place.
import { execFileSync } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const dist = join(root, "dist");
const assets = ["app/demo/tasks/**/*", "tools/**/*.py", "evals/**/*.{json,jsonl}", "memory/seeds/*.md"];

rmSync(dist, { recursive: true, force: true });
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
const tsc = join(typescript, "bin", "tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
for (const asset of globSync(assets, { cwd: root, withFileTypes: true })) {
  const from = join(asset.parentPath, asset.name);
  if (asset.isFile()) cpSync(from, join(dist, relative(root, from)));
}

const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};
lock.packages = Object.fromEntries(Object.entries(lock.packages).filter(([, entry]) => reaches(entry)));
delete lock.packages[""]?.devDependencies;
// A name that is left in these and has no entry makes `npm ci` refuse a consumer's lock file.
for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const name of Object.keys(optionalDependencies)) {
    if (lock.packages[`node_modules/${name}`] === undefined) delete optionalDependencies[name];
  }
}
writeFileSync(join(root, "npm-shrinkwrap.json"), `${JSON.stringify(lock, null, 2)}\n`);

interface Locked {
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly optionalDependencies?: Record<string, string>;
  devDependencies?: unknown;
}

/** Nothing for development. Out of a shrinkwrap npm installs the programs of all platforms: the common ones have to do. */
function reaches({ dev = false, os = ["linux"], cpu = ["x64"] }: Locked): boolean {
  const common = ["linux", "darwin", "win32"].some((name) => os.includes(name));
  return !dev && common && ["x64", "arm64"].some((name) => cpu.includes(name));
}
