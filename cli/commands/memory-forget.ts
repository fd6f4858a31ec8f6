// hydra memory forget NAME…: out of what is known, and out of every index.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { oneLine } from "../view/text.ts";
import { withKnowledge } from "../with-knowledge.ts";

export const addMemoryForget = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("forget")
    .description("take documents or single chunks out of memory and out of every index")
    .argument("<name...>", "a document's address or id, or a chunk's id");
  withJson(withPlace(command)).action(async (names: string[], flags: PlaceOptions) =>
    act(async () =>
      withKnowledge(
        edge,
        { flags, name: "hydra memory forget", allowOtherEmbedder: true },
        async (knowledge) => {
          const { forgetEntries } = await import("../../app/memory/forget.ts");
          const data = await forgetEntries(knowledge, names, { signal: edge.signal });
          const text = [
            `forgot ${data.documents.length} documents, ${data.chunks.length} chunks`,
            ...data.documents.map(({ uri }) => `  ${oneLine(uri)}`),
            ...data.unknown.map((name) => `nothing is known by the name ${oneLine(name)}`),
            ...data.waiting.map((queue) => `${queue} is told later: the removal is queued`),
            ...data.down.map((line) => oneLine(line, 500)),
          ];
          say(edge, flags.json, { data, text: text.join("\n") });
          return 0;
        },
      ),
    ),
  );
};
