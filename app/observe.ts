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
  readonly model: string;
  readonly files: readonly SourceFile[];
  readonly unusable: string | null;
  /** Null where it never ran. */
  readonly result: CheckResult | null;
}

/** `tasks`: what a graph streams in its mode of that name. */
export const observe = async (
  tasks: AsyncIterable<unknown>,
  { ports, spent, events }: ReturnType<typeof portsInMemory>,
  watch?: MemoryOptions["watch"],
): Promise<Answer> => {
  const seen: Seen = { candidates: {}, executions: {}, tests: [], results: {} };
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
      Object.values(seen.candidates).map(async ({ id, model, unusable, files }) => ({
        id,
        model,
        unusable,
        files: await readFiles(ports, files),
        result: await readResult(ports, seen.executions[id]),
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
  candidates: Record<string, Candidate>;
  executions: Record<string, Execution>;
  /** Artifacts of tests, trusted ones first. */
  tests: string[];
  results: Record<string, Update["results"][string]>;
}

const notice = (seen: Seen, update: Partial<Update>): void => {
  Object.assign(seen.candidates, update.candidates);
  Object.assign(seen.executions, update.executions);
  Object.assign(seen.results, update.results);
  seen.tests.push(...Object.values(update.assigned ?? {}));
  if (update.untrusted) seen.tests.push(update.untrusted);
};

const readFiles = (ports: Ports, refs: Readonly<Record<string, string>>): Promise<SourceFile[]> =>
  Promise.all(
    Object.entries(refs).map(async ([path, id]) => ({ path, content: await ports.artifacts.get(id) })),
  );

const readResult = async (ports: Ports, execution: Execution | undefined): Promise<CheckResult | null> =>
  execution === undefined ? null : (JSON.parse(await ports.artifacts.get(execution.result)) as CheckResult);

const readTests = async (ports: Ports, id: string): Promise<TestCase[]> =>
  JSON.parse(await ports.artifacts.get(id)) as TestCase[];
