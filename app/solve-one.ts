// One task through the whole swarm with nothing kept: what an evaluation runs thousands of times. Graphs and sandbox are
// real, state lives in memory, and abstaining is switched off, so that whatever the vote favours can be graded.
import type { SourceFile, VerdictStatus } from "../core/domain.ts";
import type { HydraEvent } from "../core/events.ts";
import type { ChatModel, Ports, RunFolder, Sandbox } from "../core/ports.ts";
import { buildSwarm } from "../graphs/swarm.ts";
import { makeArtifactsFake, makeBudgetFake, makeJournalFake, makeMemoryFake } from "../memory/fakes.ts";
import { makeWorkspace } from "../tools/workspace.ts";
import { systemClock, threadIds } from "./wire/system.ts";

export interface Question {
  readonly thread: string;
  readonly text: string;
  readonly candidates: number;
  readonly testBlocks: number;
}

export interface Answer {
  readonly status: VerdictStatus;
  readonly files: readonly SourceFile[];
  /** What the vote saw of its pick; null where nothing ran. */
  readonly features: Readonly<Record<string, number | null>> | null;
}

interface SolveOptions {
  readonly chat: ChatModel;
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
}

const unlimited = { tokens: null, seconds: null, steps: null } as const;

export const solveOne = async (question: Question, options: SolveOptions): Promise<Answer> => {
  const { thread, text, candidates, testBlocks } = question;
  const { chat, sandbox, signal } = options;
  const events: HydraEvent[] = [];
  const ports: Ports = {
    chat,
    sandbox,
    artifacts: makeArtifactsFake(),
    journal: makeJournalFake(),
    budget: makeBudgetFake({ limits: unlimited, clock: systemClock }),
    memory: makeMemoryFake(),
    workspace: makeWorkspace(null),
    folder: folderInMemory(),
    clock: systemClock,
    ids: threadIds(systemClock),
    events: { emit: (_, event) => events.push(event) },
  };
  const swarm = buildSwarm(ports, { abstention: false, duel: false }).compile();
  const request = { text, language: "python" as const, k: candidates, testBlocks, probe: false };
  const { results } = await swarm.invoke({ thread, request }, { signal, recursionLimit: 200 });
  const [result] = Object.values(results);
  const voted = events.findLast((event) => event.type === "vote-end");
  return {
    status: result?.verdict.status ?? "unsolved",
    features: voted?.features ?? null,
    files: await Promise.all(
      Object.entries(result?.files ?? {}).map(async ([path, id]) => ({
        path,
        content: await ports.artifacts.get(id),
      })),
    ),
  };
};

const folderInMemory = (): RunFolder => {
  const files = new Map<string, string>();
  return {
    locate: (thread) => `memory:${thread}`,
    read: async (thread, name) => files.get(`${thread}/${name}`) ?? null,
    write: async (thread, name, content) => {
      files.set(`${thread}/${name}`, content);
    },
  };
};
