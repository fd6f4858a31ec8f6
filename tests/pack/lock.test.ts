// What `npm ci` needs of the lock file, on every platform and without a question: a registry that lacks some platforms' programs
// makes npm write a lock file that it then refuses. `node deploy/pack/lock.ts` completes it.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Locked {
  readonly version?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

interface Manifest extends Locked {
  readonly allowScripts: Record<string, boolean>;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
const manifest = read("package.json") as Manifest;
const { packages: locked } = read("package-lock.json") as { packages: Record<string, Locked> };
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

test("every optional package has its entry, and a version", () => {
  const wanted = Object.values(locked).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  );
  expect(wanted.length).toBeGreaterThan(50);
  const present = new Set(
    Object.entries(locked).flatMap(([path, { version }]) => (version ? [nameOf(path)] : [])),
  );
  expect(wanted.filter((name) => !present.has(name))).toEqual([]);
});

test("the lock file says what package.json says", () => {
  const { dependencies, devDependencies, version } = manifest;
  expect(locked[""]).toMatchObject({ dependencies, devDependencies, version });
});

test("direct dependencies are exact versions", () => {
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/u.test(version))).toEqual([]);
});

test("every install script is allowed or denied, so that npm asks nothing", () => {
  const scripts = Object.entries(locked).flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript ? [nameOf(path)] : [],
  );
  expect(scripts).toContain("node");
  expect(scripts.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
});
