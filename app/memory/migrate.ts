// hydra memory migrate: brings all that is known into the indexes that are configured now, such as Qdrant and Neo4j.
// What an index has already is not told again: so it goes on where it was stopped.
import type { Progress } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { compareIndexes, queueDrift } from "../../memory/care/drift.ts";
import type { Knowledge } from "../knowledge.ts";

export interface Migrated {
  /** Every index has every entry and nothing else. */
  readonly complete: boolean;
  readonly indexed: number;
  readonly indexes: readonly {
    readonly index: "vectors" | "keywords" | "graph";
    readonly name: string;
    readonly missing: number;
    readonly orphaned: number;
    readonly waiting: number;
  }[];
  /** One line per index that could not be reached, or entry that was refused. */
  readonly down: readonly string[];
}

export const migrateMemory = async (
  knowledge: Knowledge,
  { signal, onProgress }: Abort & { readonly onProgress?: (progress: Progress) => void },
): Promise<Migrated> => {
  const before = await compareIndexes(knowledge, { signal });
  await queueDrift(knowledge, before.drifts);
  const report = await knowledge.library.index({ signal, ...(onProgress !== undefined && { onProgress }) });
  const after = await compareIndexes(knowledge, { signal });
  const indexes = after.drifts.map(({ index, name, missing, orphaned }) => ({
    index,
    name,
    missing: missing.length,
    orphaned: orphaned.length,
    waiting: report.left[index],
  }));
  const down = [...new Set([...report.down, ...after.down])];
  return {
    complete:
      down.length === 0 &&
      indexes.every(({ missing, orphaned, waiting }) => missing + orphaned + waiting === 0),
    indexed: report.indexed,
    indexes,
    down,
  };
};
