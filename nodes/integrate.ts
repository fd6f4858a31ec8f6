// The winners' files as one tree, in dependency order: where two subtasks touch a file, the one that built on the other wins.
import type { FileRefs, Subtask, SubtaskResult } from "../core/domain.ts";
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { step } from "./step.ts";

type IntegrateSlice = Pick<SwarmSlice, "thread" | "subtasks" | "results">;

export const makeIntegrate = (ports: Pick<Ports, "artifacts" | "folder" | "events">) =>
  step(ports, "integrate", async (slice: IntegrateSlice) => {
    const integrated = mergeFiles(slice.subtasks, slice.results);
    for (const [path, id] of Object.entries(integrated)) {
      await ports.folder.write(slice.thread, `files/${path}`, await ports.artifacts.get(id));
    }
    return { integrated };
  });

export const mergeFiles = (
  subtasks: readonly Subtask[],
  results: Readonly<Record<string, SubtaskResult>>,
): FileRefs => Object.assign({}, ...inOrder(subtasks).map(({ id }) => results[id]?.files ?? {})) as FileRefs;

/** Dependencies first; otherwise as planned. */
const inOrder = (subtasks: readonly Subtask[]): Subtask[] => {
  const placed: Subtask[] = [];
  const visit = (subtask: Subtask): void => {
    if (placed.includes(subtask)) return;
    for (const id of subtask.dependsOn) {
      const dependency = subtasks.find((other) => other.id === id);
      if (dependency !== undefined) visit(dependency);
    }
    placed.push(subtask);
  };
  for (const subtask of subtasks) visit(subtask);
  return placed;
};
