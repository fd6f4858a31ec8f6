// Candidates × tests in the sandbox: the pass matrix, and each candidate's behaviour on the shared inputs.
import type { Candidate, Execution, Language, Score, TestCase } from "../core/domain.ts";
import type { CheckResult, Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { canonical } from "../core/values.ts";
import { variationsOf } from "./choose/vary.ts";
import { locate } from "./show.ts";
import { step, type NodeOptions } from "./step.ts";
import { digest, putJson, readFiles, readRefs, readTests } from "./stored.ts";

type ExecutePorts = Pick<Ports, "sandbox" | "artifacts" | "journal" | "events">;
type ExecuteSlice = Pick<
  ConsensusSlice,
  "thread" | "subtask" | "base" | "finished" | "trusted" | "untrusted" | "candidates" | "executions"
>;

export const makeExecute = (ports: ExecutePorts) =>
  step(ports, "execute", async (slice: ExecuteSlice, options) => {
    const tests = await testsOf(ports, slice);
    const calls = callsOf(tests, slice.subtask.language);
    const due = Object.values(slice.candidates).filter(
      (candidate) => candidate.unusable === null && slice.executions[candidate.id]?.round !== candidate.round,
    );
    const executions = await Promise.all(
      due.map((candidate) => execute(ports, { slice, candidate, tests, calls }, options)),
    );
    return {
      executions: Object.fromEntries(executions.map((execution) => [execution.candidate, execution])),
    };
  });

/** Every test of a subtask as it is run, trusted ones first, and the calls whose values make the behaviour. */
export const testsOf = async (
  ports: Pick<Ports, "artifacts">,
  slice: Pick<ExecuteSlice, "trusted" | "untrusted">,
) => [
  ...(await readTests(ports.artifacts, slice.trusted)),
  ...(await readTests(ports.artifacts, slice.untrusted)),
];

/** Inputs on which all candidates are compared: those of the tests, and variations of them. */
export const callsOf = (tests: readonly TestCase[], language: Language): string[] => {
  const used = tests.flatMap(({ body }) =>
    body.kind === "example" && body.setup === undefined && body.compare !== "prints" ? [body.call] : [],
  );
  const calls = [...new Set(used)];
  return [...calls, ...variationsOf(calls, { language, limit: mostVariations })];
};

const mostVariations = 16;

interface Job {
  readonly slice: ExecuteSlice;
  readonly candidate: Candidate;
  readonly tests: readonly TestCase[];
  readonly calls: readonly string[];
}

const execute = async (
  ports: ExecutePorts,
  { slice, candidate, tests, calls }: Job,
  options: NodeOptions,
): Promise<Execution> => {
  const { thread, subtask } = slice;
  const event = { subtask: subtask.id, candidate: candidate.id, round: candidate.round };
  const refs = { ...(await readRefs(ports.artifacts, slice.base)), ...slice.finished, ...candidate.files };
  // The content is part of the key: an edited plan or other tests are another execution.
  const key = `${subtask.id}/execute/${candidate.id}/${candidate.round}/${digest([refs, tests])}`;
  const id = await ports.journal.once(thread, key, async () => {
    ports.events.emit(thread, { type: "check-start", ...event });
    const files = await readFiles(ports.artifacts, refs);
    const { language } = subtask;
    const job = { language, files, tests, calls };
    return putJson(ports.artifacts, await ports.sandbox.check(job, options));
  });
  const result = JSON.parse(await ports.artifacts.get(id)) as CheckResult;
  const execution = summarise({ candidate, result, id, tests });
  const { trusted, untrusted } = execution;
  const outcomes = result.outcomes.map(({ id: test, status }) => ({ test, status }));
  ports.events.emit(thread, { type: "check-end", ...event, trusted, untrusted, outcomes });
  return execution;
};

const summarise = (from: {
  candidate: Candidate;
  result: CheckResult;
  id: string;
  tests: readonly TestCase[];
}): Execution => {
  const { candidate, result, tests } = from;
  const isTrusted = (id: string): boolean =>
    tests.some((test) => test.origin !== "qa" && (id === test.id || id.startsWith(`${test.id}::`)));
  const score = (trusted: boolean): Score => {
    const rows = result.outcomes.filter((outcome) => isTrusted(outcome.id) === trusted);
    return { passed: rows.filter(({ status }) => status === "passed").length, total: rows.length };
  };
  const failures = result.outcomes
    .filter(({ id, status }) => status !== "passed" && isTrusted(id))
    .slice(0, 4)
    .map((outcome) => locate(outcome, tests));
  const load =
    result.error === undefined
      ? []
      : [
          {
            test: "loading the program",
            status: "error" as const,
            message: result.error.message,
            file: result.error.file ?? null,
            line: result.error.line ?? null,
          },
        ];
  const behaviour = [...result.calls.map(canonical), ...result.outcomes.map(({ status }) => status)];
  return {
    candidate: candidate.id,
    round: candidate.round,
    result: from.id,
    status: result.status,
    trusted: score(true),
    untrusted: score(false),
    cluster: result.status === "load-error" ? null : digest(behaviour).slice(0, 8),
    failures: [...load, ...failures],
  };
};
