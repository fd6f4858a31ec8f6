// One task through the whole swarm with nothing kept: what an evaluation of repairs runs.
import type { Language, SourceFile } from "../core/domain.ts";
import { buildSwarm } from "../graphs/swarm.ts";
import { portsInMemory, type MemoryOptions } from "./in-memory.ts";
import { observe, type Answer } from "./observe.ts";

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

export interface SolveOptions extends MemoryOptions {
  readonly signal: AbortSignal;
  readonly voting?: NonNullable<Parameters<typeof buildSwarm>[1]>;
}

export const solveOne = async (question: Question, options: SolveOptions): Promise<Answer> => {
  const { thread, text, language, candidates: k, testBlocks, repairs } = question;
  const world = portsInMemory(options, question.workspace);
  const { artifacts } = world.ports;
  const tests = await Promise.all(
    (question.tests ?? []).map(async ({ path, content }) => ({
      path,
      content: await artifacts.put(content),
    })),
  );
  const request = {
    text,
    language,
    tests,
    k,
    testBlocks,
    probe: false,
    ...(repairs === undefined ? {} : { repairs }),
  };
  const stream = await buildSwarm(world.ports, options.voting)
    .compile()
    .stream(
      { thread, request },
      { signal: options.signal, recursionLimit: 200, streamMode: "tasks", subgraphs: true },
    );
  return observe(tasksOf(stream), world, options.watch);
};

async function* tasksOf(stream: AsyncIterable<readonly [unknown, unknown]>): AsyncGenerator {
  for await (const [, task] of stream) yield task;
}
