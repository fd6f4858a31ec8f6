// Memory learns only from what was executed, verified and accepted, and passes its trusted tests once more in a clean room.
import type { SubtaskResult } from "../core/domain.ts";
import type { Episode, Learnt } from "../core/memory.ts";
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { locate } from "./show.ts";
import { step, type NodeOptions } from "./step.ts";
import { readFiles, readRefs, readTests } from "./stored.ts";

type LearnPorts = Pick<Ports, "chat" | "memory" | "journal" | "sandbox" | "artifacts" | "events">;
type LearnSlice = Pick<
  SwarmSlice,
  "thread" | "request" | "results" | "acceptance" | "assigned" | "base" | "integrated"
>;

export const makeLearn = (ports: LearnPorts) =>
  step(ports, "learn", async (slice: LearnSlice, options) => {
    if (slice.acceptance?.passed !== true) return {};
    const { thread } = slice;
    for (const result of Object.values(slice.results)) {
      if (result.verdict.status !== "verified") continue;
      await ports.journal.once(thread, `learn/${result.id}`, async () => {
        const { stored, left } = await learn(ports, { slice, result }, options);
        ports.events.emit(thread, { type: "learn-end", subtask: result.id, stored, left });
        return true;
      });
    }
    return {};
  });

interface Job {
  readonly slice: LearnSlice;
  readonly result: SubtaskResult;
}

const learn = async (ports: LearnPorts, job: Job, options: NodeOptions): Promise<Learnt> => {
  const problem = await cleanRoom(ports, job, options);
  if (problem !== null) return { stored: [], left: [problem] };
  return ports.memory.learn(job.slice.thread, await episodeOf(ports, job), options);
};

/** The whole in a fresh sandbox against the subtask's trusted tests; null where all hold again. */
const cleanRoom = async (
  ports: LearnPorts,
  { slice, result }: Job,
  { signal }: NodeOptions,
): Promise<string | null> => {
  const refs = { ...(await readRefs(ports.artifacts, slice.base)), ...slice.integrated };
  const tests = await readTests(ports.artifacts, slice.assigned[result.id] ?? null);
  const files = await readFiles(ports.artifacts, refs);
  try {
    const job = { language: result.language, files, tests, calls: [] };
    const { status, outcomes } = await ports.sandbox.check(job, { signal });
    const failed = outcomes.find((one) => one.status !== "passed" && one.status !== "unsupported");
    if (failed !== undefined) {
      const { test, message } = locate(failed, tests);
      return `not learned, since the clean-room run failed: ${test}: ${message}`;
    }
    if (status !== "ok") return `not learned, since the clean-room run ended with ${status}`;
    const passed = outcomes.some((one) => one.status === "passed");
    return passed ? null : "not learned, since no trusted test could be run again in a clean room";
  } catch (error) {
    // The run is won already: it does not fail for want of a lesson.
    signal.throwIfAborted();
    return `not learned, since there was no clean room: ${error instanceof Error ? error.message : String(error)}`;
  }
};

const episodeOf = async (ports: LearnPorts, { slice, result }: Job): Promise<Episode> => {
  const { verdict, repaired = [], candidates } = result;
  const approach = candidates.find(({ id }) => id === verdict.winner)?.plan ?? "";
  return {
    task: `${slice.request.text}\n${result.title}`,
    language: result.language,
    files: await readFiles(ports.artifacts, result.files),
    evidence: verdict.reasons.join("; "),
    model: ports.chat.identity.kind,
    ...(approach === "" ? {} : { approach }),
    ...(repaired.length === 0
      ? {}
      : {
          repaired: await Promise.all(
            repaired.map(async ({ files, failures }) => ({
              files: await readFiles(ports.artifacts, files),
              failures,
            })),
          ),
        }),
  };
};
