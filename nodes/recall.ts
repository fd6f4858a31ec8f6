// Adds what memory holds for this task to what the workers are shown. Recalled text is tagged, so that it is never
// learned again as if it were new.
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { putJson, readContext } from "./stored.ts";
import { step } from "./step.ts";

export const makeRecall = (ports: Pick<Ports, "memory" | "artifacts" | "events">) =>
  step(ports, "recall", async (slice: Pick<SwarmSlice, "thread" | "request" | "context">, { signal }) => {
    const recalled = await ports.memory.recall(slice.request.text, { signal });
    if (recalled.length === 0) return {};
    const context = await readContext(ports.artifacts, slice.context);
    return {
      context: await putJson(ports.artifacts, {
        ...context,
        sections: [
          ...context.sections,
          ...recalled.map((item) => ({ name: `recalled ${item.id}`, text: item.text, keep: 10 })),
        ],
        shown: [...context.shown, ...recalled.map((item) => `memory: ${item.id}`)],
      }),
    };
  });
