// A question answered from what is known: what was found is judged, corrected, cited and checked, or said not to be there.
import { END, START, StateGraph } from "@langchain/langgraph";
import { RagState } from "../core/rag-state.ts";
import { makeAnswer } from "../nodes/rag/answer.ts";
import { makeConclude } from "../nodes/rag/conclude.ts";
import { makeGrade } from "../nodes/rag/grade.ts";
import { makeGround } from "../nodes/rag/ground.ts";
import { makeNeed } from "../nodes/rag/need.ts";
import type { RagPorts } from "../core/rag-ports.ts";
import { makeRefine } from "../nodes/rag/refine.ts";
import { makeRetrieve } from "../nodes/rag/retrieve.ts";
import { makeRewrite } from "../nodes/rag/rewrite.ts";
import { makeWeb } from "../nodes/rag/web.ts";
import { transient } from "./policy.ts";
import { afterGrade, afterGround, afterNeed, afterWeb } from "./rag-routes.ts";

const retryPolicy = transient;

/** Uncompiled: who compiles it brings the checkpointer. */
export const buildRag = (ports: RagPorts) =>
  new StateGraph(RagState)
    .addNode("need", makeNeed(ports))
    .addNode("retrieve", makeRetrieve(ports), { retryPolicy })
    .addNode("grade", makeGrade(ports))
    .addNode("rewrite", makeRewrite(ports), { retryPolicy })
    .addNode("web", makeWeb(ports), { retryPolicy })
    .addNode("refine", makeRefine(ports), { retryPolicy })
    .addNode("answer", makeAnswer(ports), { retryPolicy })
    .addNode("ground", makeGround(ports), { retryPolicy })
    .addNode("conclude", makeConclude(ports))
    .addEdge(START, "need")
    .addConditionalEdges("need", afterNeed, ["retrieve", "conclude"])
    .addEdge("retrieve", "grade")
    .addConditionalEdges("grade", afterGrade, ["refine", "web", "rewrite"])
    .addEdge("rewrite", "retrieve")
    .addConditionalEdges("web", afterWeb, ["refine", "conclude"])
    .addEdge("refine", "answer")
    .addEdge("answer", "ground")
    .addConditionalEdges("ground", afterGround, ["answer", "web", "conclude"])
    .addEdge("conclude", END);
