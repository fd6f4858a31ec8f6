// The words of section "Words" as types. Everything here crosses a checkpoint, a wire or a file, so each is a Zod schema
// with its type beside it. Bodies of files and outputs are artifact ids; only small values stand in a state.
import { z } from "zod";

export const Language = z.enum(["python", "javascript", "typescript"]);
export type Language = z.infer<typeof Language>;

/** Who speaks. Each maps to an endpoint and a model by configuration. */
export const Role = z.enum(["architect", "worker-backend", "worker-frontend", "qa", "judge"]);
export type Role = z.infer<typeof Role>;

const WorkerRole = Role.extract(["worker-backend", "worker-frontend"]);

/** Content hash (sha256, hex) of something in the artifact store. */
export const ArtifactId = z.string();
export type ArtifactId = z.infer<typeof ArtifactId>;

export const SourceFile = z.object({ path: z.string(), content: z.string() });
export type SourceFile = z.infer<typeof SourceFile>;

/** Files by path relative to the workspace, bodies in the artifact store. */
export const FileRefs = z.record(z.string(), ArtifactId);
export type FileRefs = z.infer<typeof FileRefs>;

/** Three plans, not three tempers: each approach names a different way that the architect wrote down. */
export const Approach = z.object({ name: z.string(), plan: z.string() });
export type Approach = z.infer<typeof Approach>;
export const approachNames = ["conservative", "minimal", "aggressive"] as const;

/**
 * Where a test came from. Everything but `qa` is trusted; `prose` and `docstring` are trusted but fallible, and so is
 * `failing`: a test of the workspace that failed before anything was changed.
 */
export const TestOrigin = z.enum(["file", "workspace", "asked", "failing", "docstring", "prose", "qa"]);

/** These refute a candidate; other trusted tests only rank it. */
export const hardOrigins: readonly TestOrigin[] = ["file", "workspace", "asked"];
export type TestOrigin = z.infer<typeof TestOrigin>;

export const TestBody = z.discriminatedUnion("kind", [
  /** `call` and `expected` are expressions in the subject's language; the sandbox returns the value of `call` only. */
  z.object({
    kind: z.literal("example"),
    call: z.string(),
    expected: z.string(),
    /** `raises`: expected is the exception's class name. `prints`: expected is the text that `call` prints. */
    compare: z.enum(["equal", "approx", "raises", "prints"]),
    /** Statements to run before the call (imports, fixtures), in a fresh namespace that sees the candidate's names. */
    setup: z.string().optional(),
  }),
  /** Statements that hold when nothing in them raises; each `assert` in them is judged from its returned value. */
  z.object({ kind: z.literal("assertion"), source: z.string() }),
  /** A whole test file; it yields one outcome per test in it, with ids `<id>::<test name>`. */
  z.object({ kind: z.literal("file"), path: z.string(), content: z.string() }),
  /** The program reads `input` and must print `output` (compared line by line, trailing space ignored). */
  z.object({ kind: z.literal("io"), input: z.string(), output: z.string() }),
]);
export type TestBody = z.infer<typeof TestBody>;

export const TestCase = z.object({
  id: z.string(),
  origin: TestOrigin,
  /** QA only: which of its blocks wrote the test; tests of one block stand and fall together. */
  block: z.number().int().default(0),
  body: TestBody,
});
export type TestCase = z.infer<typeof TestCase>;

/** One outcome per test; a test that left no trace is `missing`, and that is a failure. */
export const OutcomeStatus = z.enum(["passed", "failed", "error", "timeout", "missing", "unsupported"]);
export type OutcomeStatus = z.infer<typeof OutcomeStatus>;

export const Score = z.object({ passed: z.number().int(), total: z.number().int() });
export type Score = z.infer<typeof Score>;

/** A node of the DAG that the architect plans. */
export const Subtask = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/u),
  title: z.string(),
  role: WorkerRole,
  language: Language,
  /** Paths that this subtask writes, relative to the workspace. */
  files: z.array(z.string()).min(1),
  dependsOn: z.array(z.string()),
  acceptance: z.array(z.string()),
  /** Signatures and exports that others rely on, as text. */
  interface: z.string(),
  description: z.string(),
});
export type Subtask = z.infer<typeof Subtask>;

/** A failed test of a candidate, located, as repair and report show it. */
export const LocatedFailure = z.object({
  test: z.string(),
  status: OutcomeStatus,
  message: z.string(),
  file: z.string().nullable(),
  line: z.number().int().nullable(),
});
export type LocatedFailure = z.infer<typeof LocatedFailure>;

