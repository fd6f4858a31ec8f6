// After `npm install`: completes the lock file. npm leaves out optional packages (programs for other platforms) that its
// registry does not have, and `npm ci` then refuses the lock file for want of them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const libraries = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" } as const;

/** The entry of a package that runs on one platform only, as its name (`…-linux-arm64-musl`) tells it. Throws on other names. */
const entryOf = (name: string, version: string, dev: boolean) => {
  const words = name.split(/[-/]/u);
  const at = words.findIndex((word) => systems.includes(word));
  const [system, cpu, library] = words.slice(at);
  if (at < 0 || cpu === undefined || !/^\d+\.\d+\.\d+/u.test(version)) {
    throw new Error(
      `${name}@${version} is missing from the lock file and is not of one platform. Fix: install it.`,
    );
  }
  const libc =
    system === "linux" && library !== undefined ? libraries[library as keyof typeof libraries] : undefined;
  return {
    version,
    cpu: [cpu],
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    os: [system],
  };
};

const path = join(import.meta.dirname, "..", "..", "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, Locked> };
let added = 0;
for (const { dev = false, optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (Object.keys(lock.packages).some((key) => key.endsWith(`node_modules/${name}`))) continue;
    lock.packages[`node_modules/${name}`] = entryOf(name, version, dev);
    added += 1;
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, "en")),
);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages for other platforms added to package-lock.json\n`);
