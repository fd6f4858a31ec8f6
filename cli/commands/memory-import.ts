// hydra memory import FILE: takes in what `hydra memory export` wrote, whole or not at all.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine } from "../view/text.ts";
import { showProgress, withKnowledge } from "../with-knowledge.ts";

export const addMemoryImport = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("import")
    .description("take in a file that `hydra memory export` wrote; a later text of the same address stays")
    .argument("<file>");
  withJson(withPlace(command)).action(async (given: string, flags: PlaceOptions) =>
    act(async () =>
      withKnowledge(edge, { flags, name: "hydra memory import" }, async (knowledge) => {
        const { importMemory } = await import("../../app/memory/exchange.ts");
        const { onProgress, end } = showProgress(edge, "indexing");
        const { signal } = edge;
        const data = await importMemory(knowledge, resolve(edge.cwd, given), { signal, onProgress }).finally(
          end,
        );
        const text = [
          `imported ${data.imported} documents; ${data.unchanged} were there, ${data.newer} are newer here and stay`,
          ...data.index.down.map((line) => oneLine(line, 500)),
        ];
        say(edge, flags.json, { data, text: text.join("\n") });
        return 0;
      }),
    ),
  );
};
