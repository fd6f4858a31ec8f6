// The swarm as a run drives it: compiled anew each time, since a compiled graph belongs to its checkpointer.
import { buildSwarm } from "../graphs/swarm.ts";
import type { CompileSwarm } from "./drive.ts";

export const compileSwarm: CompileSwarm = async (ports, { checkpointer, store }) =>
  buildSwarm(ports).compile({ checkpointer, store });
