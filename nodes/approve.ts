// A person looks at the plan before anything is drawn. What they edited in the folder meanwhile is read by `dispatch`.
import { interrupt } from "@langchain/langgraph";
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { step } from "./step.ts";

export const makeApprove = (ports: Pick<Ports, "folder" | "events">) =>
  step(ports, "approve", async (slice: Pick<SwarmSlice, "thread" | "request" | "subtasks">) => {
    if (!slice.request.approve) return {};
    const answer: unknown = interrupt({
      kind: "approve",
      question: "Go on with this plan? Edit spec.md, plan.md or tasks.md first if you like. [y/N]",
      detail: `${slice.subtasks.map((subtask) => `${subtask.id}: ${subtask.title}`).join("\n")}\n${ports.folder.locate(slice.thread)}`,
    });
    const yes = typeof answer === "string" && /^\s*(?:y|yes|ok|go)\s*$/iu.test(answer);
    return yes ? {} : { stopped: "a person declined the plan" };
  });
