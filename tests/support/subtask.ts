// Small builders for tests: a subtask and a result with all the fields that a test does not care about.
import type { Subtask, SubtaskResult } from "../../core/domain.ts";

export const subtaskOf = (part: Partial<Subtask> = {}): Subtask => ({
  id: "main",
  title: "Add two numbers",
  role: "worker-backend",
  language: "python",
  files: ["solution.py"],
  dependsOn: [],
  acceptance: [],
  interface: "add(a, b)",
  description: "Write add(a, b).",
  ...part,
});

export const resultOf = (part: Partial<SubtaskResult> & { winner?: string | null } = {}): SubtaskResult => {
  const { winner = "minimal", ...rest } = part;
  return {
    id: "main",
    title: "Add two numbers",
    language: "python",
    verdict: {
      status: winner === null ? "unsolved" : "verified",
      probability: null,
      winner,
      reasons: ["because"],
      failingExamples: [],
    },
    files: winner === null ? {} : { "solution.py": "hash" },
    candidates: [],
    duel: null,
    ...rest,
  };
};
