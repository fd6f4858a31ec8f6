// `hydra bench overhead`: what orchestration adds to a run whose models answer after a fixed time, next to the same steps
// on a bare LangGraph graph in the same process. The model is scripted; graphs, database and sandbox are real.
import { END, MemorySaver, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import type { Demo } from "../app/demo/catalogue.ts";
import { runDemo } from "../app/demo.ts";
import type { Place, RunDeps } from "../app/perform.ts";
import type { Wired } from "../app/wire/types.ts";
import type { EventRecord } from "../core/events.ts";
import type { Sandbox } from "../core/ports.ts";

export const Overhead = z
  .object({
    ratio: z.number().describe("wallMs / criticalPathMs"),
    criticalPathMs: z
      .number()
      .describe("Time in which at least one model call or program was due to be under way."),
    wallMs: z.number().describe("From the first step's start to the run's end, database warm."),
    bareMs: z.number().describe("The same steps and waits on a bare LangGraph graph in memory."),
    supersteps: z.number().int(),
    bytesPerSuperstep: z.number().describe("Checkpoints, artifacts apart."),
    demo: z.string(),
    delayMs: z.number().describe("How long the scripted model takes for each answer."),
  })
  .meta({ title: "Overhead", description: "Printed by `hydra bench overhead --json`." });
export type Overhead = z.infer<typeof Overhead>;

interface OverheadOptions {
  readonly demo: Demo;
  readonly delayMs: number;
  readonly cwd: string;
}

export const measureOverhead = async (
  options: OverheadOptions,
  place: Place,
  deps: RunDeps,
): Promise<Overhead> => {
  const { demo, delayMs, cwd } = options;
  const records: EventRecord[] = [];
  const programs: Span[] = [];
  let weight = { supersteps: 0, bytes: 0 };
  const thread = `bench-${Date.now()}`;
  await runDemo({ demo, thread, cwd, delayMs }, place, {
    ...deps,
    onEvent: (record) => records.push(record),
    wire: async (wireOptions) => {
      const wired = weighing(await deps.wire(wireOptions), thread, (found) => (weight = found));
      return { ...wired, ports: { ...wired.ports, sandbox: timed(wired.ports.sandbox, programs) } };
    },
  });
  const spans = busySpans(records, { delayMs, programs });
  const criticalPathMs = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  const wallMs = (records.findLast(isEnd)?.at ?? 0) - (records.find(isStart)?.at ?? 0);
  const { supersteps, bytes } = weight;
  return {
    ratio: wallMs / criticalPathMs,
    criticalPathMs,
    wallMs,
    bareMs: await runBare(spans, supersteps),
    supersteps,
    bytesPerSuperstep: Math.round(bytes / supersteps),
    demo: demo.name,
    delayMs,
  };
};

interface Span {
  readonly start: number;
  readonly end: number;
}

const isStart = ({ event }: EventRecord): boolean => event.type === "step-start";
const isEnd = ({ event }: EventRecord): boolean => event.type === "run-end";

/** A model call lasts what its script says, not what we made of it; a program lasts as long as the sandbox took. */
export const busySpans = (
  records: readonly EventRecord[],
  { delayMs, programs }: { readonly delayMs: number; readonly programs: readonly Span[] },
): Span[] => {
  const calls = records.flatMap(({ at, event }) =>
    event.type === "model-start" ? [{ start: at, end: at + delayMs }] : [],
  );
  const spans = [...calls, ...programs];
  const merged: { start: number; end: number }[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
};

const BareState = new StateSchema({ steps: z.number() });

/** As many supersteps, the busy ones waiting as long. */
const runBare = async (spans: readonly Span[], supersteps: number): Promise<number> => {
  const waits = spans.map(({ start, end }) => end - start);
  while (waits.length < supersteps) waits.push(0);
  const graph = new StateGraph(BareState)
    .addNode("work", async ({ steps }) => {
      await new Promise((done) => setTimeout(done, waits[steps] ?? 0));
      return { steps: steps + 1 };
    })
    .addEdge(START, "work")
    .addConditionalEdges("work", ({ steps }) => (steps < waits.length ? "work" : END))
    .compile({ checkpointer: new MemorySaver() });
  const started = performance.now();
  await graph.invoke({ steps: 0 }, { configurable: { thread_id: "bare" }, recursionLimit: supersteps + 10 });
  return Math.round(performance.now() - started);
};

/** Weighs the thread before the database closes. */
/** Notes how long each program ran: candidates, acceptance, and the clean room in which a winner is run before it is learned. */
const timed = (sandbox: Sandbox, programs: Span[]): Sandbox => {
  const noted = async <T>(run: () => Promise<T>): Promise<T> => {
    const start = Date.now();
    try {
      return await run();
    } finally {
      programs.push({ start, end: Date.now() });
    }
  };
  return {
    ...sandbox,
    check: async (job, options) => noted(async () => sandbox.check(job, options)),
    command: async (job, options) => noted(async () => sandbox.command(job, options)),
  };
};

const weighing = (
  wired: Wired,
  thread: string,
  found: (weight: { supersteps: number; bytes: number }) => void,
): Wired => ({
  ...wired,
  close: async () => {
    found(await wired.weigh(thread));
    await wired.close();
  },
});
