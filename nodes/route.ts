// How much a subtask is worth: one candidate first where several examples can settle it, all of them otherwise.
import type { Subtask, TestCase } from "../core/domain.ts";
import type { Ports } from "../core/ports.ts";
import type { ConsensusSlice } from "../core/state.ts";
import { probeApproach } from "./approaches.ts";
import { readTests } from "./stored.ts";
import { step } from "./step.ts";

/** So many trusted examples are needed before one candidate may be enough. */
const enoughExamples = 2;

type RouteSlice = Pick<ConsensusSlice, "thread" | "subtask" | "trusted" | "k" | "probe">;

export const makeRoute = (ports: Pick<Ports, "artifacts" | "events">) =>
  step(ports, "route", async (slice: RouteSlice) => {
    const trusted = await readTests(ports.artifacts, slice.trusted);
    if (!slice.probe || slice.k === 1 || !isSimple(slice.subtask, trusted)) return { mode: "full" as const };
    return { mode: "probe" as const, ways: [probeApproach], drawing: [probeApproach.name] };
  });

export const isSimple = (subtask: Subtask, trusted: readonly TestCase[]): boolean =>
  subtask.files.length === 1 &&
  subtask.dependsOn.length === 0 &&
  (trusted.length >= enoughExamples || trusted.some((test) => test.body.kind === "file"));
