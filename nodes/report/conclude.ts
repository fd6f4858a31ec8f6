// The verdict on the whole, from the verdicts on its parts and what acceptance said. Pure.
import type { Subtask, SubtaskResult, Verdict } from "../../core/domain.ts";
import type { Acceptance } from "../../core/state.ts";

interface Parts {
  readonly subtasks: readonly Subtask[];
  readonly results: Readonly<Record<string, SubtaskResult>>;
  readonly acceptance: Acceptance | null;
  readonly stopped: string | null;
}

/** `verified` only where every part is, or where the person's own tests pass on the whole. */
export const conclude = ({ subtasks, results, acceptance, stopped }: Parts): Verdict => {
  const parts = subtasks.map(({ id }) => results[id]);
  const reasons = parts.flatMap((part) =>
    part === undefined
      ? []
      : part.verdict.reasons.map((reason) => (parts.length === 1 ? reason : `${part.id}: ${reason}`)),
  );
  const failingExamples = parts.flatMap((part) => part?.verdict.failingExamples ?? []);
  const winner = parts.length === 1 ? (parts[0]?.verdict.winner ?? null) : null;
  const all = { winner, reasons, failingExamples, probability: null };

  if (stopped !== null) return { ...all, status: "unsolved", reasons: [stopped, ...reasons] };
  const unsolved = parts.some((part) => part === undefined || part.verdict.winner === null);
  if (unsolved || acceptance === null) return { ...all, status: "unsolved" };
  const accepted = [...reasons, ...acceptance.detail.split("\n")];
  if (!acceptance.passed) return { ...all, status: "unsolved", reasons: accepted };

  const verified = parts.every((part) => part?.verdict.status === "verified") || acceptance.ownTests;
  if (verified && acceptance.ran) return { ...all, status: "verified", reasons: accepted };
  const chances = parts.map((part) => part?.verdict.probability ?? 1);
  const probability = chances.reduce((product, chance) => product * chance, 1);
  // Where nothing but the missing test command keeps it from `verified`, no table says how probable it is.
  return { ...all, status: "probable", probability: verified ? null : probability, reasons: accepted };
};