/** A program as it was before a repair, and what failed of it: the first failed tests. */
const Repaired = z.object({ files: FileRefs, failures: z.array(LocatedFailure) });

export const Candidate = z.object({
  id: z.string(),
  approach: z.string(),
  files: FileRefs,
  model: z.string(),
  /** 0 as drawn; each repair adds one. */
  round: z.number().int(),
  /** Why there is nothing to run: no fenced file, truncated, a context that did not fit. */
  unusable: z.string().nullable(),
  /** Its earlier rounds, oldest first; absent where it was never repaired. */
  repaired: z.array(Repaired).optional(),
});
export type Candidate = z.infer<typeof Candidate>;

/** What the sandbox said of a candidate, small enough for a state; the whole result is the artifact `result`. */
export const Execution = z.object({
  candidate: z.string(),
  round: z.number().int(),
  result: ArtifactId,
  status: z.string(),
  trusted: Score,
  untrusted: Score,
  /** Hash of the behaviour on the shared inputs; candidates with the same cluster behave alike. Null: it never ran. */
  cluster: z.string().nullable(),
  failures: z.array(LocatedFailure).max(5),
});
export type Execution = z.infer<typeof Execution>;

export const Issue = z.object({
  severity: z.enum(["blocker", "major", "minor"]),
  file: z.string(),
  line: z.number().int().nullable(),
  text: z.string(),
});
export type Issue = z.infer<typeof Issue>;

export const Review = z.object({
  candidate: z.string(),
  reviewer: Role,
  verdict: z.enum(["approve", "object", "abstain"]),
  issues: z.array(Issue),
});
export type Review = z.infer<typeof Review>;

/** One juror's answer to a duel: the candidate whose output it wants, or null where it contradicted itself or failed. */
const JurorVote = z.object({ juror: z.string(), choice: z.string().nullable() });

export const Duel = z.object({
  finalists: z.array(z.string()),
  /** The call on which the finalists differ, and what each returned (shortened, for people). */
  input: z.string().nullable(),
  outputs: z.record(z.string(), z.string()),
  votes: z.array(JurorVote),
});
export type Duel = z.infer<typeof Duel>;

export const VerdictStatus = z.enum(["verified", "probable", "unsolved"]);
export type VerdictStatus = z.infer<typeof VerdictStatus>;

export const Verdict = z.object({
  status: VerdictStatus,
  /** Calibrated chance that the winner is right; null where the verdict is not `probable`. */
  probability: z.number().min(0).max(1).nullable(),
  winner: z.string().nullable(),
  /** Why, in the order in which the evidence was weighed; shown to people. */
  reasons: z.array(z.string()),
  /** Trusted but fallible examples that the winner does not satisfy. */
  failingExamples: z.array(z.string()),
});
export type Verdict = z.infer<typeof Verdict>;

const CandidateSummary = z.object({
  id: z.string(),
  approach: z.string(),
  model: z.string(),
  trusted: Score,
  untrusted: Score,
  cluster: z.string().nullable(),
  rounds: z.number().int(),
  unusable: z.string().nullable(),
  /** What its approach was, in the architect's words. */
  plan: z.string(),
  /** The first trusted tests that it fails. */
  failures: z.array(LocatedFailure),
});

/** What `consensus` hands back to `swarm` for one subtask. */
export const SubtaskResult = z.object({
  id: z.string(),
  title: z.string(),
  language: Language,
  verdict: Verdict,
  files: FileRefs,
  candidates: z.array(CandidateSummary),
  duel: Duel.nullable(),
  /** The winner's earlier rounds, where it was repaired. */
  repaired: Candidate.shape.repaired,
});
export type SubtaskResult = z.infer<typeof SubtaskResult>;

/** What is behind the models of a run; anything but `live` says so everywhere it shows. */
export const ModelIdentity = z.object({
  kind: z.enum(["live", "scripted", "replay"]),
  /** Model by role, or the script's or recording's name under every role. */
  roles: z.record(z.string(), z.string()),
});
export type ModelIdentity = z.infer<typeof ModelIdentity>;

export const SandboxTier = z.enum(["docker", "wasm"]);
export type SandboxTier = z.infer<typeof SandboxTier>;

export const SandboxIdentity = z.object({
  tier: SandboxTier,
  /** Engine and versions, runtime, image, the extra walls that the probes found. */
  detail: z.string(),
});
export type SandboxIdentity = z.infer<typeof SandboxIdentity>;
