// Whether a program passes hidden tests. A test that can't be read in this sandbox is the suite's failure where the reference
// meets the same, and the program's where the reference passes.
import type { SourceFile } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Loaded } from "../suites/form.ts";

/** Stands as a comment in each hidden test, so that a leak can be searched for. */
export interface HiddenRun {
  readonly sandbox: Sandbox;
  readonly canary: string;
  readonly signal: AbortSignal;
}

/** Throws `SANDBOX_DOWN`, and `BAD_INPUT` where this sandbox can't run the tests at all. */
export const passesHidden = async (
  { task, hidden, reference }: Loaded,
  files: readonly SourceFile[],
  run: HiddenRun,
): Promise<boolean> => {
  const statuses = async (program: readonly SourceFile[]) => {
    const comment = task.language === "python" ? "#" : "//!";
    const content = `${comment} ${run.canary}\n${hidden.content}`;
    const body = { kind: "file", path: hidden.path, content } as const;
    const { outcomes } = await run.sandbox.check(
      {
        language: task.language,
        files: program,
        tests: [{ id: "hidden", origin: "file", block: 0, body }],
        calls: [],
      },
      { signal: run.signal },
    );
    return outcomes.map(({ status, message }) => ({ status, message }));
  };
  const found = await statuses(files);
  if (found.length === 0 || found.some(({ status }) => status !== "passed")) {
    if (!found.some(({ status }) => status === "unsupported") || reference === null) return false;
    const path = task.language === "python" ? "solution.py" : "solution.js";
    const own = await statuses([{ path, content: reference }]);
    const unsupported = own.find(({ status }) => status === "unsupported");
    if (unsupported === undefined) return false;
    throw new HydraError(
      "BAD_INPUT",
      `${task.id} can't be graded in this sandbox: ${unsupported.message ?? "its tests need more"}`,
      { fix: "choose --sandbox docker, or leave the task out" },
    );
  }
  return true;
};
