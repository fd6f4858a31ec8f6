// Which subtasks are to be solved next. Reads back what a person edited, and gives up what can no longer be built.
import type { ArtifactId, Subtask, SubtaskResult, TestCase } from "../core/domain.ts";
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { calledNames } from "./called-names.ts";
import { readBack } from "./documents/read-back.ts";
import { step } from "./step.ts";
import { putJson, readTests } from "./stored.ts";

type DispatchSlice = Pick<
  SwarmSlice,
  "thread" | "request" | "documents" | "subtasks" | "results" | "stopped" | "trusted"
>;

export const makeDispatch = (ports: Pick<Ports, "folder" | "artifacts" | "events">) =>
  step(ports, "dispatch", async (slice: DispatchSlice) => {
    const edited = await readBack(ports, slice);
    const subtasks = edited.subtasks ?? slice.subtasks;
    const { ready, blocked } = nextWave(subtasks, slice.results);
    const wave = slice.stopped === null ? ready.slice(0, slice.request.parallel) : [];
    const tests = await readTests(ports.artifacts, slice.trusted);
    const assigned: Record<string, ArtifactId> = {};
    for (const subtask of subtasks.filter(({ id }) => wave.includes(id))) {
      assigned[subtask.id] = await putJson(ports.artifacts, testsFor(subtask, subtasks, tests));
      ports.events.emit(slice.thread, { type: "subtask-start", subtask: subtask.id, title: subtask.title });
    }
    return {
      ...edited,
      wave,
      assigned,
      results: Object.fromEntries(blocked.map((subtask) => [subtask.id, givenUp(subtask)])),
    };
  });

/** `ready` may be solved now; `blocked` rests on a subtask that stayed unsolved, and so can't be built. */
export const nextWave = (
  subtasks: readonly Subtask[],
  results: Readonly<Record<string, SubtaskResult>>,
): { ready: string[]; blocked: Subtask[] } => {
  const failed = new Set(
    Object.values(results)
      .filter((result) => result.verdict.winner === null)
      .map(({ id }) => id),
  );
  const blocked: Subtask[] = [];
  // Subtasks may stand in any order: go round until no more are lost.
  for (let before = -1; before !== failed.size;) {
    before = failed.size;
    for (const subtask of subtasks) {
      if (results[subtask.id] !== undefined || failed.has(subtask.id)) continue;
      if (subtask.dependsOn.some((id) => failed.has(id))) {
        failed.add(subtask.id);
        blocked.push(subtask);
      }
    }
  }
  const ready = subtasks
    .filter(({ id }) => results[id] === undefined && !failed.has(id))
    .filter(({ dependsOn }) => dependsOn.every((id) => results[id] !== undefined))
    .map(({ id }) => id);
  return { ready, blocked };
};

const givenUp = (subtask: Subtask): SubtaskResult => ({
  id: subtask.id,
  title: subtask.title,
  language: subtask.language,
  verdict: {
    status: "unsolved",
    probability: null,
    winner: null,
    reasons: [`rests on ${subtask.dependsOn.join(", ")}, which stayed unsolved`],
    failingExamples: [],
  },
  files: {},
  candidates: [],
  duel: null,
});

/**
 * The trusted tests that a subtask must satisfy: those that call a name of its interface; what no subtask claims, and
 * whole test files, go to the subtasks on which nothing else rests, where everything is there to be run.
 */
export const testsFor = (
  subtask: Subtask,
  subtasks: readonly Subtask[],
  tests: readonly TestCase[],
): TestCase[] => {
  if (subtasks.length === 1) return [...tests];
  const isLast = !subtasks.some(({ dependsOn }) => dependsOn.includes(subtask.id));
  return tests.filter((test) => {
    if (test.body.kind !== "example" && test.body.kind !== "assertion") return isLast;
    const source = test.body.kind === "example" ? test.body.call : test.body.source;
    const claims = (other: Subtask): boolean =>
      calledNames(other.interface).some((name) => source.includes(`${name}(`));
    return claims(subtask) || (isLast && !subtasks.some(claims));
  });
};
