// hydra memory export FILE: all that is known as lines of JSON.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { withKnowledge } from "../with-knowledge.ts";

export const addMemoryExport = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("export")
    .description("write all that is known into one file (JSON Lines)")
    .argument("<file>")
    .option("--replace", "write over a file that is there");
  withJson(withPlace(command)).action(async (given: string, flags: PlaceOptions & { replace?: boolean }) =>
    act(async () =>
      withKnowledge(
        edge,
        { flags, name: "hydra memory export", allowOtherEmbedder: true },
        async (knowledge) => {
          const { exportMemory } = await import("../../app/memory/exchange.ts");
          const file = resolve(edge.cwd, given);
          const { signal } = edge;
          const counts = await exportMemory(knowledge, file, { signal, replace: flags.replace === true });
          const text = `wrote ${counts.documents} documents, ${counts.chunks} chunks to ${file}`;
          say(edge, flags.json, { data: { file, ...counts }, text });
          return 0;
        },
      ),
    ),
  );
};
