// How a project is tested, from its manifests: the command as argv, and where it was found.
import { isTestPath, languageOfPath } from "./paths.ts";

export interface TestCommand {
  readonly argv: readonly string[];
  /** Where it was found, for people. */
  readonly from: string;
}

/** `files` are the manifests at the project's root by name; null where nothing tells. */
export const findTestCommand = (
  paths: readonly string[],
  files: ReadonlyMap<string, string>,
): TestCommand | null =>
  fromPackage(files.get("package.json")) ?? fromPython(paths, files) ?? fromOthers(paths, files);

const fromPackage = (manifest: string | undefined): TestCommand | null => {
  if (manifest === undefined) return null;
  const parsed = parse(manifest);
  const script = text(record(parsed["scripts"])["test"]);
  if (script !== null && !script.includes("no test specified")) {
    const from = `package.json: "test": ${JSON.stringify(script)}`;
    // A bare `vitest` watches and never ends.
    return /^vitest\s*$/u.test(script)
      ? { argv: ["npx", "vitest", "run"], from }
      : { argv: ["npm", "test", "--silent"], from };
  }
  const dependencies = { ...record(parsed["dependencies"]), ...record(parsed["devDependencies"]) };
  if ("vitest" in dependencies)
    return { argv: ["npx", "vitest", "run"], from: "package.json depends on vitest" };
  if ("jest" in dependencies) return { argv: ["npx", "jest"], from: "package.json depends on jest" };
  return null;
};

const fromPython = (paths: readonly string[], files: ReadonlyMap<string, string>): TestCommand | null => {
  const tests = paths.filter((path) => isTestPath(path) && path.endsWith(".py"));
  const says = [...files].find(
    ([path, content]) => path !== "package.json" && /\bpytest\b/u.test(content),
  )?.[0];
  if (says !== undefined && (tests.length > 0 || /pytest\.ini|pyproject/u.test(says))) {
    return { argv: ["python3", "-m", "pytest", "-q"], from: says };
  }
  const [first] = tests;
  return first === undefined ? null : { argv: ["python3", "-m", "pytest", "-q"], from: first };
};

const fromOthers = (paths: readonly string[], files: ReadonlyMap<string, string>): TestCommand | null => {
  if (/^test\s*:/mu.test(files.get("Makefile") ?? "")) return { argv: ["make", "test"], from: "Makefile" };
  if (files.has("go.mod")) return { argv: ["go", "test", "./..."], from: "go.mod" };
  if (files.has("Cargo.toml")) return { argv: ["cargo", "test"], from: "Cargo.toml" };
  const tests = paths.filter((path) => isTestPath(path) && languageOfPath(path) !== "python");
  const [first] = tests;
  return first === undefined ? null : { argv: ["node", "--test", ...tests.slice(0, 50)], from: first };
};

const parse = (manifest: string): Record<string, unknown> => {
  try {
    return record(JSON.parse(manifest));
  } catch {
    return {};
  }
};

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const text = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value : null;
