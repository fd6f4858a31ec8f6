// Follows a graph while it runs, and tells afterwards what was drawn and executed beside the verdict.
import type { Candidate, Execution, SourceFile, TestCase, VerdictStatus } from "../core/domain.ts";
import type { CheckResult, Ports } from "../core/ports.ts";
import type { MemoryOptions, portsInMemory, Spent } from "./in-memory.ts";

export interface Answer {
  readonly status: VerdictStatus;
  /** What is shipped; none where it is unsolved. */
  readonly files: readonly SourceFile[];
  /** The candidate that the evidence favours, shipped or not; null where nothing ran. */
  readonly best: string | null;
  /** Stated chance that `best` is right. */
  readonly chance: number | null;
  /** What the vote saw of it. */
  readonly features: Readonly<Record<string, number | null>> | null;
  readonly candidates: readonly Examined[];
  /** Trusted ones and QA's, as they were run. */
  readonly tests: readonly TestCase[];
  readonly spent: Spent;
}

export interface Examined {
  /** Its approach's name. */
  readonly id: string;
  /** Who drew it; somebody else may have repaired it. */
  readonly model: string;
  readonly unusable: string | null;
  /** As it stands in the end. */
  readonly files: Standing["files"];
  readonly result: Standing["result"];
  /** Before any repair. */
  readonly drawn: Standing;
}

interface Standing {
  readonly files: readonly SourceFile[];
  /** Null where it never ran. */
  readonly result: CheckResult | null;
}

/** `tasks`: what a graph streams in its mode of that name. */
export const observe = async (
  tasks: AsyncIterable<unknown>,
  { ports, spent, events }: ReturnType<typeof portsInMemory>,
  watch?: MemoryOptions["watch"],
): Promise<Answer> => {
  const seen: Seen = { drawn: none(), last: none(), tests: [], results: {} };
  for await (const task of tasks) {
    if (typeof task !== "object" || task === null || !("result" in task)) continue;
    watch?.("state", JSON.stringify(task.result));
    notice(seen, task.result as Partial<Update>);
  }
  const [result] = Object.values(seen.results);
  const voted = events.findLast((event) => event.type === "vote-end");
  return {
    status: result?.verdict.status ?? "unsolved",
    files: await readFiles(ports, result?.files ?? {}),
    best: voted?.best ?? null,
    chance: voted?.chance ?? null,
    features: voted?.features ?? null,
    candidates: await Promise.all(
      Object.values(seen.drawn.candidates).map(async ({ id, model, unusable }) => ({
        id,
        model,
        unusable,
        ...(await readStanding(ports, seen.last, id)),
        drawn: await readStanding(ports, seen.drawn, id),
      })),
    ),
    tests: (await Promise.all(seen.tests.map((id) => readTests(ports, id)))).flat(),
    spent,
  };
};

/** What nodes gave back, of what is wanted here. */
interface Update {
  readonly candidates: Readonly<Record<string, Candidate>>;
  readonly executions: Readonly<Record<string, Execution>>;
  readonly assigned: Readonly<Record<string, string>>;
  readonly untrusted: string | null;
  readonly results: Readonly<
    Record<string, { verdict: { status: VerdictStatus }; files: Record<string, string> }>
  >;
}

interface Seen {
  drawn: Round;
  last: Round;
  /** Artifacts of tests, trusted ones first. */
  tests: string[];
  results: Record<string, Update["results"][string]>;
}

interface Round {
  candidates: Record<string, Candidate>;
  executions: Record<string, Execution>;
}

const none = (): Round => ({ candidates: {}, executions: {} });

const notice = (seen: Seen, update: Partial<Update>): void => {
  for (const candidate of Object.values(update.candidates ?? {})) {
    seen.last.candidates[candidate.id] = candidate;
    if (candidate.round === 0) seen.drawn.candidates[candidate.id] = candidate;
  }
  for (const execution of Object.values(update.executions ?? {})) {
    seen.last.executions[execution.candidate] = execution;
    if (execution.round === 0) seen.drawn.executions[execution.candidate] = execution;
  }
  Object.assign(seen.results, update.results);
  seen.tests.push(...Object.values(update.assigned ?? {}));
  if (update.untrusted) seen.tests.push(update.untrusted);
};

const readStanding = async (
  ports: Ports,
  { candidates, executions }: Round,
  id: string,
): Promise<Standing> => ({
  files: await readFiles(ports, candidates[id]?.files ?? {}),
  result: await readResult(ports, executions[id]),
});

const readFiles = (ports: Ports, refs: Readonly<Record<string, string>>): Promise<SourceFile[]> =>
  Promise.all(
    Object.entries(refs).map(async ([path, id]) => ({ path, content: await ports.artifacts.get(id) })),
  );

const readResult = async (ports: Ports, execution: Execution | undefined): Promise<CheckResult | null> =>
  execution === undefined ? null : (JSON.parse(await ports.artifacts.get(execution.result)) as CheckResult);

const readTests = async (ports: Ports, id: string): Promise<TestCase[]> =>
  JSON.parse(await ports.artifacts.get(id)) as TestCase[];
