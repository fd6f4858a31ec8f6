// Builds Hydra's memory from its configuration.
import { HydraError } from "../../core/errors.ts";
import type { OpenKnowledge } from "../knowledge.ts";

export const openKnowledge: OpenKnowledge = async () => {
  throw new HydraError("INTERNAL", "memory is being built", { fix: "wait" });
};
