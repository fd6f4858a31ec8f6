// One stay of a run in a process, first or later: takes the thread, keeps run.json true, drives the graph, leaves result.json.
import type { RunResult } from "../core/contract.ts";
import type { EventRecord } from "../core/events.ts";
import { HydraError, isHydraError } from "../core/errors.ts";
import { fileError } from "../core/file-errors.ts";
import type { TaskRequest } from "../core/state.ts";
import { applyRun } from "./apply.ts";
import type { Ask, CompileSwarm } from "./drive.ts";
import { drive } from "./drive.ts";
import { type EventLog, openEventLog } from "./event-log.ts";
import { makeHome } from "./homes.ts";
import { patiently } from "./patience.ts";
import { resultOf } from "./result.ts";
import type { RunRecord } from "./run-record.ts";
import { hashWorkspace, readSeen, recordFile, resultFile, seenFile, thisProcess } from "./run-record.ts";
import type { Wire, Wired, WireOptions } from "./wire/types.ts";

/** What the edge brings. */
export interface RunDeps {
  readonly wire: Wire;
  readonly compileSwarm: CompileSwarm;
  readonly ask: Ask;
  /** Aborts when the person stops the run. */
  readonly signal: AbortSignal;
  readonly onEvent: (record: EventRecord) => void;
  readonly versions: RunRecord["versions"];
  /** The command as a person would type it, for whoever finds the home locked. */
  readonly holder: string;
}

export type Place = Omit<WireOptions, "sink" | "holder">;

export interface Stay {
  readonly wired: Wired;
  /** Takes the thread and performs the run. */
  readonly perform: (record: RunRecord) => Promise<RunResult>;
}

/** Opens the home and hands over a stay in it; closes it whatever happens. */
export const stayIn = async <T>(place: Place, deps: RunDeps, use: (stay: Stay) => Promise<T>): Promise<T> => {
  deps.signal.throwIfAborted();
  await makeHome(place);
  let log: EventLog | null = null;
  const sink: WireOptions["sink"] = (record) => deps.onEvent(log?.(record) ?? record);
  const wired = await patiently(async () => deps.wire({ ...place, sink, holder: deps.holder }), deps.signal);
  try {
    return await use({
      wired,
      perform: async (record) => {
        const lease = await patiently(async () => wired.acquire(record.thread), deps.signal);
        log = openEventLog(wired.ports.folder.locate(record.thread));
        try {
          const signal = AbortSignal.any([deps.signal, lease.signal]);
          const ask: Ask = async (question, options) => {
            // A person's time to think is not the run's.
            const goOn = await lease.pauseClock();
            try {
              return await deps.ask(question, options);
            } finally {
              await goOn();
            }
          };
          return await applyIfAsked(record, await performHeld(wired, record, { ...deps, ask, signal }));
        } finally {
          // Where it can't be given back it runs out, and the failure that is on its way says more.
          await lease.release().catch(() => undefined);
        }
      },
    });
  } finally {
    await wired.close();
  }
};

/** `--apply`: at the end of a run, or where a run was killed between its end and this. */
export const applyIfAsked = async (record: RunRecord, result: RunResult): Promise<RunResult> => {
  if (!record.apply || result.applied || result.verdict === "unsolved") return result;
  await applyRun({ result, workdir: record.workdir, force: false });
  return { ...result, applied: true };
};

const performHeld = async (wired: Wired, record: RunRecord, deps: RunDeps): Promise<RunResult> => {
  const { ports } = wired;
  const { thread } = record;
  const note = async (change: Partial<RunRecord>) => {
    const next = { ...record, updatedAt: ports.clock.now(), ...change };
    await ports.folder.write(thread, recordFile, `${JSON.stringify(next, null, 2)}\n`);
  };
  await note({
    state: "running",
    note: null,
    process: thisProcess(),
    versions: deps.versions,
    model: ports.chat.identity.kind,
  });
  try {
    await rememberWorkspace(wired, thread);
    const request = await requestOf(wired, record);
    ports.events.emit(thread, {
      type: "run-start",
      task: record.request.text,
      sandbox: ports.sandbox.identity,
      resumed: record.updatedAt > record.startedAt,
    });
    const swarm = await deps.compileSwarm(ports, wired);
    const ask: Ask = async (question, options) => {
      ports.events.emit(thread, { type: "question", text: question.question });
      return deps.ask(question, options);
    };
    const state = await drive(swarm, { thread, request, ask, signal: deps.signal });
    const result = await resultOf(state, wired);
    await ports.folder.write(thread, resultFile, `${JSON.stringify(result, null, 2)}\n`);
    await note({ state: "finished", verdict: result.verdict });
    return result;
  } catch (error) {
    throw await interrupted(error, { thread, signal: deps.signal, note });
  }
};

/** Names the thread and how it goes on; the run's own files must not hide the cause when they can't be written either. */
const interrupted = async (
  error: unknown,
  {
    thread,
    signal,
    note,
  }: { thread: string; signal: AbortSignal; note: (change: Partial<RunRecord>) => Promise<void> },
): Promise<unknown> => {
  const reason: unknown = signal.aborted ? signal.reason : fileError(error, "the run's folder");
  const message = reason instanceof Error ? reason.message : String(reason);
  try {
    await note({ state: "interrupted", note: message });
  } catch {
    // The cause is being told already.
  }
  if (signal.aborted && !isHydraError(reason)) {
    return new HydraError("ABORTED", `run ${thread} was interrupted (nothing that was finished is lost)`, {
      fix: `go on with \`hydra resume ${thread}\``,
      cause: error,
      details: { thread },
    });
  }
  if (!isHydraError(reason)) return error;
  return new HydraError(reason.code, reason.message, {
    fix: resumeIn(reason.fix, thread),
    cause: reason,
    details: { ...reason.details, thread },
  });
};

/** A fix that speaks of `hydra resume` already is given the thread; another is told that it goes on. */
const resumeIn = (fix: string, thread: string): string =>
  fix.includes("hydra resume")
    ? fix.replace("hydra resume`", `hydra resume ${thread}\``)
    : `${fix.replace(/\.$/u, "")}; go on with \`hydra resume ${thread}\``;

/** Once per run, before anything else: what `apply` later compares the workspace with. */
const rememberWorkspace = async ({ ports }: Wired, thread: string): Promise<void> => {
  if (ports.workspace.root === null || (await readSeen(ports.folder.locate(thread))) !== null) return;
  const seen = await hashWorkspace(ports.workspace);
  await ports.folder.write(thread, seenFile, `${JSON.stringify(seen)}\n`);
};

const requestOf = async ({ ports }: Wired, record: RunRecord): Promise<TaskRequest> => ({
  ...record.request,
  tests: await Promise.all(
    record.tests.map(async ({ path, content }) => ({ path, content: await ports.artifacts.put(content) })),
  ),
});
