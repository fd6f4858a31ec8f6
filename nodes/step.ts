// What every node has in common: it is announced, its end is announced, and it has a signal to forward.
import type { Ports } from "../core/ports.ts";

/** The part of LangGraph's runtime that nodes use. */
export interface NodeRuntime {
  readonly signal?: AbortSignal | undefined;
}

export interface NodeOptions {
  readonly signal: AbortSignal;
}

interface Slice {
  readonly thread: string;
  readonly subtask?: { readonly id: string };
}

/** Announces a node and hands it a signal. `never` aborts where the graph runs without one (Studio, tests). */
export const step =
  <S extends Slice, U>(
    ports: Pick<Ports, "events">,
    name: string,
    node: (slice: S, options: NodeOptions) => Promise<U>,
  ) =>
  async (slice: S, runtime: NodeRuntime): Promise<U> => {
    const subtask = slice.subtask?.id ?? null;
    ports.events.emit(slice.thread, { type: "step-start", step: name, subtask });
    try {
      return await node(slice, { signal: runtime.signal ?? new AbortController().signal });
    } finally {
      ports.events.emit(slice.thread, { type: "step-end", step: name, subtask });
    }
  };
