// A sandbox that runs nothing: it answers what a function says. For tests of whatever decides by outcomes.
import type { CheckJob, CheckResult, CommandJob, CommandResult, Sandbox } from "../../core/ports.ts";

interface FakeScript {
  /** What the function leaves out is filled in: status `ok`, every test passed, no value for any call. */
  readonly check: (job: CheckJob) => Partial<CheckResult>;
  readonly command?: (job: CommandJob) => Partial<CommandResult>;
}

export const makeFakeSandbox = ({ check, command }: FakeScript): Sandbox => ({
  identity: { tier: "wasm", detail: "scripted outcomes, nothing is run" },
  check: (job, { signal }) => {
    signal.throwIfAborted();
    return Promise.resolve({
      status: "ok",
      outcomes: job.tests.map(({ id }) => ({ id, status: "passed" })),
      calls: job.calls.map(() => ["x"]),
      output: "",
      durationMs: 0,
      ...check(job),
    });
  },
  command: (job, { signal }) => {
    signal.throwIfAborted();
    return Promise.resolve({
      status: command === undefined ? "unsupported" : "ok",
      exitCode: command === undefined ? null : 0,
      output: "",
      durationMs: 0,
      ...command?.(job),
    });
  },
  close: () => Promise.resolve(),
});
