// Whether a program is right, by the hidden tests of its suite, in the same sandbox as everything else.
import type { SourceFile } from "../core/domain.ts";
import type { Sandbox } from "../core/ports.ts";
import type { CodeTask } from "./suites.ts";

export const gradePython = async (
  sandbox: Sandbox,
  { task, files }: { task: CodeTask; files: readonly SourceFile[] },
  options: { signal: AbortSignal },
): Promise<boolean> => {
  const content = [
    task.preamble,
    `from solution import ${task.entryPoint}`,
    task.grader,
    `def test_hidden():\n    check(${task.entryPoint})\n`,
  ].join("\n\n");
  const path = "test_hidden.py";
  const { outcomes } = await sandbox.check(
    {
      language: "python",
      files,
      tests: [{ id: "hidden", origin: "file", block: 0, body: { kind: "file", path, content } }],
      calls: [],
    },
    options,
  );
  return outcomes.length > 0 && outcomes.every(({ status }) => status === "passed");
};
