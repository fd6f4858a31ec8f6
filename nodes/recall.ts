// Adds what memory holds for this task to what the workers are shown: what a person wrote down for every task, and patterns of
// similar tasks that were verified.
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { blockSection } from "../prompts/recalled.ts";
import { recallFor } from "./recall-for.ts";
import { step } from "./step.ts";
import { putJson, readContext } from "./stored.ts";

type RecallSlice = Pick<SwarmSlice, "thread" | "request" | "language" | "context">;

export const makeRecall = (ports: Pick<Ports, "memory" | "artifacts" | "events">) =>
  step(ports, "recall", async (slice: RecallSlice, options) => {
    const { thread, request } = slice;
    const language = slice.language ?? "python";
    const blocks = await ports.memory.blocks(options);
    const asked = { thread, subtask: null, trigger: "task", query: request.text, language } as const;
    const { sections, shown } = await recallFor(ports, asked, options);
    if (blocks.length + sections.length === 0) return {};
    const context = await readContext(ports.artifacts, slice.context);
    return {
      context: await putJson(ports.artifacts, {
        ...context,
        sections: [...context.sections, ...blocks.map(blockSection), ...sections],
        shown: [...context.shown, ...blocks.map(({ name, path }) => `block ${name}: ${path}`), ...shown],
      }),
    };
  });
