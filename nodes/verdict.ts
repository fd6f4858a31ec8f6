// What a subtask came to, as the swarm keeps it: the verdict, the winner's files, and what each candidate did.
import type { SubtaskResult } from "../core/domain.ts";
import type { Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { step } from "./step.ts";

const nothing = { passed: 0, total: 0 };
const noVerdict: SubtaskResult["verdict"] = {
  status: "unsolved",
  probability: null,
  winner: null,
  reasons: ["no vote was held"],
  failingExamples: [],
};

type VerdictSlice = Pick<
  ConsensusSlice,
  "thread" | "subtask" | "candidates" | "executions" | "ways" | "duelled" | "ruling"
>;

export const makeVerdict = (ports: Pick<Ports, "events">) =>
  step(ports, "verdict", async (slice: VerdictSlice) => {
    const { subtask } = slice;
    const verdict = slice.ruling ?? noVerdict;
    const { status, probability } = verdict;
    ports.events.emit(slice.thread, {
      type: "subtask-end",
      subtask: subtask.id,
      verdict: status,
      probability,
    });
    const result: SubtaskResult = {
      id: subtask.id,
      title: subtask.title,
      language: subtask.language,
      verdict,
      files: verdict.winner === null ? {} : (slice.candidates[verdict.winner]?.files ?? {}),
      candidates: Object.values(slice.candidates).map((candidate) => ({
        id: candidate.id,
        approach: candidate.approach,
        model: candidate.model,
        trusted: slice.executions[candidate.id]?.trusted ?? nothing,
        untrusted: slice.executions[candidate.id]?.untrusted ?? nothing,
        cluster: slice.executions[candidate.id]?.cluster ?? null,
        rounds: candidate.round,
        unusable: candidate.unusable,
        plan: slice.ways.find(({ name }) => name === candidate.approach)?.plan ?? "",
        failures: slice.executions[candidate.id]?.failures ?? [],
      })),
      duel: slice.duelled,
      repaired: verdict.winner === null ? undefined : slice.candidates[verdict.winner]?.repaired,
    };
    return { results: { [subtask.id]: result } };
  });
