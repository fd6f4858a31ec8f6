// A task, end to end: from what a person typed to files, a verdict and a report.
import { END, START, StateGraph } from "@langchain/langgraph";
import type { Ports } from "../core/ports.ts";
import { ConsensusState, SwarmState, type ConsensusSlice } from "../core/state.ts";
import { makeAccept } from "../nodes/accept.ts";
import { makeApprove } from "../nodes/approve.ts";
import { makeDispatch } from "../nodes/dispatch.ts";
import { makeHydrate } from "../nodes/hydrate.ts";
import { makeIntake } from "../nodes/intake.ts";
import { makeIntegrate } from "../nodes/integrate.ts";
import { makeLearn } from "../nodes/learn.ts";
import { makePlan } from "../nodes/plan.ts";
import { makeRecall } from "../nodes/recall.ts";
import { makeReport } from "../nodes/report/report.ts";
import type { Voting } from "../nodes/vote.ts";
import { buildConsensus } from "./consensus.ts";
import { forgiving, transient } from "./policy.ts";
import { afterAccept, afterDispatch, afterIntegrate } from "./routes.ts";

const retryPolicy = transient;

/** Uncompiled: who compiles it brings the checkpointer. `voting` is replaced in evaluations only. */
export const buildSwarm = (given: Ports, voting?: Voting) => {
  const ports = { ...given, memory: forgiving(given) };
  return new StateGraph(SwarmState)
    .addNode("hydrate", makeHydrate(ports))
    .addNode("intake", makeIntake(ports))
    .addNode("recall", makeRecall(ports), { retryPolicy })
    .addNode("plan", makePlan(ports), { retryPolicy })
    .addNode("approve", makeApprove(ports))
    .addNode("dispatch", makeDispatch(ports))
    .addNode("solve", solve(given, voting), { input: ConsensusState })
    .addNode("integrate", makeIntegrate(ports), { retryPolicy })
    .addNode("accept", makeAccept(ports), { retryPolicy })
    .addNode("learn", makeLearn(ports), { retryPolicy })
    .addNode("report", makeReport(ports), { retryPolicy })
    .addEdge(START, "hydrate")
    .addEdge("hydrate", "intake")
    .addEdge("intake", "recall")
    .addEdge("recall", "plan")
    .addEdge("plan", "approve")
    .addEdge("approve", "dispatch")
    .addConditionalEdges("dispatch", afterDispatch, ["solve", "integrate"])
    .addEdge("solve", "dispatch")
    .addConditionalEdges("integrate", afterIntegrate, ["accept", "report"])
    .addConditionalEdges("accept", afterAccept, ["dispatch", "learn"])
    .addEdge("learn", "report")
    .addEdge("report", END);
};

/**
 * The consensus graph as a node: LangGraph gives it a checkpoint namespace per branch, so that a branch goes on where it
 * was killed. `addNode`'s types know no subgraph whose input is not this graph's state; the cast says what `Send` brings.
 */
const solve = (ports: Ports, voting: Voting | undefined) =>
  buildConsensus(ports, voting).compile() as unknown as (
    slice: ConsensusSlice,
  ) => Promise<Pick<ConsensusSlice, "results">>;
