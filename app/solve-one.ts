// One task through the whole swarm with nothing kept: what an evaluation runs thousands of times. Graphs and sandbox are
// real, state lives in memory, and what was drawn and executed comes back beside the verdict.
import type { Candidate, Execution, Language, SourceFile, TestCase, VerdictStatus } from "../core/domain.ts";
import type { HydraEvent } from "../core/events.ts";
import type { ChatModel, CheckResult, Ports, Sandbox } from "../core/ports.ts";
import { buildSwarm } from "../graphs/swarm.ts";
import { makeArtifactsFake, makeBudgetFake, makeJournalFake, makeMemoryFake } from "../memory/fakes.ts";
import { makeRunFolderFake } from "../tools/run-folder.ts";
import { makeWorkspace, makeWorkspaceFake } from "../tools/workspace.ts";
import { systemClock, threadIds } from "./wire/system.ts";

export interface Question {
  readonly thread: string;
  readonly text: string;
  readonly language: Language;
  readonly candidates: number;
  readonly testBlocks: number;
  /** Repair rounds at most; default: as in a run. */
  readonly repairs?: number;
  /** The person's own test files, and the project that they stand in. */
  readonly tests?: readonly SourceFile[];
  readonly workspace?: readonly SourceFile[];
}

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
  readonly spent: {
    readonly calls: number;
    readonly tokens: number;
    readonly runs: number;
    readonly milliseconds: number;
  };
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

export interface SolveOptions {
  readonly chat: ChatModel;
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
  readonly voting?: NonNullable<Parameters<typeof buildSwarm>[1]>;
  readonly onEvent?: (event: HydraEvent) => void;
  /** Sees every text that the pipeline reads, writes or says, with the place where it stood. */
  readonly watch?: (place: string, text: string) => void;
}

const unlimited = { tokens: null, seconds: null, steps: null } as const;

export const solveOne = async (question: Question, options: SolveOptions): Promise<Answer> => {
  const { thread, text, language, candidates: k, testBlocks } = question;
  const { signal, watch } = options;
  const spent = { calls: 0, tokens: 0, runs: 0, milliseconds: 0 };
  const events: HydraEvent[] = [];
  const ports = portsOf(question, options, {
    spent,
    hear: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  const tests = await Promise.all(
    (question.tests ?? []).map(async ({ path, content }) => ({
      path,
      content: await ports.artifacts.put(content),
    })),
  );
  const swarm = buildSwarm(ports, options.voting).compile();
  const { repairs } = question;
  const request = {
    ...{ text, language, tests, k, testBlocks, probe: false },
    ...(repairs === undefined ? {} : { repairs }),
  };
  const seen: Seen = { candidates: {}, executions: {}, trusted: [], untrusted: [], results: {} };
  const stream = await swarm.stream(
    { thread, request },
    { signal, recursionLimit: 200, streamMode: "tasks", subgraphs: true },
  );
  for await (const [, task] of stream) {
    if (!("result" in task)) continue;
    watch?.("state", JSON.stringify(task.result));
    notice(seen, task.result as Partial<Update>);
  }
  const [result] = Object.values(seen.results);
  const voted = events.findLast((event) => event.type === "vote-end");
  const files = (refs: Readonly<Record<string, string>>) => readFiles(ports, refs);
  return {
    status: result?.verdict.status ?? "unsolved",
    files: await files(result?.files ?? {}),
    best: voted?.best ?? null,
    chance: voted?.chance ?? null,
    features: voted?.features ?? null,
    candidates: await Promise.all(
      Object.values(seen.candidates).map(async ({ id, model, unusable, files: refs }) => ({
        id,
        model,
        unusable,
        files: await files(refs),
        result: await readResult(ports, seen.executions[id]),
      })),
    ),
    tests: (await Promise.all([...seen.trusted, ...seen.untrusted].map((id) => readTests(ports, id)))).flat(),
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
  trusted: string[];
  untrusted: string[];
  results: Record<string, Update["results"][string]>;
}

const notice = (seen: Seen, update: Partial<Update>): void => {
  Object.assign(seen.candidates, update.candidates);
  Object.assign(seen.executions, update.executions);
  Object.assign(seen.results, update.results);
  seen.trusted.push(...Object.values(update.assigned ?? {}));
  if (update.untrusted) seen.untrusted.push(update.untrusted);
};

const portsOf = (
  { workspace }: Question,
  { chat, sandbox, watch = () => undefined }: SolveOptions,
  {
    spent,
    hear,
  }: {
    spent: { calls: number; tokens: number; runs: number; milliseconds: number };
    hear: (event: HydraEvent) => void;
  },
): Ports => {
  const artifacts = makeArtifactsFake();
  return {
    chat: {
      identity: chat.identity,
      text: async (request, options) => {
        spent.calls += 1;
        watch("prompt", JSON.stringify([request.system, request.sections]));
        const reply = await chat.text(request, options);
        spent.tokens += reply.usage.prompt + reply.usage.completion;
        return reply;
      },
      object: (request, schema, options) => {
        spent.calls += 1;
        watch("prompt", JSON.stringify([request.system, request.sections]));
        return chat.object(request, schema, options);
      },
    },
    sandbox: {
      ...sandbox,
      check: async (job, options) => {
        const result = await sandbox.check(job, options);
        spent.runs += 1;
        spent.milliseconds += result.durationMs;
        return result;
      },
    },
    artifacts: {
      get: (id) => artifacts.get(id),
      put: (content) => {
        watch("artifact", content);
        return artifacts.put(content);
      },
    },
    journal: makeJournalFake(),
    budget: makeBudgetFake({ limits: unlimited, clock: systemClock }),
    memory: makeMemoryFake(),
    workspace:
      workspace === undefined
        ? makeWorkspace(null)
        : makeWorkspaceFake(Object.fromEntries(workspace.map(({ path, content }) => [path, content]))),
    folder: makeRunFolderFake(),
    clock: systemClock,
    ids: threadIds(systemClock),
    events: {
      emit: (_, event) => {
        watch("log", JSON.stringify(event));
        hear(event);
      },
    },
  };
};

const readFiles = (ports: Ports, refs: Readonly<Record<string, string>>): Promise<SourceFile[]> =>
  Promise.all(
    Object.entries(refs).map(async ([path, id]) => ({ path, content: await ports.artifacts.get(id) })),
  );

const readResult = async (ports: Ports, execution: Execution | undefined): Promise<CheckResult | null> =>
  execution === undefined ? null : (JSON.parse(await ports.artifacts.get(execution.result)) as CheckResult);

const readTests = async (ports: Ports, id: string): Promise<TestCase[]> =>
  JSON.parse(await ports.artifacts.get(id)) as TestCase[];
