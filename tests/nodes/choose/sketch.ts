// Evidence drawn by hand, one letter a test: `+` passed, `-` failed, `t` timeout, `e` error, `?` unsupported. Behaviour is
// one letter a call: any letter is a value, `!` an exception, `.` nothing that can be told.
import type { Duel, OutcomeStatus, Review } from "../../../core/domain.ts";
import type { CandidateEvidence, Evidence, Stages, TrustedTest } from "../../../nodes/choose/evidence.ts";
import { allStages } from "../../../nodes/choose/evidence.ts";

const statuses: Record<string, OutcomeStatus> = {
  "+": "passed",
  "-": "failed",
  t: "timeout",
  e: "error",
  m: "missing",
  "?": "unsupported",
};

export interface Sketch {
  readonly trusted?: string;
  readonly untrusted?: string;
  readonly behaviour?: string;
  readonly size?: number;
  readonly length?: number;
  readonly hash?: string;
  readonly unusable?: string;
  readonly status?: CandidateEvidence["status"];
  /** `a` approve, `o` object with a blocker, `n` abstain. */
  readonly reviews?: string;
}

interface SketchOptions {
  readonly origins?: readonly TrustedTest["origin"][];
  /** One digit a test: its block. */
  readonly blocks?: string;
  readonly duel?: Duel;
  readonly stages?: Partial<Stages>;
}

export const sketch = (candidates: Record<string, Sketch>, options: SketchOptions = {}): Evidence => {
  const some = Object.values(candidates)[0];
  return {
    trusted: Array.from(some?.trusted ?? "", (_, index) => {
      const origin = options.origins?.[index] ?? "docstring";
      const fallible = origin === "docstring" || origin === "prose";
      return { id: `t${index}`, origin, fallible, text: `example ${index}` };
    }),
    untrusted: Array.from(some?.untrusted ?? "", (_, index) => ({
      id: `u${index}`,
      block: Number(options.blocks?.[index] ?? 0),
    })),
    candidates: Object.entries(candidates).map(([id, one]) => candidate(id, one)),
    duel: options.duel ?? null,
    stages: { ...allStages, ...options.stages },
  };
};

export const duel = (input: string | null, ...choices: (string | null)[]): Duel => ({
  finalists: [],
  input,
  outputs: {},
  votes: choices.map((choice, index) => ({ juror: `j${index}`, choice })),
});

const candidate = (id: string, one: Sketch): CandidateEvidence => ({
  id,
  hash: one.hash ?? `hash of ${id}`,
  unusable: one.unusable ?? null,
  size: one.size ?? 100,
  length: one.length ?? 1_000,
  status: one.status === undefined ? "ok" : one.status,
  outcomes: {
    ...outcomes("t", one.trusted ?? ""),
    ...outcomes("u", one.untrusted ?? ""),
  },
  behaviour: Array.from(one.behaviour ?? "", (letter) => (letter === "." ? null : valueOf(letter))),
  reviews: Array.from(one.reviews ?? "", (letter) => review(id, letter)),
});

const valueOf = (letter: string): string => (letter === "!" ? 'e"ValueError"' : `["s","${letter}"]`);

const outcomes = (prefix: string, marks: string): Record<string, OutcomeStatus> =>
  Object.fromEntries(Array.from(marks, (mark, index) => [`${prefix}${index}`, statuses[mark] ?? "missing"]));

const review = (candidate: string, letter: string): Review => ({
  candidate,
  reviewer: "qa",
  verdict: letter === "a" ? "approve" : letter === "o" ? "object" : "abstain",
  issues: letter === "o" ? [{ severity: "blocker", file: "solution.py", line: 1, text: "wrong" }] : [],
});
