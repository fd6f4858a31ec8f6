// A suite of two small tasks and a grader on it with the real npm-only sandbox.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HydraConfig } from "../../../core/config.ts";
import type { Grader, GraderOptions } from "../../../evals/grader/client.ts";
import { openGrader } from "../../../evals/grader/client.ts";
import { humanEvalRow, javaScriptRow } from "../suites/rows.ts";

export const sandbox = {
  ...HydraConfig.parse({}).sandbox,
  tier: "wasm" as const,
  timeoutMs: 2_000,
  jobTimeoutMs: 30_000,
};

/** JavaScript's task `double` compares a text, a number's neighbourhood and a list, as the public suites do. */
const javaScript = {
  ...javaScriptRow(),
  test: [
    "const testDouble = () => {",
    "  console.assert(double(3) === 6)",
    "  console.assert(Math.abs(double(0.5) - 1) < 1e-6)",
    "  console.assert(JSON.stringify([double(4)]) === JSON.stringify([8]))",
    "}",
    "testDouble()",
  ].join("\n"),
};
const python = {
  ...humanEvalRow(),
  test: [
    "def check(candidate):",
    "    assert candidate(3) == helper(6)",
    "    assert abs(candidate(0.5) - 1) < 1e-6",
    "    assert all(candidate(n) == n + n for n in range(9))",
  ].join("\n"),
};

export const openSketch = async () => {
  const folder = await mkdtemp(join(tmpdir(), "hydra-grader-"));
  const write = async (name: string, rows: readonly object[]) => {
    await writeFile(join(folder, name), `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
    return join(folder, name);
  };
  const suites = {
    python: await write("python.jsonl", [python]),
    javascript: await write("javascript.jsonl", [javaScript]),
  };
  const open = (more: Partial<GraderOptions> = {}): Promise<Grader> =>
    openGrader({
      suite: suites.python,
      data: folder,
      recording: null,
      mode: "run",
      cache: join(folder, "cache"),
      sandbox,
      leastTimeoutMs: 0,
      signal: new AbortController().signal,
      ...more,
    });
  return { folder, suites, write, open, close: () => rm(folder, { recursive: true, force: true }) };
};

export const inPython = (content: string) => ({
  task: "HumanEval/0",
  files: [{ path: "solution.py", content }],
  sample: null,
});
export const inJavaScript = (content: string) => ({
  task: "JavaScript/0",
  files: [{ path: "solution.js", content }],
  sample: null,
});
