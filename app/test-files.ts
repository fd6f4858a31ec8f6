// The person's own test files: read and understood before a run begins, since a test that does not parse refutes every candidate.
import { readFile, stat } from "node:fs/promises";
import { basename, extname, isAbsolute, relative, resolve } from "node:path";
import type { SourceFile } from "../core/domain.ts";
import { HydraError } from "../core/errors.ts";
import type { Sandbox } from "../core/ports.ts";

const limitBytes = 1 << 20;
const loaders = {
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
} as const;

/** Paths become relative to the workspace (or where one stands); throws `TEST_FILE_INVALID`. */
export const readTestFiles = async (
  paths: readonly string[],
  { cwd, workdir }: { cwd: string; workdir: string | null },
): Promise<SourceFile[]> => {
  const files: SourceFile[] = [];
  for (const typed of paths) {
    const absolute = resolve(cwd, typed);
    const inside = relative(workdir ?? cwd, absolute);
    const path = inside.startsWith("..") || isAbsolute(inside) ? basename(absolute) : inside;
    if (files.some((file) => file.path === path)) throw invalid(typed, "given twice", "name each file once");
    files.push({ path: path.replaceAll("\\", "/"), content: await readTest(absolute, typed) });
  }
  return files;
};

export const isPython = ({ path }: SourceFile): boolean => path.endsWith(".py");

/** Throws `TEST_FILE_INVALID` with the line where a JavaScript or TypeScript file does not parse. */
export const checkScripts = async (files: readonly SourceFile[]): Promise<void> => {
  for (const file of files) if (!isPython(file)) refuse(file, await scriptProblem(file));
};

/** Throws `TEST_FILE_INVALID` with the line where a Python file does not parse. */
export const checkPython = async (
  files: readonly SourceFile[],
  sandbox: Sandbox,
  signal: AbortSignal,
): Promise<void> => {
  for (const file of files) if (isPython(file)) refuse(file, await pythonProblem(file, sandbox, signal));
};

const refuse = ({ path }: SourceFile, problem: string | null): void => {
  if (problem !== null) throw invalid(path, problem, "correct the file, or leave it out");
};

const readTest = async (absolute: string, typed: string): Promise<string> => {
  const there = await stat(absolute).catch(() => null);
  if (there === null) throw invalid(typed, "it does not exist", "check the path after --test");
  if (!there.isFile())
    throw invalid(typed, "it is not a file", "name each test file with a --test of its own");
  if (extname(typed) !== ".py" && !(extname(typed) in loaders)) {
    throw invalid(typed, "tests are .py, .js or .ts files", "write the tests in one of these languages");
  }
  if (there.size > limitBytes) throw invalid(typed, `it is larger than ${limitBytes} bytes`, "split it");
  const content = await readFile(absolute, "utf8").catch((error: unknown) => {
    throw invalid(typed, error instanceof Error ? error.message : String(error), "make it readable");
  });
  if (content.includes("\0")) throw invalid(typed, "it is not text", "save it as UTF-8 text");
  if (content.trim() === "") throw invalid(typed, "it is empty", "write at least one test, or leave it out");
  return content;
};

/** Python parses itself: in the sandbox, without running a line of the file. */
const pythonProblem = async (file: SourceFile, sandbox: Sandbox, signal: AbortSignal) => {
  const parse = `compile(${JSON.stringify(file.content)}, ${JSON.stringify(file.path)}, "exec", 0x400) and None`;
  const { calls } = await sandbox.check(
    { language: "python", files: [{ path: "solution.py", content: "" }], tests: [], calls: [parse] },
    { signal },
  );
  const [value] = calls;
  return value?.[0] === "e" ? `it does not parse: ${value[1]}: ${value[2]}` : null;
};

const scriptProblem = async (file: SourceFile): Promise<string | null> => {
  const { transform } = await import("esbuild");
  const loader = loaders[extname(file.path) as keyof typeof loaders];
  try {
    await transform(file.content, { loader, logLevel: "silent" });
    return null;
  } catch (error) {
    const [first] =
      (error as { errors?: { text: string; location: { line: number } | null }[] }).errors ?? [];
    return `it does not parse: line ${first?.location?.line ?? "?"}: ${first?.text ?? String(error)}`;
  }
};

const invalid = (path: string, why: string, fix: string) =>
  new HydraError("TEST_FILE_INVALID", `the test file ${path} can't be used (${why})`, { fix });
