// What a workspace says of itself: its manifests, and the command that runs its tests.
import { posix } from "node:path";
import { z } from "zod";

/** At the root, or one folder below it. */
export const isManifest = (path: string): boolean =>
  path.split("/").length <= 2 &&
  /^(?:package\.json|pyproject\.toml|setup\.cfg|setup\.py|requirements[\w-]*\.txt|tox\.ini|pytest\.ini|tsconfig\.json|deno\.json|go\.mod|Cargo\.toml|Makefile)$/u.test(
    posix.basename(path),
  );

export const isTestFile = (path: string): boolean =>
  /(?:^|\/)(?:test_[^/]+|[^/]+_test)\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$/u.test(path) ||
  /(?:^|\/)(?:tests?|__tests__)\/[^/]+\.[cm]?[jt]sx?$/u.test(path);

export interface TestCommand {
  readonly argv: readonly string[];
  /** For the report. */
  readonly from: string;
}

const Package = z.object({
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** Null where nothing tells. A package's own script wins; a bare test runner is the fallback. */
export const findTestCommand = (
  paths: readonly string[],
  manifests: ReadonlyMap<string, string>,
): TestCommand | null => {
  const tests = paths.filter(isTestFile);
  const script = packageOf(manifests.get("package.json"))?.scripts["test"];
  if (script !== undefined && !/no test specified/u.test(script)) {
    return { argv: ["npm", "test", "--silent"], from: "package.json" };
  }
  if (tests.some((path) => path.endsWith(".py")))
    return { argv: ["python3", "-m", "pytest", "-q"], from: "its test files" };
  const scripts = tests.filter((path) => !path.endsWith(".py"));
  return scripts.length === 0 ? null : { argv: ["node", "--test", ...scripts], from: "its test files" };
};

const packageOf = (text: string | undefined): z.infer<typeof Package> | null => {
  if (text === undefined) return null;
  try {
    return Package.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};
