// Ports of what finds text again: models that make vectors and scores, and indexes of vectors, words and names. Each has a fake,
// and one contract suite that the fake and every real adapter pass.
import type { KnowledgeKind, SearchLimits } from "./knowledge.ts";
import type { Abort } from "./abort.ts";

/** What made a vector. Vectors of two identities can't be compared. All are of length 1. */
export interface EmbedderIdentity {
  readonly model: string;
  readonly dims: number;
  /** `none`: no model made it (hashed words). */
  readonly pooling: "mean" | "cls" | "last" | "unknown" | "none";
  /** Put before each text, by what it is. */
  readonly prefix: { readonly query: string; readonly passage: string };
  readonly normalised: true;
}

export interface Embedder {
  readonly identity: EmbedderIdentity;
  /** `lexical`: hashed words, which know nothing of meaning; reported so wherever it shows. */
  readonly kind: "semantic" | "lexical";
  /** One vector of length 1 per text, in order. Texts over the model's context are cut. Throws `MODEL_UNREACHABLE`, `MODEL_TIMED_OUT`, `OUTPUT_INVALID`. */
  embed(
    texts: readonly string[],
    options: Abort & { readonly as: "query" | "passage" },
  ): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

export interface Reranker {
  /** For people: model and where it runs. */
  readonly name: string;
  /** One score per text, higher is better, of no fixed scale. Throws as `Embedder.embed`. */
  scores(query: string, texts: readonly string[], options: Abort): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Best first; equals by id. */
export interface Hit {
  readonly id: string;
  readonly score: number;
}

interface Index {
  /** For people, such as "pgvector in PGlite". */
  readonly name: string;
  remove(ids: readonly string[], options: Abort): Promise<void>;
  /** Every id that is in it, ascending, at most `limit` behind `after`: a doctor compares them with the catalogue. */
  ids(options: Abort & { readonly after: string | null; readonly limit: number }): Promise<readonly string[]>;
  /** Removes the index and all that is in it. */
  drop(options: Abort): Promise<void>;
}

/** Chunks by nearness of meaning: cosine, −1 to 1. One index holds vectors of one identity. Putting an id again replaces it. Throws `INDEX_DOWN`. */
export interface VectorIndex extends Index {
  put(
    entries: readonly { readonly id: string; readonly kind: KnowledgeKind; readonly vector: Float32Array }[],
    options: Abort,
  ): Promise<void>;
  search(vector: Float32Array, options: Abort & SearchLimits): Promise<readonly Hit[]>;
}

/** Chunks by their words: BM25, above 0. Throws `INDEX_DOWN`. */
export interface KeywordIndex extends Index {
  put(
    entries: readonly { readonly id: string; readonly kind: KnowledgeKind; readonly text: string }[],
    options: Abort,
  ): Promise<void>;
  search(query: string, options: Abort & SearchLimits): Promise<readonly Hit[]>;
}

/** Something with a name. Two that are written alike but for case, spaces and hyphens are one (`entityKey`). */
export interface Entity {
  readonly name: string;
  /** `person`, `library`, `symbol`, `file`, … ; free, for people. */
  readonly type: string;
}

/** Bi-temporal: when it holds, and when Hydra saw it so. It is closed, never deleted, when another takes its place; ISO 8601, null: open. */
export interface Fact {
  readonly from: string;
  readonly relation: string;
  readonly to: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export interface SeenFact extends Fact {
  readonly chunk: string;
  readonly seenFrom: string;
  readonly seenTo: string | null;
}

/** What a chunk speaks of. */
export interface Mentions {
  readonly chunk: string;
  readonly kind: KnowledgeKind;
  readonly entities: readonly Entity[];
  readonly facts: readonly Fact[];
}

/** A part of the graph as undirected edges between `e:KEY` and `c:CHUNK`; weights above 0. */
export interface Neighbourhood {
  readonly edges: readonly { readonly from: string; readonly to: string; readonly weight: number }[];
}

/** Entities, the chunks that mention them, and facts between them. Throws `INDEX_DOWN`. */
export interface GraphIndex extends Index {
  /** What the chunk mentioned before is replaced; its facts that are not said again are closed at `seenAt`. */
  put(mentions: readonly Mentions[], options: Abort & { readonly seenAt: string }): Promise<void>;
  /** With `closeAt` (ISO 8601: another text took their place) the facts of these chunks are closed then and kept; else they are erased too. */
  remove(ids: readonly string[], options: Abort & { readonly closeAt?: string }): Promise<void>;
  /** Which of these names are known, as keys. */
  link(names: readonly string[], options: Abort): Promise<readonly string[]>;
  /** All within `hops` of the seeds, nearest first, at most `limitEdges`. */
  neighbourhood(
    seeds: { readonly entities: readonly string[]; readonly chunks: readonly string[] },
    options: Abort & { readonly hops: number; readonly limitEdges: number },
  ): Promise<Neighbourhood>;
  /** Of one entity, newest first; `at` (ISO 8601) asks for those that held then. */
  facts(entity: string, options: Abort & { readonly at?: string }): Promise<readonly SeenFact[]>;
}

/** How an entity is told from another. */
export const entityKey = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/gu, " ")
    .trim();
