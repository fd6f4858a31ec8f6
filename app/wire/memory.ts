// The memory that runs learn with, over the database that they have open anyway. All else is opened when it is first needed, so
// that a run starts as fast as without.
import type { ModelIdentity } from "../../core/domain.ts";
import { HydraConfig } from "../../core/config.ts";
import type { Memory } from "../../core/memory.ts";
import type { Clock } from "../../core/ports.ts";
import type { Database } from "../../memory/database.ts";
import { readBlocks } from "../../memory/learn/blocks.ts";
import { makeLearningMemory } from "../../memory/learn/learning-memory.ts";
import type { Knowledge } from "../knowledge.ts";
import type { WireOptions } from "./types.ts";

interface MemoryParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly model: ModelIdentity["kind"];
}

interface OpenMemory {
  readonly memory: Memory;
  /** Begins to open what a recall will need, where there is anything to recall: a recall is not waited for long. */
  warm(): void;
  close(): Promise<void>;
}

export const openMemory = (
  { config, data, workdir }: Pick<WireOptions, "config" | "data" | "workdir">,
  { database, clock, model }: MemoryParts,
): OpenMemory => {
  const closing = new AbortController();
  // A script's lessons are found by words alone, so that a demo is the same on every machine; but in a database that it shares
  // with real runs it must find by what they find by.
  const alone = model === "scripted" && database.kind === "pglite";
  const settings = alone ? { ...config, memory: HydraConfig.parse({}).memory } : config;
  let opened: Promise<Knowledge> | null = null;
  const open = async (): Promise<Knowledge> => {
    const { knowledgeIn } = await import("./knowledge.ts");
    return knowledgeIn(database, { settings, signal: closing.signal });
  };
  const memory = makeLearningMemory({
    database,
    clock,
    model,
    knowledge: async () => (opened ??= open()),
    // What is preferred in a project is no part of a demonstration.
    blocks: async (options) => (model === "scripted" ? [] : readBlocks({ data, workdir }, options)),
  });
  return {
    memory,
    warm: () => {
      // Whoever recalls is told what went wrong.
      void memory.open().catch(() => undefined);
    },
    close: async () => {
      closing.abort();
      const knowledge = await opened?.catch(() => null);
      await knowledge?.close();
    },
  };
};
