// Everything that happens in a run, as one union, noun-verb, in pairs. Terminal, log file and (later) WebSocket and
// metrics all consume it. An event reports; it never decides anything.
import type { ModelIdentity, OutcomeStatus, Role, SandboxIdentity, Score, VerdictStatus } from "./domain.ts";
import type { KnowledgeKind, RecallTrigger } from "./knowledge.ts";

export type HydraEvent =
  | { type: "run-start"; task: string; sandbox: SandboxIdentity; resumed: boolean }
  | { type: "run-end"; verdict: VerdictStatus; report: string }
  | { type: "step-start"; step: string; subtask: string | null }
  | { type: "step-end"; step: string; subtask: string | null }
  | { type: "plan-end"; subtasks: readonly { id: string; title: string }[] }
  | { type: "subtask-start"; subtask: string; title: string }
  | { type: "subtask-end"; subtask: string; verdict: VerdictStatus; probability: number | null }
  | { type: "candidate-start"; subtask: string; candidate: string; approach: string }
  | { type: "candidate-end"; subtask: string; candidate: string; unusable: string | null }
  | { type: "tests-end"; subtask: string; trusted: number; untrusted: number }
  | { type: "check-start"; subtask: string; candidate: string; round: number }
  | {
      type: "check-end";
      subtask: string;
      candidate: string;
      round: number;
      trusted: Score;
      untrusted: Score;
      outcomes: readonly { test: string; status: OutcomeStatus }[];
    }
  | { type: "repair-start"; subtask: string; candidate: string; round: number }
  | { type: "repair-end"; subtask: string; candidate: string; round: number }
  | { type: "review-end"; subtask: string; candidate: string; reviewer: Role; verdict: string }
  | { type: "duel-start"; subtask: string; finalists: readonly string[] }
  | { type: "duel-end"; subtask: string; input: string | null; winner: string | null }
  | {
      type: "vote-end";
      subtask: string;
      winner: string | null;
      /** Whom the evidence favours, also where nothing is shipped. */
      best?: string | null;
      /** Calibrated chance that `best` is right, also where the verdict states none; null where nothing ran. */
      chance?: number | null;
      reasons: readonly string[];
      /** What the chance was made from, by name; null where nothing ran. */
      features?: Readonly<Record<string, number | null>> | null;
    }
  | {
      type: "recall-end";
      subtask: string | null;
      trigger: RecallTrigger;
      items: readonly { id: string; kind: KnowledgeKind; title: string; confidence: number }[];
    }
  | {
      type: "learn-end";
      subtask: string;
      stored: readonly { id: string; kind: KnowledgeKind; title: string }[];
      left: readonly string[];
    }
  | { type: "accept-end"; passed: boolean; detail: string }
  | { type: "model-start"; key: string; role: Role; model: string }
  | { type: "model-progress"; key: string; role: Role; tokens: number; tokensPerSecond: number }
  | { type: "model-end"; key: string; role: Role; tokens: number; ms: number; failure: string | null }
  | { type: "prompt-compacted"; key: string; dropped: readonly string[]; limitTokens: number }
  | { type: "question"; text: string }
  | { type: "edit-read"; file: string }
  | { type: "budget-spent"; which: "tokens" | "seconds" | "steps" }
  | { type: "notice"; level: "info" | "warning"; text: string };

/** As it is stored and sent: in order within its thread, and saying what kind of model is behind it. */
export interface EventRecord {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly thread: string;
  readonly model: ModelIdentity["kind"];
  readonly event: HydraEvent;
}
