// One subtask: candidates from different plans, tests from somebody who never saw them, and evidence that chooses.
import { END, START, StateGraph } from "@langchain/langgraph";
import type { Ports } from "../core/ports.ts";
import { ConsensusOutput, ConsensusState } from "../core/state.ts";
import { makeApproaches } from "../nodes/approaches.ts";
import { shippedWeights } from "../nodes/choose/weights.ts";
import { makeDraft } from "../nodes/draft.ts";
import { makeDuel } from "../nodes/duel.ts";
import { makeExecute } from "../nodes/execute.ts";
import { makeRepair } from "../nodes/repair.ts";
import { makeReview } from "../nodes/review.ts";
import { makeRoute } from "../nodes/route.ts";
import { makeTests } from "../nodes/tests.ts";
import { makeVerdict } from "../nodes/verdict.ts";
import { makeVote, type Voting } from "../nodes/vote.ts";
import { forgiving, transient } from "./policy.ts";
import { afterExecute, afterRoute, afterVote, drawing } from "./routes.ts";

const retryPolicy = transient;

/** Uncompiled: who compiles it brings the checkpointer. `voting` is replaced in ablations only. */
export const buildConsensus = (given: Ports, voting: Voting = { weights: shippedWeights() }) => {
  const ports = { ...given, memory: forgiving(given) };
  return new StateGraph({ state: ConsensusState, output: ConsensusOutput })
    .addNode("route", makeRoute(ports))
    .addNode("approaches", makeApproaches(ports), { retryPolicy })
    .addNode("draft", makeDraft(ports), { retryPolicy })
    .addNode("tests", makeTests(ports), { retryPolicy })
    .addNode("execute", makeExecute(ports), { retryPolicy })
    .addNode("repair", makeRepair(ports), { retryPolicy })
    .addNode("review", makeReview(ports), { retryPolicy })
    .addNode("vote", makeVote(ports, voting))
    .addNode("duel", makeDuel(ports), { retryPolicy })
    .addNode("verdict", makeVerdict(ports))
    .addEdge(START, "route")
    .addConditionalEdges("route", afterRoute, ["approaches", "draft", "tests"])
    .addConditionalEdges("approaches", drawing, ["draft", "tests"])
    .addEdge("draft", "execute")
    .addEdge("tests", "execute")
    .addConditionalEdges("execute", afterExecute, ["approaches", "repair", "review"])
    .addEdge("repair", "execute")
    .addEdge("review", "vote")
    .addConditionalEdges("vote", afterVote, ["duel", "verdict"])
    .addEdge("duel", "vote")
    .addEdge("verdict", END);
};
