// Memory as the product builds it, in a database that is thrown away afterwards: for measuring how well things are found,
// and how fast.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Embedder, Hit, Reranker } from "../../core/indexes.ts";
import type { KnowledgeKind, Library, Retriever } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { openDatabase } from "../../memory/database.ts";
import { openSqlGraph } from "../../memory/indexes/sql-graph.ts";
import { openSqlKeywords } from "../../memory/indexes/sql-keywords.ts";
import { openSqlVectors } from "../../memory/indexes/sql-vectors.ts";
import { mentionsOf } from "../../memory/ingest/extract.ts";
import { splitIdentifiers } from "../../memory/ingest/identifiers.ts";
import { firstGeneration } from "../../memory/library/queue.ts";
import { makeLibrary } from "../../memory/library/library.ts";
import type { FusionRule } from "../../memory/retrieve/fuse.ts";
import { makeRetriever } from "../../memory/retrieve/retriever.ts";
import { shippedRetrievalWeights } from "../../memory/retrieve/weights.ts";
import { systemClock } from "../wire/system.ts";

export interface Scratch {
  readonly library: Library;
  /** `fusion`: another rule than the shipped one. There are no hypothetical answers. */
  retriever(options?: { readonly fusion?: FusionRule }): Retriever;
  /** For many entries at once: the graph over the vectors is built behind them. */
  bulk<T>(work: () => Promise<T>): Promise<T>;
  readonly vectors: {
    put(
      entries: readonly {
        readonly id: string;
        readonly kind: KnowledgeKind;
        readonly vector: Float32Array;
      }[],
      options: Abort,
    ): Promise<void>;
    search(vector: Float32Array, options: Abort & { readonly limit: number }): Promise<readonly Hit[]>;
  };
  close(): Promise<void>;
}

/** Throws `DATABASE_DOWN`, `INDEX_DOWN`, `DISK_FULL`, `ABORTED`. */
export const openScratch = async ({
  embedder,
  reranker,
  signal,
}: Abort & { readonly embedder: Embedder; readonly reranker: Reranker | null }): Promise<Scratch> => {
  const home = await mkdtemp(join(tmpdir(), "hydra-scratch-"));
  const discard = async (): Promise<void> => rm(home, { recursive: true, force: true });
  try {
    const database = await openDatabase({ home, command: "an evaluation", signal });
    const { pool, kind } = database;
    const vectors = await openSqlVectors({
      pool,
      generation: firstGeneration,
      dims: embedder.identity.dims,
    });
    const indexes = {
      vectors,
      keywords: await openSqlKeywords({ pool, kind }),
      graph: await openSqlGraph({ pool }),
    };
    const library = makeLibrary({ pool, indexes, embedder, mentionsOf, clock: systemClock });
    const shipped = shippedRetrievalWeights();
    return {
      library,
      vectors,
      retriever: ({ fusion = shipped.fusion } = {}) =>
        makeRetriever({
          library,
          ...indexes,
          embedder,
          reranker,
          hypothesis: null,
          wordsOf: splitIdentifiers,
          weights: { ...shipped, fusion },
        }),
      bulk: async (work) => vectors.bulk(work),
      close: async () => {
        await database.close();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
};
