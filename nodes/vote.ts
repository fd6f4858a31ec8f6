// The vote as a node: the evidence from the state, the pure rule of `choose/`, and its decision into the state.
import type { Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { choose } from "./choose/choose.ts";
import type { Stages } from "./choose/evidence.ts";
import type { Weights } from "./choose/weights.ts";
import { gatherEvidence, type EvidenceSlice } from "./evidence.ts";
import { step } from "./step.ts";

export interface Voting {
  readonly weights: Weights;
  /** Switched off in ablations only. */
  readonly stages?: Partial<Stages>;
}

type VoteSlice = EvidenceSlice & Pick<ConsensusSlice, "thread">;

export const makeVote = (ports: Pick<Ports, "artifacts" | "events">, voting: Voting) =>
  step(ports, "vote", async (slice: VoteSlice) => {
    const decision = choose(await gatherEvidence(ports, slice, voting.stages), voting.weights);
    if (decision.kind === "duel") return { finalists: [...decision.finalists] };
    const { status, probability, winner, best, chance, reasons, failingExamples, features } = decision;
    const subtask = slice.subtask.id;
    ports.events.emit(slice.thread, { type: "vote-end", subtask, winner, best, chance, reasons, features });
    const verdict = {
      status,
      probability,
      winner,
      reasons: [...reasons],
      failingExamples: [...failingExamples],
    };
    return { ruling: verdict, finalists: [] };
  });
