// All of Hydra's memory as one thing that commands, the `rag` graph and the swarm are handed. `app/wire/knowledge.ts` builds it.
import type { Embedder, GraphIndex, KeywordIndex, Reranker, VectorIndex } from "../core/indexes.ts";
import type { Library, Retriever } from "../core/knowledge.ts";
import type { Settings } from "../core/settings.ts";
import type { Database } from "../memory/database.ts";
import type { Generations } from "../memory/library/generations.ts";

export interface Knowledge {
  readonly library: Library;
  readonly retriever: Retriever;
  readonly database: Database;
  readonly embedder: Embedder;
  /** Null: none is configured, and results are not reranked. */
  readonly reranker: Reranker | null;
  readonly indexes: {
    /** Null: this database has no vectors. */
    readonly vectors: VectorIndex | null;
    readonly keywords: KeywordIndex;
    readonly graph: GraphIndex;
  };
  /** What `indexes.vectors` is now, and how another takes its place. */
  readonly generations: Generations;
  /** What a person should know of how it is set up: lexical only, no vectors, no reranker. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

interface KnowledgeOptions {
  readonly settings: Settings;
  /** Absolute. */
  readonly home: string;
  /** Absolute. */
  readonly data: string;
  /** Who holds the home, as others are told. */
  readonly holder: string;
  readonly signal: AbortSignal;
  /** Opens although another embedder made the vectors: for `reindex`, and for whoever needs no vectors. Default: it is refused. */
  readonly allowOtherEmbedder?: boolean;
}

/** Throws `HOME_LOCKED`, `DATABASE_DOWN`, `INDEX_DOWN`, `EMBEDDER_CHANGED`, `MODEL_UNREACHABLE`, `CONFIG_INVALID`. */
export type OpenKnowledge = (options: KnowledgeOptions) => Promise<Knowledge>;
