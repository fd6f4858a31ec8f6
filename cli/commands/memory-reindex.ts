// hydra memory reindex: makes all vectors again with the configured embedder, while the former ones serve.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine } from "../view/text.ts";
import { showProgress, withKnowledge } from "../with-knowledge.ts";

export const addMemoryReindex = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("reindex")
    .description("make all vectors again with the configured embedder; goes on where it was stopped");
  withJson(withPlace(command)).action(async (flags: PlaceOptions) =>
    act(async () =>
      withKnowledge(
        edge,
        { flags, name: "hydra memory reindex", allowOtherEmbedder: true },
        async (knowledge) => {
          const { onProgress, end } = showProgress(edge, "vectors");
          const { signal } = edge;
          const data = await knowledge.generations.reindex({ signal, onProgress }).finally(end);
          const text = [
            data.inService
              ? `the vectors of ${oneLine(data.model)} are in service (${data.generation}): ${data.indexed} entries done`
              : `${data.indexed} entries done, ${data.left} left; the former ones are still in service. Fix: run it again`,
            ...data.down.map((line) => oneLine(line, 500)),
          ];
          say(edge, flags.json, { data, text: text.join("\n") });
          return data.inService ? 0 : 4;
        },
      ),
    ),
  );
};
