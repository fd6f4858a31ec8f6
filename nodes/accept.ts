// The whole against the person's own tests and the workspace's own test command, in a clean sandbox. A failure becomes one
// more subtask while the budget lasts.
import { hardOrigins, type FileRefs, type Subtask } from "../core/domain.ts";
import { attempt } from "../core/errors.ts";
import type { CheckResult, Ports } from "../core/ports.ts";
import type { Acceptance, SwarmSlice } from "../core/state.ts";
import { locate } from "./show.ts";
import { step, type NodeOptions } from "./step.ts";
import { digest, readContext, readFiles, readRefs, readTests } from "./stored.ts";

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
    const tested = await checkTests(ports, slice, options);
    const commanded = tested.passed ? await runCommand(ports, slice, options) : null;
    const acceptance: Acceptance = {
      round: (slice.acceptance?.round ?? -1) + 1,
      passed: tested.passed && commanded?.passed !== false,
      // What either could not run caps the verdict, whatever the other says.
      ran: tested.ran && commanded?.ran !== false,
      ownTests: tested.ownTests,
      detail: [tested.detail, ...(commanded === null ? [] : [commanded.detail])].join("\n"),
    };
    ports.events.emit(slice.thread, {
      type: "accept-end",
      passed: acceptance.passed,
      detail: acceptance.detail,
    });
    if (acceptance.passed || acceptance.round >= maxRounds) return { acceptance };
    const affordable = await attempt(() => ports.budget.ensure(slice.thread));
    return affordable.ok
      ? { acceptance, subtasks: [...slice.subtasks, fixOf(slice, acceptance)] }
      : { acceptance };
  });

/** What one of the two, tests or command, says of the whole. */
type Part = Pick<Acceptance, "passed" | "ran" | "detail">;

/** Examples read from prose may contradict the task: the verdict names them, acceptance does not rest on them. */
const checkTests = async (
  ports: AcceptPorts,
  slice: AcceptSlice,
  options: NodeOptions,
): Promise<Part & Pick<Acceptance, "ownTests">> => {
  const tests = (await readTests(ports.artifacts, slice.trusted)).filter(({ origin }) =>
    hardOrigins.includes(origin),
  );
  if (tests.length === 0) {
    return {
      passed: true,
      ran: true,
      ownTests: false,
      detail: "there is no test of the person's own for the whole",
    };
  }
  const refs = { ...(await readRefs(ports.artifacts, slice.base)), ...slice.integrated };
  const language = slice.language ?? "python";
  const key = `accept/tests/${digest([refs, tests])}`;
  const { outcomes } = await ports.journal.once<CheckResult>(slice.thread, key, async () =>
    ports.sandbox.check(
      { language, files: await readFiles(ports.artifacts, refs), tests, calls: [] },
      options,
    ),
  );
  const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length;
  const [passed, unsupported] = [count("passed"), count("unsupported")];
  const failed = outcomes.filter(({ status }) => status !== "passed" && status !== "unsupported");
  const left = unsupported === 0 ? "" : `, ${unsupported} can't run in this sandbox`;
  const lines = failed.slice(0, 5).map((outcome) => locate(outcome, tests));
  return {
    passed: failed.length === 0 && outcomes.length > 0,
    ran: unsupported === 0,
    ownTests: failed.length === 0 && passed > 0,
    detail: [
      `${passed} of ${outcomes.length} tests of the person's own pass on the whole${left}`,
      ...lines.map(({ test, message }) => `${test}: ${message}`),
    ].join("\n"),
  };
};

/**
 * The workspace's own command; null where it has none. A command that fails on the untouched workspace too says nothing
 * about the change.
 */
const runCommand = async (
  ports: AcceptPorts,
  slice: AcceptSlice,
  options: NodeOptions,
): Promise<Part | null> => {
  const { testCommand: command } = await readContext(ports.artifacts, slice.context);
  if (command === null) return null;
  const run = async (refs: FileRefs) =>
    ports.journal.once(slice.thread, `accept/command/${digest([refs, command])}`, async () =>
      ports.sandbox.command({ files: await readFiles(ports.artifacts, refs), command }, options),
    );
  const shown = `\`${command.join(" ")}\``;
  const base = await readRefs(ports.artifacts, slice.base);
  const after = await run({ ...base, ...slice.integrated });
  if (after.status === "unsupported") {
    return { passed: true, ran: false, detail: `${shown} can't run here: ${after.reason ?? "no shell"}` };
  }
  if (after.status === "ok" && after.exitCode === 0)
    return { passed: true, ran: true, detail: `${shown} passes` };
  const before = await run(base);
  if (before.status !== "ok" || before.exitCode !== 0) {
    return { passed: true, ran: false, detail: `${shown} fails on the untouched workspace too` };
  }
  return { passed: false, ran: true, detail: `${shown} fails:\n${after.output.slice(-2_000)}` };
};

const fixOf = (slice: AcceptSlice, acceptance: Acceptance): Subtask => {
  const files = Object.keys(slice.integrated);
  const last = slice.subtasks.at(-1);
  return {
    id: `fix-${acceptance.round + 1}`,
    title: "Make the whole pass its tests",
    role: last?.role ?? "worker-backend",
    language: last?.language ?? slice.language ?? "python",
    files: files.length === 0 ? (last?.files ?? ["solution.py"]) : files,
    dependsOn: slice.subtasks
      .filter(({ id }) => slice.results[id]?.verdict.winner !== null)
      .map(({ id }) => id),
    acceptance: ["every test of the person's own passes on the whole"],
    interface: slice.subtasks
      .map((subtask) => subtask.interface)
      .join("\n")
      .slice(0, 8_000),
    description: `The parts were put together and the whole was tested. Mend the files below.\n\n${acceptance.detail}`,
  };
};
