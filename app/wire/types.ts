// What the composition root takes and gives. Use cases are written against these types, so that tests hand them a fake.
import type { BaseCheckpointSaver, BaseStore } from "@langchain/langgraph-checkpoint";
import type { EventRecord } from "../../core/events.ts";
import type { Ports } from "../../core/ports.ts";
import type { Settings } from "../../core/settings.ts";

/**
 * `live`: the configured or found servers; throws `NO_MODEL` where there is none. `script`: the demo of that name,
 * each reply after `delayMs`.
 * `none`: nothing will be asked (removing a run), so none is looked for.
 */
export type ModelChoice = "live" | "none" | { readonly script: string; readonly delayMs?: number };

export interface WireOptions {
  readonly config: Settings;
  /** Absolute. What belongs to the project: database, runs. */
  readonly home: string;
  /** Absolute. What belongs to the person: models, caches. */
  readonly data: string;
  /** Absolute path of the person's project; null: the run has none. */
  readonly workdir: string | null;
  readonly models: ModelChoice;
  readonly sink: (record: EventRecord) => void;
  /** Who holds locks and leases, as others are told. */
  readonly holder: string;
}

/** A thread that is ours until released. `signal` aborts when it is lost; its reason says why. */
interface Lease {
  readonly signal: AbortSignal;
  /** The thread's seconds stand still until what it gives is called. */
  pauseClock(): Promise<() => Promise<void>>;
  release(): Promise<void>;
}

export interface Wired {
  readonly ports: Ports;
  readonly checkpointer: BaseCheckpointSaver;
  readonly store: BaseStore;
  readonly config: Settings;
  readonly limits: Settings["budget"];
  /** Throws `THREAD_HELD`. */
  acquire(thread: string): Promise<Lease>;
  /** Checkpoints, journal, budget and the artifacts that no other thread uses. Throws `THREAD_HELD`. */
  deleteThread(thread: string): Promise<void>;
  /** How many checkpoints a thread has and what they weigh, artifacts apart. */
  weigh(thread: string): Promise<{ readonly supersteps: number; readonly bytes: number }>;
  close(): Promise<void>;
}

/**
 * Throws `NO_MODEL` (details.probed: `Probed[]` of `models/detect.ts`), `HOME_LOCKED`, `DATABASE_DOWN`, `SANDBOX_DOWN`, `DISK_FULL`.
 */
export type Wire = (options: WireOptions) => Promise<Wired>;
