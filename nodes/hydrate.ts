// Takes up the run's folder: documents that a person put or edited there before the run are read, nothing is overwritten.
import type { Ports } from "../core/ports.ts";
import type { SwarmSlice } from "../core/state.ts";
import { readBack } from "./documents/read-back.ts";
import { step } from "./step.ts";

export const makeHydrate = (ports: Pick<Ports, "folder" | "artifacts" | "events">) =>
  step(ports, "hydrate", async (slice: Pick<SwarmSlice, "thread" | "documents">) => readBack(ports, slice));
