// hydra memory migrate: brings all that is known into the configured indexes, such as Qdrant and Neo4j.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine } from "../view/text.ts";
import { showProgress, withKnowledge } from "../with-knowledge.ts";

export const addMemoryMigrate = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("migrate")
    .description(
      "bring all that is known into the indexes that are configured now; goes on where it was stopped",
    );
  withJson(withPlace(command)).action(async (flags: PlaceOptions) =>
    act(async () =>
      withKnowledge(edge, { flags, name: "hydra memory migrate" }, async (knowledge) => {
        const { migrateMemory } = await import("../../app/memory/migrate.ts");
        const { onProgress, end } = showProgress(edge, "entries");
        const { signal } = edge;
        const data = await migrateMemory(knowledge, { signal, onProgress }).finally(end);
        const text = [
          ...data.indexes.map(
            ({ index, name, missing, orphaned, waiting }) =>
              `${index.padEnd(9)} ${oneLine(name)}: ${missing + orphaned + waiting === 0 ? "has every entry" : `${missing + waiting} entries missing, ${orphaned} too many`}`,
          ),
          ...data.down.map((line) => oneLine(line, 500)),
          data.complete ? `told ${data.indexed} entries` : "not complete; fix: run it again",
        ];
        say(edge, flags.json, { data, text: text.join("\n") });
        return data.complete ? 0 : 4;
      }),
    ),
  );
};
