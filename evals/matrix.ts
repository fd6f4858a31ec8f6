// What was executed of a draw: candidates × tests, and candidates × calls. Every solver decides on this and nothing else.
import type { OutcomeStatus, SourceFile } from "../core/domain.ts";

interface MatrixTest {
  readonly id: string;
  /** From the task's text; the others are QA's. */
  readonly trusted: boolean;
  /** Which of QA's blocks wrote it. */
  readonly block: number;
}

export interface MatrixCandidate {
  /** Its place in the draw. */
  readonly place: number;
  readonly files: readonly SourceFile[];
  /** False where there was nothing to run or it could not be loaded. */
  readonly ran: boolean;
  /** By `MatrixTest.id`. */
  readonly outcomes: Readonly<Record<string, OutcomeStatus>>;
  /** Canonical value of each shared call, the same calls for all; null where it can't be told. */
  readonly behaviour: readonly (string | null)[];
}

export interface Matrix {
  readonly tests: readonly MatrixTest[];
  readonly candidates: readonly MatrixCandidate[];
}
