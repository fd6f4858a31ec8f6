import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { expect, test, vi } from "vitest";
import { HydraError } from "../../core/errors.ts";
import { transient } from "../../graphs/policy.ts";

test("what is tried again is not said on stdout", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  let asked = 0;
  const graph = new StateGraph(Annotation.Root({ done: Annotation<boolean> }))
    .addNode(
      "work",
      () => {
        if (asked++ === 0) throw new HydraError("DATABASE_DOWN", "down", { fix: "-" });
        return { done: true };
      },
      { retryPolicy: { ...transient, initialInterval: 1 } },
    )
    .addEdge(START, "work")
    .addEdge("work", END)
    .compile();
  expect(await graph.invoke({ done: false })).toEqual({ done: true });
  expect(asked).toBe(2);
  expect(log).not.toHaveBeenCalled();
  log.mockRestore();
});
