// Every failure that Hydra can name. The table says what each code means to the three readers of an error: the
// terminal (exit code), a retry policy (retryable) and a graph (whether a node may treat it as data and go on).

interface ErrorTraits {
  /** 1 unsolved, 2 bad input or configuration, 3 no model, 4 infrastructure, 130 interrupted. */
  readonly exitCode: 1 | 2 | 3 | 4 | 130;
  /** The same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** A model said something useless or a budget ended: a node records it and the graph goes on. */
  readonly data: boolean;
}

const input: ErrorTraits = { exitCode: 2, retryable: false, data: false };
const infrastructure: ErrorTraits = { exitCode: 4, retryable: false, data: false };
const modelOutput: ErrorTraits = { exitCode: 1, retryable: false, data: true };

const errorTable = {
  BAD_INPUT: input,
  CONFIG_INVALID: input,
  TEST_FILE_INVALID: input,
  WORKSPACE_NOT_WRITABLE: input,
  WORKSPACE_CHANGED: input,
  THREAD_UNKNOWN: input,
  THREAD_HELD: { ...input, retryable: true },
  HOME_LOCKED: { ...input, retryable: true },
  NO_MODEL: { exitCode: 3, retryable: true, data: false },
  MODEL_UNREACHABLE: { exitCode: 3, retryable: true, data: false },
  MODEL_MISSING: { exitCode: 3, retryable: false, data: false },
  MODEL_UNAUTHORISED: { exitCode: 2, retryable: false, data: false },
  MODEL_TIMED_OUT: modelOutput,
  MODEL_REFUSED: modelOutput,
  CONTEXT_OVERFLOW: modelOutput,
  OUTPUT_INVALID: modelOutput,
  TRUNCATED: modelOutput,
  BUDGET_SPENT: modelOutput,
  ABORTED: { exitCode: 130, retryable: true, data: false },
  SANDBOX_DOWN: { ...infrastructure, retryable: true },
  DATABASE_DOWN: { ...infrastructure, retryable: true },
  /** A vector, keyword or graph index: what was to be written is queued. */
  INDEX_DOWN: { ...infrastructure, retryable: true },
  /** Vectors in the index were made by another embedder. */
  EMBEDDER_CHANGED: input,
  /** A page that may not be fetched, by the guard or by its owner's robots.txt. */
  PAGE_REFUSED: { ...input, data: true },
  /** A page that could not be fetched or read. */
  PAGE_UNREADABLE: { ...infrastructure, retryable: true, data: true },
  ARTIFACT_MISSING: infrastructure,
  DISK_FULL: infrastructure,
  /** Something of an evaluation's hidden tests was seen where the pipeline can reach it. */
  GRADER_LEAKED: infrastructure,
  INTERNAL: infrastructure,
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorTable;

interface ErrorOptions {
  /** What the person can do about it, as an imperative sentence. */
  readonly fix: string;
  readonly cause?: unknown;
  /** Small machine-readable facts: the partial text, the port, the limit. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error class. Test it with `isHydraError`, never `instanceof`: it may cross a process or a duplicated module. */
export class HydraError extends Error {
  override readonly name = "HydraError";
  readonly code: ErrorCode;
  readonly fix: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
    this.details = options.details ?? {};
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }

  get exitCode(): ErrorTraits["exitCode"] {
    return errorTable[this.code].exitCode;
  }
}

export const isHydraError = (error: unknown): error is HydraError =>
  error instanceof Error &&
  error.name === "HydraError" &&
  "code" in error &&
  String(error.code) in errorTable;

/** A failure that a node records and goes on with (rule 6: a model's bad output is data). */
const isModelFailure = (error: unknown): error is HydraError =>
  isHydraError(error) && errorTable[error.code].data;

/** What a node keeps of a failed model call. */
interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** Runs a model call; its bad output comes back as a value, broken infrastructure is thrown on. */
export const attempt = async <T>(call: () => Promise<T>): Promise<Attempt<T>> => {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (!isModelFailure(error)) throw error;
    return { ok: false, failure: { code: error.code, message: error.message } };
  }
};
