// The vocabulary of what Hydra knows: what a text is cut into, who keeps it, and what a search gives.
import type { Abort } from "./abort.ts";

/** What an entry is, and so what may be asked for alone. */
export const knowledgeKinds = ["document", "code", "web", "pattern", "error", "skill", "summary"] as const;
export type KnowledgeKind = (typeof knowledgeKinds)[number];

/** A whole text before it is cut. `uri` tells one from another: a path relative to the workspace, a URL, `pattern:…`. */
export interface Origin {
  readonly uri: string;
  readonly title: string;
  readonly kind: KnowledgeKind;
}

/** A piece of a text that is found and cited as one. Offsets are in characters of the document's text. */
export interface Piece {
  readonly text: string;
  /** Headings or names above it, outermost first. */
  readonly headings: readonly string[];
  readonly start: number;
  readonly end: number;
  /** A sentence or two that say where it belongs; put before the text in both indexes, never cited. */
  readonly context: string;
}

export interface Chunk extends Piece {
  /** The same for the same text of the same document, wherever in it that stands. */
  readonly id: string;
  /** The document's id. */
  readonly document: string;
  /** 0 for the first of its document. */
  readonly place: number;
}

export interface KnownDocument extends Origin {
  readonly id: string;
  /** sha256 of its text, in hexadecimal. */
  readonly hash: string;
  /** ISO 8601. */
  readonly addedAt: string;
}

export interface SearchLimits {
  readonly limit: number;
  /** Only these; absent: all. */
  readonly kinds?: readonly KnowledgeKind[];
}

export const searchStages = ["keyword", "vector", "graph", "hyde", "rerank"] as const;
export type SearchStage = (typeof searchStages)[number];

export interface SearchOptions extends Abort, SearchLimits {
  /** Default: all that are there. */
  readonly stages?: Partial<Readonly<Record<SearchStage, boolean>>>;
}

export interface Found {
  readonly chunk: Chunk;
  readonly document: KnownDocument;
  /** 0 to 1 within this search. */
  readonly score: number;
  /** What each stage made of it; absent where the stage did not find it. Ranks begin at 1. */
  readonly stages: Readonly<Partial<Record<SearchStage, { readonly rank: number; readonly score: number }>>>;
}

export interface Search {
  /** Best first. */
  readonly found: readonly Found[];
  /** Each stage that ran, how long it took, and what a person should know of it (lexical only, server lost, off). */
  readonly stages: readonly {
    readonly stage: SearchStage;
    readonly milliseconds: number;
    readonly note?: string;
  }[];
  /** How sure the search is that the answer is there, 0 to 1: what a corrective gate goes by. */
  readonly confidence: number;
  /** What the confidence was made from, by name; null: this search can't tell. */
  readonly features?: Readonly<Record<string, number | null>>;
}

export interface Retriever {
  search(query: string, options: SearchOptions): Promise<Search>;
}

/** What a reader made of a file, a page or a lesson, before it is kept. */
export interface Draft {
  readonly origin: Origin;
  readonly text: string;
  readonly pieces: readonly Piece[];
}

export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** Everything that is known, and the work that the indexes still have to do for it. Throws `DATABASE_DOWN`. */
export interface Library {
  /** Whole or not at all, with its place in every index's queue. The same text under the same `uri` changes nothing. */
  add(draft: Draft, options: Abort): Promise<{ readonly document: KnownDocument; readonly changed: boolean }>;
  /** From here and, by their queues, from every index. */
  remove(documents: readonly string[], options: Abort): Promise<void>;
  /** Ascending by `uri`. */
  documents(
    options: Abort & { readonly kinds?: readonly KnowledgeKind[]; readonly uri?: string },
  ): Promise<readonly KnownDocument[]>;
  /** In the order of the ids; those that are gone are left out. */
  chunks(
    ids: readonly string[],
    options: Abort,
  ): Promise<readonly { readonly chunk: Chunk; readonly document: KnownDocument }[]>;
  chunksOf(document: string, options: Abort): Promise<readonly Chunk[]>;
  /** Brings the indexes up to date. What a lost server refuses stays queued, and is named in `down`. */
  index(options: Abort & { readonly onProgress?: (progress: Progress) => void }): Promise<IndexReport>;
}

export interface IndexReport {
  readonly indexed: number;
  /** Still queued, by index. */
  readonly left: Readonly<Record<"vectors" | "keywords" | "graph", number>>;
  /** One line per index that could not be reached. */
  readonly down: readonly string[];
}

/**
 * Why memory is asked, and so what for: `task`: patterns of similar verified tasks; `error`: fixes of like errors (the query is one message
 * a line); `symbol`: what is known of a name; `disagreement`: what is known of a subtask on which candidates differ.
 */
export type RecallTrigger = "task" | "error" | "symbol" | "disagreement";
