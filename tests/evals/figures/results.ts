// Results made of hand-made rows, to be printed, drawn, written and read.
import type { ResultContext } from "../../../evals/figures/result.ts";
import { resultOf } from "../../../evals/figures/result.ts";
import type { ChoiceResult, MeasuredResult } from "../../../evals/figures/schema.ts";
import { answer, row } from "./rows.ts";

export const choice = (more: Partial<ResultContext> = {}): ChoiceResult =>
  resultOf(
    Array.from({ length: 12 }, (_, index) =>
      row(`HumanEval/${index}`, ["100", "010", "000"][index % 3] ?? "000", {
        hydra: answer(0, { status: index % 2 === 0 ? "verified" : "unsolved", chance: 0.3 + 0.05 * index }),
        "without-tests": answer(1, { status: "probable", chance: 0.5, tokens: 123_456 }),
        majority: answer([1 / 3, 1 / 3, 1 / 3]),
      }),
    ),
    {
      kind: "code",
      suite: "HumanEval",
      models: "replay: codegen-16b",
      k: 3,
      intake: "docstring",
      grader: "base",
      jurors: "none",
      calibration: "cross-fitted over tasks",
      leftOut: [],
      controls: [{ name: "shuffled evidence", held: true, detail: "captured 1.0 [-4.0, 6.0] % of the gap" }],
      command: "hydra eval code --suite humaneval --models replay:codegen-16b --seeds 1",
      commit: "abc1234",
      simulated: false,
      ...more,
    },
  );

export const intake: MeasuredResult = {
  version: 1,
  kind: "intake",
  suite: "HumanEval",
  models: "none",
  tasks: 164,
  leftOut: [],
  measures: [
    { name: "recall", meaning: "examples found / there", value: 0.971, low: 0.951, high: 0.99, of: 420 },
    { name: "calls", meaning: "calls / task", unit: "mean", value: 2.5, low: 2, high: 3, of: 164 },
  ],
  command: "hydra eval intake --suite humaneval",
  commit: "abc1234",
  simulated: false,
};
