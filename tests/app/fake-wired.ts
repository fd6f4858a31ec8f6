// A world for the use cases without models, sandbox or database: the ports are fakes, folders and workspace are real, and
// the graph is a small one of the same state. Checkpoints outlive a `wire`, as a database would.
import { END, InMemoryStore, MemorySaver, START, StateGraph, interrupt } from "@langchain/langgraph";
import type { Ask, CompileSwarm } from "../../app/drive.ts";
import type { RunDeps } from "../../app/perform.ts";
import { makeEvents } from "../../app/wire/events.ts";
import type { Wire } from "../../app/wire/types.ts";
import { HydraError } from "../../core/errors.ts";
import type { EventRecord } from "../../core/events.ts";
import type { CheckJob, Ports } from "../../core/ports.ts";
import type { Settings } from "../../core/settings.ts";
import { parseSettings } from "../../core/settings.ts";
import type { SwarmSlice } from "../../core/state.ts";
import { SwarmState } from "../../core/state.ts";
import type { Value } from "../../core/values.ts";
import { makeArtifactsFake, makeBudgetFake, makeJournalFake, makeMemoryFake } from "../../memory/fakes.ts";
import { makeRunFolder } from "../../tools/run-folder.ts";
import { makeWorkspace } from "../../tools/workspace.ts";
import { temporary } from "../support/temporary.ts";

export interface Behaviour {
  /** Files of the answer; none: unsolved. */
  files?: Record<string, string>;
  /** Runs inside of the node `solve`. */
  onSolve?: (signal: AbortSignal) => Promise<void>;
  /** What the sandbox answers to calls. */
  check?: (job: CheckJob) => Value;
  noModel?: boolean;
}

/** What a person gives `hydra run` who gives nothing but a task. */
export const plainOptions = {
  tests: [],
  cwd: "/",
  language: null,
  approve: false,
  apply: false,
  interactive: false,
  thread: null,
} as const;

const settingsFor = (home: string, data: string): Settings =>
  parseSettings({ flags: { home }, env: {}, yaml: null, cwd: "/", userDataDir: data });

export const makeWorld = (behaviour: Behaviour = {}) => {
  const checkpointer = new MemorySaver();
  const artifacts = makeArtifactsFake();
  const wired: Parameters<Wire>[0][] = [];
  const open = new Set<number>();
  const held = new Set<string>();
  const deleted: string[] = [];
  const nodes: string[] = [];
  const clockLog: string[] = [];
  let now = Date.now();
  const clock = { now: () => (now += 10) };
  let threads = 0;

  const wire: Wire = async (options) => {
    if (behaviour.noModel === true && options.models === "live") {
      throw new HydraError("NO_MODEL", "No model server was found.", {
        fix: "Start one.",
        details: {
          probed: [{ name: "x", url: "http://127.0.0.1:8080", dialect: null, outcome: "nothing answers" }],
        },
      });
    }
    const id = wired.push(options);
    open.add(id);
    const kind = typeof options.models === "object" ? "scripted" : "live";
    const ports: Ports = {
      chat: {
        identity: { kind, roles: { architect: "m", qa: "m" } },
        text: async () => Promise.reject(new Error("not asked here")),
        object: async () => Promise.reject(new Error("not asked here")),
      },
      sandbox: {
        identity: { tier: "wasm", detail: "fake" },
        check: async (job) => ({
          status: "ok",
          outcomes: [],
          calls: [behaviour.check?.(job) ?? ["n"]],
          output: "",
          durationMs: 1,
        }),
        command: async () => ({ status: "unsupported", exitCode: null, output: "", durationMs: 1 }),
        close: async () => undefined,
      },
      artifacts,
      journal: makeJournalFake(),
      budget: makeBudgetFake({ limits: options.config.budget, clock }),
      memory: makeMemoryFake(),
      workspace: makeWorkspace(options.workdir),
      folder: makeRunFolder(options.home),
      clock,
      ids: { thread: () => `t${++threads}` },
      events: makeEvents({ sink: options.sink, clock, kind: () => kind }),
    };
    return {
      ports,
      checkpointer,
      store: new InMemoryStore(),
      config: options.config,
      limits: options.config.budget,
      acquire: async (thread) => {
        if (held.has(thread)) {
          throw new HydraError("THREAD_HELD", `Thread ${thread} is held by process 1.`, { fix: "Wait." });
        }
        held.add(thread);
        return {
          signal: new AbortController().signal,
          pauseClock: async () => {
            clockLog.push("paused");
            return async () => void clockLog.push("runs");
          },
          release: async () => void held.delete(thread),
        };
      },
      deleteThread: async (thread) => {
        if (held.has(thread)) throw new HydraError("THREAD_HELD", "held", { fix: "wait" });
        deleted.push(thread);
        await checkpointer.deleteThread(thread);
      },
      weigh: async () => ({ supersteps: 0, bytes: 0 }),
      close: async () => void open.delete(id),
    };
  };

  const compileSwarm: CompileSwarm = async (ports, saved) =>
    new StateGraph(SwarmState)
      .addNode("plan", async ({ thread }: SwarmSlice) => {
        nodes.push("plan");
        ports.events.emit(thread, { type: "plan-end", subtasks: [{ id: "main", title: "All of it" }] });
        return { language: "python" as const };
      })
      .addNode("approve", ({ request }: SwarmSlice) => {
        if (!request.approve) return {};
        const answer: unknown = interrupt({ kind: "approve", question: "Go on?", detail: "the plan" });
        return answer === "yes" ? {} : { stopped: "a person declined the plan" };
      })
      .addNode("solve", async ({ thread, stopped }: SwarmSlice, runtime: { signal?: AbortSignal }) => {
        nodes.push("solve");
        await behaviour.onSolve?.(runtime.signal ?? new AbortController().signal);
        const integrated: Record<string, string> = {};
        for (const [path, content] of Object.entries(stopped === null ? (behaviour.files ?? {}) : {})) {
          integrated[path] = await ports.artifacts.put(content);
          await ports.folder.write(thread, `files/${path}`, content);
        }
        return { integrated };
      })
      .addNode("report", async ({ thread, integrated, stopped }: SwarmSlice) => {
        nodes.push("report");
        const status = Object.keys(integrated).length === 0 ? ("unsolved" as const) : ("verified" as const);
        await ports.folder.write(thread, "report.md", `# ${status}\n`);
        const reasons = stopped === null ? ["because"] : [stopped];
        return { verdict: { status, probability: null, winner: null, reasons, failingExamples: [] } };
      })
      .addEdge(START, "plan")
      .addEdge("plan", "approve")
      .addEdge("approve", "solve")
      .addEdge("solve", "report")
      .addEdge("report", END)
      .compile({ ...saved });

  const home = temporary();
  const data = temporary();
  const events: EventRecord[] = [];
  const deps = (overrides: Partial<RunDeps> & { ask?: Ask } = {}): RunDeps => ({
    wire,
    compileSwarm,
    ask: async () => null,
    signal: new AbortController().signal,
    onEvent: (record) => void events.push(record),
    versions: { hydra: "0", node: "24" },
    holder: "hydra test",
    ...overrides,
  });
  const place = { home, data, workdir: null, config: settingsFor(home, data), models: "live" } as const;
  return {
    behaviour,
    wire,
    compileSwarm,
    wired,
    open,
    held,
    deleted,
    nodes,
    clockLog,
    home,
    data,
    events,
    deps,
    place,
  };
};
