// Every effect of Hydra, on one page. Each port has a fake that ships with the product and one contract suite that the
// fake and every real adapter pass. Adapters are built in `app/wire/` and nowhere else.
import type { z } from "zod";
import type { Abort } from "./abort.ts";
import type {
  ArtifactId,
  Language,
  ModelIdentity,
  OutcomeStatus,
  Role,
  SandboxIdentity,
  SourceFile,
  TestCase,
} from "./domain.ts";
import type { HydraEvent } from "./events.ts";
import type { Memory } from "./memory.ts";
import type { Value } from "./values.ts";

/** A piece of a prompt. `always` stays; the rest are dropped lowest number first until the prompt fits. */
export interface PromptSection {
  readonly name: string;
  readonly text: string;
  readonly keep: "always" | number;
}

export interface ChatRequest {
  readonly thread: string;
  /** Idempotency key, unique within the thread and stable over a restart: `subtask/node/what/round`. */
  readonly key: string;
  readonly role: Role;
  readonly system: string;
  readonly sections: readonly PromptSection[];
  readonly temperature?: number;
  readonly maxTokens?: number;
}

export interface ChatReply {
  /** The answer, reasoning told apart and `<think>` stripped. Never empty. */
  readonly text: string;
  readonly model: string;
  /** Tokens. */
  readonly usage: { readonly prompt: number; readonly completion: number };
}

/**
 * Models by role. `object` asks for JSON, validates it and repairs at most twice. Failures: `TRUNCATED` (details.text),
 * `OUTPUT_INVALID`, `CONTEXT_OVERFLOW`, `MODEL_TIMED_OUT`, `MODEL_REFUSED`, `BUDGET_SPENT` are data for the graph;
 * `MODEL_UNREACHABLE`, `MODEL_MISSING`, `MODEL_UNAUTHORISED`, `ABORTED` end the run, resumable.
 */
export interface ChatModel {
  readonly identity: ModelIdentity;
  text(request: ChatRequest, options: Abort): Promise<ChatReply>;
  object<T>(request: ChatRequest, schema: z.ZodType<T>, options: Abort): Promise<T>;
}

/** Milliseconds and bytes. `timeoutMs` bounds one test; a whole job has `jobTimeoutMs`. */
export interface SandboxLimits {
  readonly timeoutMs: number;
  readonly jobTimeoutMs: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
}

/** A candidate against tests. The result is the same for the same files, tests and calls in the same tier. */
export interface CheckJob {
  readonly language: Language;
  readonly files: readonly SourceFile[];
  readonly tests: readonly TestCase[];
  /** Expressions whose values are wanted without judging them: behaviour. */
  readonly calls: readonly string[];
  readonly limits?: Partial<SandboxLimits>;
}

export interface TestOutcome {
  /** `TestCase.id`, or `<id>::<test name>` for each test of a file. */
  readonly id: string;
  readonly status: OutcomeStatus;
  readonly actual?: Value;
  readonly expected?: Value;
  readonly message?: string;
  readonly file?: string;
  readonly line?: number;
}

export interface CheckResult {
  /** What became of the program as a whole; outcomes say what became of each test. */
  readonly status: "ok" | "load-error" | "timeout" | "out-of-memory" | "output-limit" | "crashed";
  readonly outcomes: readonly TestOutcome[];
  /** In the order of `CheckJob.calls`; `["x"]` where there was no value. */
  readonly calls: readonly Value[];
  /** What the program printed, cut at the limit. */
  readonly output: string;
  readonly error?: { readonly message: string; readonly file?: string; readonly line?: number };
  readonly durationMs: number;
}

/** A shell command over files: a workspace's own test command. Tiers without a shell answer `unsupported`. */
export interface CommandJob {
  readonly files: readonly SourceFile[];
  readonly command: readonly string[];
  readonly limits?: Partial<SandboxLimits>;
}

export interface CommandResult {
  readonly status: "ok" | "unsupported" | "timeout" | "out-of-memory" | "output-limit";
  readonly exitCode: number | null;
  readonly output: string;
  /** Why it is unsupported, for people. */
  readonly reason?: string;
  readonly durationMs: number;
}

/** Runs untrusted code. A program that fails, hangs or floods is a result; only a dead sandbox throws (`SANDBOX_DOWN`). */
export interface Sandbox {
  readonly identity: SandboxIdentity;
  check(job: CheckJob, options: Abort): Promise<CheckResult>;
  command(job: CommandJob, options: Abort): Promise<CommandResult>;
  /** Ends every process and container that this sandbox started. */
  close(): Promise<void>;
}

/** Content-addressed texts. `get` throws `ARTIFACT_MISSING`. */
export interface Artifacts {
  put(content: string): Promise<ArtifactId>;
  get(id: ArtifactId): Promise<string>;
}

/** Results of side effects under their key: a node that runs again after a crash gets what it got the first time. */
export interface Journal {
  /** `T` must survive JSON. Failures are not kept. */
  once<T>(thread: string, key: string, run: () => Promise<T>): Promise<T>;
}

/** Tokens, seconds and model calls of a thread against its limits, counted over restarts. */
export interface Budget {
  /** Throws `BUDGET_SPENT`. */
  ensure(thread: string): Promise<void>;
  /** Never below 0; null: unlimited. */
  secondsLeft(thread: string): Promise<number | null>;
  charge(thread: string, key: string, usage: { tokens: number }): Promise<void>;
  spent(thread: string): Promise<{ tokens: number; seconds: number; steps: number }>;
}

/** Read access to the user's project. Nothing but `hydra apply` and `--apply` ever writes there. */
export interface Workspace {
  /** Null where the run has no workspace. */
  readonly root: string | null;
  /** Text files that version control would keep, sizes in bytes. */
  list(): Promise<readonly { path: string; bytes: number }[]>;
  read(path: string): Promise<string | null>;
}

/** The run's folder that a person can read and edit: spec.md, plan.md, tasks.md, report.md, files/. */
export interface RunFolder {
  /** Absolute path of the thread's folder. */
  locate(thread: string): string;
  read(thread: string, name: string): Promise<string | null>;
  /** Whole or not at all; a file that already has this content is not touched. */
  write(thread: string, name: string, content: string): Promise<void>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Ids {
  /** A new thread id: sortable by time, safe as a folder name. */
  thread(): string;
}

export interface Events {
  emit(thread: string, event: HydraEvent): void;
}

export interface Ports {
  readonly chat: ChatModel;
  readonly sandbox: Sandbox;
  readonly artifacts: Artifacts;
  readonly journal: Journal;
  readonly budget: Budget;
  readonly memory: Memory;
  readonly workspace: Workspace;
  readonly folder: RunFolder;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly events: Events;
}
