// Whether a program passes hidden tests. A test that can't be read in this sandbox is the suite's failure where the reference
// meets the same, and the program's where the reference passes. Want of time is nobody's failure before it was seen twice.
import type { SourceFile } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Loaded } from "../suites/form.ts";

export interface HiddenRun {
  readonly sandbox: Sandbox;
  /** Stands as a comment in each hidden test, so that a leak can be searched for. */
  readonly canary: string;
  /** A job that took as long ran out of time as a whole, the start of its engine included. */
  readonly jobTimeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Verdict {
  readonly right: boolean;
  /** False where a busy machine may have made it: it holds for now, and is not to be kept. */
  readonly lasting: boolean;
}

/** Throws `SANDBOX_DOWN`, and `BAD_INPUT` where this sandbox can't run the tests at all. */
export const passesHidden = async (
  one: Loaded,
  files: readonly SourceFile[],
  run: HiddenRun,
): Promise<Verdict> => {
  const { task, reference } = one;
  const path = task.language === "python" ? "solution.py" : "solution.js";
  const ofReference = async (attempt: number): Promise<Found | null> =>
    reference === null ? null : judge(one, [{ path, content: reference }], { ...run, attempt });

  for (let attempt = 0; ; attempt++) {
    const found = await judge(one, files, { ...run, attempt });
    if (found.kind === "right") return { right: true, lasting: true };
    if (found.kind === "wrong") return { right: false, lasting: true };
    if (found.kind === "unsupported") {
      const own = await ofReference(attempt);
      if (own?.kind === "unsupported") throw unsupported(task.id, own.why);
      return { right: false, lasting: true };
    }
    if (attempt === 0) continue;
    if (found.kind === "unread") throw tooSlow(task.id);
    if (!found.wholeJob) return { right: false, lasting: true };
    const own = await ofReference(attempt);
    if (own?.kind === "late" || own?.kind === "unread") throw tooSlow(task.id);
    return { right: false, lasting: false };
  }
};

type Found =
  | { readonly kind: "right" }
  | { readonly kind: "wrong" }
  | { readonly kind: "unsupported"; readonly why: string }
  /** The test itself was not read in time. That is done without the program. */
  | { readonly kind: "unread" }
  /** The program did not end in time, or (`wholeJob`) all that was to be done did not. */
  | { readonly kind: "late"; readonly wholeJob: boolean };

const judge = async (
  { task, hidden }: Loaded,
  files: readonly SourceFile[],
  { sandbox, canary, jobTimeoutMs, signal, attempt }: HiddenRun & { attempt: number },
): Promise<Found> => {
  const comment = task.language === "python" ? "#" : "//!";
  // Another text each time: what a sandbox once made of a test, it makes of the same text for good.
  const content = `${comment} ${canary} ${attempt}\n${hidden.content}`;
  const body = { kind: "file", path: hidden.path, content } as const;
  const { outcomes, durationMs } = await sandbox.check(
    { language: task.language, files, tests: [{ id: "hidden", origin: "file", block: 0, body }], calls: [] },
    { signal },
  );
  const unsupportedOne = outcomes.find(({ status }) => status === "unsupported");
  if (unsupportedOne !== undefined) {
    const { message: why = "its tests need more" } = unsupportedOne;
    return why.endsWith("could not be read in time.") ? { kind: "unread" } : { kind: "unsupported", why };
  }
  const statuses = new Set(outcomes.map(({ status }) => status));
  if (statuses.has("timeout") && !statuses.has("failed") && !statuses.has("error"))
    return { kind: "late", wholeJob: durationMs >= jobTimeoutMs };
  return { kind: statuses.size === 1 && statuses.has("passed") ? "right" : "wrong" };
};

const unsupported = (task: string, why: string): HydraError =>
  new HydraError("BAD_INPUT", `${task} can't be graded in this sandbox: ${why}`, {
    fix: "choose --sandbox docker, or leave the task out",
  });

const tooSlow = (task: string): HydraError =>
  new HydraError("SANDBOX_DOWN", `${task} could not be graded: twice its hidden tests did not end in time`, {
    fix: "start it again with --resume when less else runs on this machine",
  });
