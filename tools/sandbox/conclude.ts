// What became of the tests, from what was planned and what was reported. A test without a report has failed.
import type { CheckJob, CheckResult, TestOutcome } from "../../core/ports.ts";
import type { Value } from "../../core/values.ts";
import type { Drive, ItemRun, Loss } from "./drive.ts";
import { errorText } from "./judge.ts";
import type { Planned, Program } from "./plan.ts";
import type { Failure, Report } from "./protocol.ts";

interface Conclusion {
  readonly plan: readonly Planned[];
  readonly program: Program;
  readonly driven: Drive | null;
}

export const conclude = (
  job: CheckJob,
  { plan, program, driven }: Conclusion,
): Omit<CheckResult, "durationMs"> => {
  const failed = programFailure(program, driven);
  const runs = driven?.runs ?? [];
  let next = 0;
  const outcomes = plan.flatMap((planned, index): readonly TestOutcome[] => {
    const id = job.tests[index]?.id ?? "";
    if (planned.kind === "unsupported")
      return [{ id, status: "unsupported", message: planned.message } as const];
    const run = runs[next++];
    const names = namesOf(planned.names, run);
    return names.map((name) => ({
      id: name === null ? id : `${id}::${name}`,
      ...outcome(planned, { run, name, failed, program }),
    }));
  });
  const calls = job.calls.map((_, index): Value => callValue(runs[next + index]));
  const losses = runs.flatMap((run) => run.losses);
  const reports = runs.flatMap((run) => run.reports);
  const loss = losses.find((each) => each.loss !== "not-run")?.loss;
  const starved =
    reports.some((report) => isMemoryError(report)) || (driven?.load && isMemoryError(driven.load));
  const status =
    failed?.status ?? (loss === undefined || loss === "not-run" ? (starved ? "out-of-memory" : "ok") : loss);
  const error = failed?.error ?? (driven?.load?.error && located(driven.load, program));
  const output = [
    driven?.load?.printed ?? "",
    ...reports.map((report) => report.printed),
    driven?.noise ?? "",
  ].join("");
  return { status, outcomes, calls, output, ...(error && { error }) };
};

const outcome = (
  planned: Extract<Planned, { kind: "run" }>,
  {
    run,
    name,
    failed,
    program,
  }: { run: ItemRun | undefined; name: string | null; failed: Failed | null; program: Program },
): Omit<TestOutcome, "id"> => {
  const lacking = planned.lacking?.[name ?? "module"];
  if (lacking !== undefined) return { status: "unsupported", message: lacking };
  const report = run?.reports.find((each) => (each.name ?? null) === name);
  if (report?.unsupported !== undefined) return { status: "unsupported", message: report.unsupported };
  if (report !== undefined) return placed(planned.judge(report), program);
  const loss = run?.losses.find((each) => each.name === name || each.name === null)?.loss;
  if (loss !== undefined) return lossOutcome[loss];
  if (failed !== null) {
    const status =
      failed.status === "timeout" ? "timeout" : failed.status === "crashed" ? "missing" : "error";
    return { status, ...failed.error };
  }
  return { status: "missing", message: "The test left no report: the program ended or tampered with it." };
};

const namesOf = (
  names: readonly string[] | "reported",
  run: ItemRun | undefined,
): readonly (string | null)[] => {
  if (names !== "reported") return names.length > 0 ? names : [null];
  const reported = new Set(run?.reports.map((report) => report.name ?? "module"));
  return reported.size > 0 ? [...reported] : ["module"];
};

const lossOutcome: Record<Loss, Omit<TestOutcome, "id">> = {
  timeout: { status: "timeout", message: "The test did not end in time." },
  "out-of-memory": { status: "error", message: "The test used more memory than it may." },
  "output-limit": { status: "error", message: "The test printed more than it may." },
  crashed: { status: "missing", message: "The program ended in the middle of the test." },
  "not-run": { status: "missing", message: "The test was not run: too many before it ended the program." },
};

interface Failed {
  readonly status: CheckResult["status"];
  readonly error: { readonly message: string; readonly file?: string; readonly line?: number };
}

/** What is wrong with the program as a whole, before any test. */
const programFailure = (program: Program, driven: Drive | null): Failed | null => {
  if (program.error !== null) return { status: "load-error", error: program.error };
  if (driven === null) return null;
  if (driven.loadLoss !== null) {
    const status = driven.loadLoss === "not-run" ? "crashed" : driven.loadLoss;
    return { status, error: { message: lossMessage[status] } };
  }
  if (driven.load?.usable !== false) return null;
  const status = isMemoryError(driven.load) ? "out-of-memory" : "load-error";
  return { status, error: located(driven.load, program) };
};

const lossMessage: Record<Exclude<Loss, "not-run">, string> = {
  timeout: "Loading the program did not end in time.",
  "out-of-memory": "Loading the program used more memory than it may.",
  "output-limit": "Loading the program printed more than it may.",
  crashed: "The program ended while it was loaded.",
};

const located = ({ error }: Report, program: Program): Failed["error"] => {
  if (error === undefined) return { message: "The program could not be loaded." };
  return placed(
    {
      message: errorText(error),
      ...(error.file !== null && { file: error.file }),
      ...(error.line !== null && { line: error.line }),
    },
    program,
  );
};

const placed = <T extends { file?: string; line?: number }>(found: T, program: Program): T =>
  found.file === undefined || found.line === undefined
    ? found
    : { ...found, line: program.locate(found.file, found.line) };

const isMemoryError = ({ error }: Report): boolean =>
  error !== undefined &&
  (error.mro.includes("MemoryError") ||
    /^(out of memory|Array buffer allocation failed)$/u.test(error.message) ||
    isBareNull(error));

/** QuickJS throws null where not even an error object fits any more. */
const isBareNull = ({ type, message }: Failure): boolean => type === "object" && message === "null";

const callValue = (run: ItemRun | undefined): Value => {
  const report = run?.reports[0];
  if (report?.value !== undefined) return report.value;
  return report?.error === undefined ? ["x"] : ["e", report.error.type, report.error.message];
};
