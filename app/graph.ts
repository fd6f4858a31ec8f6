// `hydra graph`: a graph as Mermaid, drawn from the very code that runs.
import { HydraError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Ports } from "../core/ports.ts";
import type { RagPorts } from "../core/rag-ports.ts";
import { buildConsensus } from "../graphs/consensus.ts";
import { buildRag } from "../graphs/rag.ts";
import { buildSwarm } from "../graphs/swarm.ts";

/** Nodes ask for their ports when they run; a drawing runs none. */
const noPorts = {} as Ports & RagPorts;

const drawings = {
  swarm: async () => buildSwarm(noPorts).compile().getGraphAsync(),
  consensus: async () => buildConsensus(noPorts).compile().getGraphAsync(),
  rag: async () => buildRag(noPorts).compile().getGraphAsync(),
} as const;

export const graphNames = Object.keys(drawings);

/** Throws `BAD_INPUT`. */
export const drawGraph = async (name: string): Promise<string> => {
  if (name === "swarm" || name === "consensus" || name === "rag")
    return (await drawings[name]()).drawMermaid();
  const known = nearest(name, graphNames);
  throw new HydraError(
    "BAD_INPUT",
    `there is no graph ${name}${known === null ? "" : ` (nearest: ${known})`}`,
    {
      fix: `name one of ${graphNames.join(", ")}`,
    },
  );
};
