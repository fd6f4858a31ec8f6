// One subtask through the consensus graph with nothing kept: what an evaluation runs thousands of times.
import type { Subtask, TestCase } from "../core/domain.ts";
import { buildConsensus } from "../graphs/consensus.ts";
import { portsInMemory } from "./in-memory.ts";
import { observe, type Answer } from "./observe.ts";
import type { Question, SolveOptions } from "./solve-one.ts";

interface Posed extends Pick<Question, "thread" | "candidates" | "testBlocks" | "repairs"> {
  readonly subtask: Subtask;
  readonly trusted: readonly TestCase[];
}

export const solveSubtask = async (question: Posed, options: SolveOptions): Promise<Answer> => {
  const { thread, subtask, trusted, candidates: k, testBlocks, repairs } = question;
  const world = portsInMemory(options);
  const slice = {
    thread,
    subtask,
    k,
    testBlocks,
    probe: false,
    trusted: await world.ports.artifacts.put(JSON.stringify(trusted)),
    ...(repairs === undefined ? {} : { mostRepairs: repairs }),
  };
  const stream = await buildConsensus(world.ports, options.voting)
    .compile()
    .stream(slice, { signal: options.signal, recursionLimit: 100, streamMode: "tasks" });
  const answer = await observe(stream, world, options.watch);
  return { ...answer, tests: [...trusted, ...answer.tests] };
};
