// The whole against the trusted tests and the workspace's own test command, in a clean sandbox. A failure becomes one
// more subtask while the budget lasts.
import { hardOrigins, type Subtask, type TestCase } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { CheckResult, Ports } from "../core/ports.ts";
import type { Acceptance, SwarmSlice } from "../core/state.ts";
import { locate } from "./show.ts";
import { step, type NodeOptions } from "./step.ts";
import { readContext, readFiles, readRefs, readTests } from "./stored.ts";

const maxRounds = 2;

type AcceptPorts = Pick<Ports, "sandbox" | "artifacts" | "journal" | "budget" | "events">;
type AcceptSlice = Pick<
  SwarmSlice,
  | "thread"
  | "language"
  | "trusted"
  | "context"
  | "base"
  | "subtasks"
  | "results"
  | "integrated"
  | "acceptance"
>;

export const makeAccept = (ports: AcceptPorts) =>
  step(ports, "accept", async (slice: AcceptSlice, options) => {
    const round = (slice.acceptance?.round ?? -1) + 1;
    const checked = await checkTests(ports, slice, { ...options, round });
    const acceptance: Acceptance = checked.passed
      ? await runCommand(ports, slice, { ...options, round })
      : checked;
    ports.events.emit(slice.thread, {
      type: "accept-end",
      passed: acceptance.passed,
      detail: acceptance.detail,
    });
    if (acceptance.passed || round >= maxRounds) return { acceptance };
    const affordable = await attempt(() => ports.budget.ensure(slice.thread));
    return affordable.ok
      ? { acceptance, subtasks: [...slice.subtasks, fixOf(slice, acceptance, round + 1)] }
      : { acceptance };
  });

interface Round extends NodeOptions {
  readonly round: number;
}

const checkTests = async (ports: AcceptPorts, slice: AcceptSlice, options: Round): Promise<Acceptance> => {
  const tests = (await readTests(ports.artifacts, slice.trusted)).filter(isHard);
  if (tests.length === 0) {
    return { passed: true, ran: true, detail: "no trusted test for the whole", round: options.round };
  }
  const result = await ports.journal.once<CheckResult>(
    slice.thread,
    `accept/tests/${options.round}`,
    async () =>
      ports.sandbox.check(
        { language: slice.language ?? "python", files: await wholeTree(ports, slice), tests, calls: [] },
        options,
      ),
  );
  const failed = result.outcomes.filter(({ status }) => status !== "passed" && status !== "unsupported");
  const unsupported = result.outcomes.filter(({ status }) => status === "unsupported");
  const total = result.outcomes.length;
  const located = failed.slice(0, 5).map((outcome) => locate(outcome, tests));
  const lines = located.map(({ test, message }) => `${test}: ${message}`);
  const left = unsupported.length === 0 ? "" : `, ${unsupported.length} can't run in this tier`;
  return {
    passed: failed.length === 0 && total > 0,
    ran: unsupported.length === 0,
    detail: [
      `${total - failed.length - unsupported.length} of ${total} trusted tests pass${left}`,
      ...lines,
    ].join("\n"),
    round: options.round,
  };
};

/** The workspace's own command. A command that fails on the untouched workspace too says nothing about the change. */
const runCommand = async (ports: AcceptPorts, slice: AcceptSlice, options: Round): Promise<Acceptance> => {
  const { testCommand: command } = await readContext(ports.artifacts, slice.context);
  const nothing = { passed: true, ran: true, detail: "the trusted tests pass", round: options.round };
  if (command === null) return nothing;
  const run = (which: string, files: Awaited<ReturnType<typeof wholeTree>>) =>
    ports.journal.once(slice.thread, `accept/command/${which}/${options.round}`, () =>
      ports.sandbox.command({ files, command }, options),
    );
  const shown = command.join(" ");
  const after = await run("after", await wholeTree(ports, slice));
  if (after.status === "unsupported") {
    return { ...nothing, ran: false, detail: `\`${shown}\` can't run here: ${after.reason ?? "no shell"}` };
  }
  if (after.status === "ok" && after.exitCode === 0) return { ...nothing, detail: `\`${shown}\` passes` };
  const before = await run(
    "before",
    await readFiles(ports.artifacts, await readRefs(ports.artifacts, slice.base)),
  );
  if (before.status !== "ok" || before.exitCode !== 0) {
    return { ...nothing, ran: false, detail: `\`${shown}\` fails on the untouched workspace too` };
  }
  return { ...nothing, passed: false, detail: `\`${shown}\` fails:\n${after.output.slice(-2_000)}` };
};

const wholeTree = async (ports: AcceptPorts, slice: AcceptSlice) =>
  readFiles(ports.artifacts, { ...(await readRefs(ports.artifacts, slice.base)), ...slice.integrated });

/** Examples read from prose may contradict the task; the verdict names them, acceptance does not rest on them. */
export const isHard = (test: TestCase): boolean => hardOrigins.includes(test.origin);

const fixOf = (slice: AcceptSlice, acceptance: Acceptance, round: number): Subtask => {
  const files = Object.keys(slice.integrated);
  const last = slice.subtasks.at(-1);
  return {
    id: `fix-${round}`,
    title: "Make the whole pass its tests",
    role: last?.role ?? "worker-backend",
    language: last?.language ?? slice.language ?? "python",
    files: files.length === 0 ? (last?.files ?? ["solution.py"]) : files,
    dependsOn: slice.subtasks
      .filter(({ id }) => slice.results[id]?.verdict.winner !== null)
      .map(({ id }) => id),
    acceptance: ["every trusted test passes on the whole"],
    interface: slice.subtasks
      .map((subtask) => subtask.interface)
      .join("\n")
      .slice(0, 8_000),
    description: `The parts were put together and the whole was tested. Mend the files below.\n\n${acceptance.detail}`,
  };
};
