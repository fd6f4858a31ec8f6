// The port of what a run recalls and learns.
import type { Abort } from "./abort.ts";
import type { Language, LocatedFailure, ModelIdentity, SourceFile } from "./domain.ts";
import type { KnowledgeKind, RecallTrigger } from "./knowledge.ts";

/** What Hydra remembers. It learns only from executed winners. Throws what its database and indexes throw; graphs go on without it. */
export interface Memory {
  /** Best first; what has stopped helping is left out. Every item counts as used by the thread. */
  recall(query: string, options: RecallOptions): Promise<readonly Recalled[]>;
  /** Keeps the episode, what can be learned from it, and that what its thread recalled has helped. */
  learn(thread: string, episode: Episode, options: Abort): Promise<Learnt>;
  /** What a person wrote down for every task, bounded. */
  blocks(options: Abort): Promise<readonly MemoryBlock[]>;
}

export interface RecallOptions extends Abort {
  readonly thread: string;
  readonly trigger: RecallTrigger;
  readonly language: Language;
}

export interface Recalled {
  /** What the entry is known by (`hydra memory show ID`). */
  readonly id: string;
  readonly kind: KnowledgeKind;
  readonly title: string;
  readonly text: string;
  /** That it serves here, 0 to 1. */
  readonly confidence: number;
}

/** A subtask whose winner was executed, verified, accepted, and run once more in a clean room. */
export interface Episode {
  readonly task: string;
  readonly language: Language;
  readonly files: readonly SourceFile[];
  readonly evidence: string;
  /** The winner's plan, in the architect's words. */
  readonly approach?: string;
  /** Who answered; default: a live model. Lessons of one kind are not recalled by another. */
  readonly model?: ModelIdentity["kind"];
  /** What failed before a repair, with the program as it was then; `files` passes. */
  readonly repaired?: readonly {
    readonly files: readonly SourceFile[];
    readonly failures: readonly LocatedFailure[];
  }[];
}

export interface Learnt {
  /** New entries. */
  readonly stored: readonly Omit<Recalled, "text" | "confidence">[];
  /** Why a part was not stored: it repeats what was recalled, it is too long. */
  readonly left: readonly string[];
}

/** A file of Markdown that a person keeps. */
export interface MemoryBlock {
  readonly name: "person" | "project" | "conventions";
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}
