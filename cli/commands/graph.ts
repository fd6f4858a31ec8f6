// hydra graph NAME: a graph as Mermaid.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";

export const addGraph = (program: Command, edge: Edge, act: Act): void => {
  program
    .command("graph")
    .description("draw a graph as Mermaid")
    .argument("<name>", "swarm or consensus")
    .action(async (name: string) =>
      act(async () => {
        const { drawGraph } = await import("../../app/graph.ts");
        edge.stdout.write(`${(await drawGraph(name)).trimEnd()}\n`);
        return 0;
      }),
    );
};
