// A run's events, as the graphs emit them, for the views.
import type { EventRecord, HydraEvent } from "../../../core/events.ts";

const score = (passed: number, total: number) => ({ passed, total });
const main = { subtask: "main" } as const;
const outcomes = (row: string) =>
  row.split("").map((mark, index) => ({
    test: `t${index}`,
    status: mark === "+" ? ("passed" as const) : ("failed" as const),
  }));

export const runEvents: readonly HydraEvent[] = [
  { type: "run-start", task: "slugs", sandbox: { tier: "wasm", detail: "d" }, resumed: false },
  { type: "step-start", step: "plan", subtask: null },
  { type: "model-start", key: "plan", role: "architect", model: "m" },
  { type: "model-progress", key: "plan", role: "architect", tokens: 40, tokensPerSecond: 20 },
  { type: "model-end", key: "plan", role: "architect", tokens: 50, ms: 2_000, failure: null },
  { type: "plan-end", subtasks: [{ id: "main", title: "Slugs" }] },
  { type: "step-end", step: "plan", subtask: null },
  { type: "subtask-start", ...main, title: "Slugs" },
  { type: "candidate-start", ...main, candidate: "minimal", approach: "minimal" },
  { type: "candidate-start", ...main, candidate: "aggressive", approach: "aggressive" },
  { type: "candidate-end", ...main, candidate: "minimal", unusable: null },
  { type: "candidate-end", ...main, candidate: "aggressive", unusable: "no fenced file" },
  { type: "tests-end", ...main, trusted: 2, untrusted: 3 },
  { type: "check-start", ...main, candidate: "minimal", round: 0 },
  {
    type: "check-end",
    ...main,
    candidate: "minimal",
    round: 0,
    trusted: score(1, 2),
    untrusted: score(3, 3),
    outcomes: outcomes("+-+++"),
  },
  { type: "repair-start", ...main, candidate: "minimal", round: 1 },
  { type: "repair-end", ...main, candidate: "minimal", round: 1 },
  {
    type: "check-end",
    ...main,
    candidate: "minimal",
    round: 1,
    trusted: score(2, 2),
    untrusted: score(3, 3),
    outcomes: outcomes("+++++"),
  },
  { type: "review-end", ...main, candidate: "minimal", reviewer: "qa", verdict: "approve" },
  { type: "duel-start", ...main, finalists: ["conservative", "minimal"] },
  { type: "duel-end", ...main, input: "slug('A  b')", winner: "minimal" },
  { type: "vote-end", ...main, winner: "minimal", reasons: ["passes every trusted test"] },
  { type: "subtask-end", ...main, verdict: "probable", probability: 0.71 },
  { type: "accept-end", passed: true, detail: "no test command" },
  { type: "run-end", verdict: "probable", report: "/r" },
];

export const record = (
  event: HydraEvent,
  { model = "live", at = 1_000 }: { model?: EventRecord["model"]; at?: number } = {},
): EventRecord => ({ seq: 0, at, thread: "t1", model, event });
