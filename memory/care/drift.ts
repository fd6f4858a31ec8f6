// Where an index and the catalogue disagree, and how both are brought together again.
import { isHydraError } from "../../core/errors.ts";
import type { GraphIndex, KeywordIndex, VectorIndex } from "../../core/indexes.ts";
import type { Library } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import type { Database } from "../database.ts";
import type { Generations } from "../library/generations.ts";
import { queueByTruth, vectorQueue } from "../library/queue.ts";

/** What is looked after: an open memory is one. */
export interface Kept {
  readonly library: Library;
  readonly database: Pick<Database, "pool">;
  readonly indexes: {
    readonly vectors: VectorIndex | null;
    readonly keywords: KeywordIndex;
    readonly graph: GraphIndex;
  };
  readonly generations: Pick<Generations, "name">;
}

export interface Drift {
  readonly index: "vectors" | "keywords" | "graph";
  /** For people. */
  readonly name: string;
  /** Ids of chunks that the index should have, and is not about to be told of. */
  readonly missing: readonly string[];
  /** Ids in the index that nothing is known of. */
  readonly orphaned: readonly string[];
}

export interface Compared {
  readonly drifts: readonly Drift[];
  /** One line per index that could not be asked. */
  readonly down: readonly string[];
}

/** What waits in a queue is no drift. */
export const compareIndexes = async (kept: Kept, { signal }: Abort): Promise<Compared> => {
  const drifts: Drift[] = [];
  const down: string[] = [];
  for (const { index, queue, adapter } of indexesOf(kept)) {
    try {
      // The index before the catalogue: what is added meanwhile is at worst put twice, never taken for an orphan.
      const indexed = await allIds(adapter, { signal });
      const known = await idsOf(kept, "SELECT id FROM hydra.chunks");
      const queued = await idsOf(kept, "SELECT chunk AS id FROM hydra.index_queue WHERE target = $1", [
        queue,
      ]);
      drifts.push({
        index,
        name: adapter.name,
        missing: [...known].filter((id) => !indexed.has(id) && !queued.has(id)),
        orphaned: [...indexed].filter((id) => !known.has(id) && !queued.has(id)),
      });
    } catch (error) {
      if (!isHydraError(error) || error.code !== "INDEX_DOWN") throw error;
      down.push(`${index} in ${adapter.name}: ${error.message} Fix: ${error.fix}`);
    }
  }
  return { drifts, down };
};

/** Queues what is missing and what is orphaned; how many entries. `library.index` then tells the indexes. */
export const queueDrift = async (kept: Kept, drifts: readonly Drift[]): Promise<number> => {
  const queues = new Map(indexesOf(kept).map(({ index, queue }) => [index, queue]));
  for (const { index, missing, orphaned } of drifts) {
    await queueByTruth(kept.database.pool, queues.get(index) ?? index, [...missing, ...orphaned]);
  }
  return drifts.reduce((sum, { missing, orphaned }) => sum + missing.length + orphaned.length, 0);
};

const indexesOf = ({ indexes: { vectors, keywords, graph }, generations }: Kept) => [
  ...(vectors === null
    ? []
    : [{ index: "vectors" as const, queue: vectorQueue(generations.name()), adapter: vectors }]),
  { index: "keywords" as const, queue: "keywords", adapter: keywords },
  { index: "graph" as const, queue: "graph", adapter: graph },
];

const idsAtOnce = 5_000;

const allIds = async (adapter: Pick<KeywordIndex, "ids">, { signal }: Abort): Promise<Set<string>> => {
  const all = new Set<string>();
  for (let after: string | null = null; ;) {
    const ids = await adapter.ids({ signal, after, limit: idsAtOnce });
    for (const id of ids) all.add(id);
    const last = ids.at(-1);
    if (last === undefined || ids.length < idsAtOnce) return all;
    after = last;
  }
};

const idsOf = async (
  { database }: Kept,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Set<string>> => {
  const { rows } = await database.pool.query<{ id: string }>(sql, values);
  return new Set(rows.map((row) => row.id));
};
