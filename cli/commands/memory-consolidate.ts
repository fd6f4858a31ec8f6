// hydra memory consolidate: episodes into skills that a person can review, and patterns that say the same into one.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";

export const addMemoryConsolidate = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("consolidate")
    .description("make skills of what was learned and merge what says the same; stops when a run starts");
  withJson(withPlace(command)).action(async (flags: PlaceOptions) =>
    act(async () => {
      const { settings, homes } = await look(edge, flags);
      const { makeHome } = await import("../../app/homes.ts");
      const { consolidate } = await import("../../app/memory/consolidate.ts");
      await makeHome(homes);
      const { home, data } = homes;
      const { signal } = edge;
      const knowledge = await edge.openKnowledge({
        settings,
        home,
        data,
        holder: "hydra memory consolidate",
        signal,
      });
      try {
        const report = await consolidate(knowledge, { home, signal });
        const { skills, merged, folder, stopped } = report;
        const text = [
          ...skills.map(({ name, title, state }) => `${state.padEnd(10)} ${title}  ${folder}/${name}.md`),
          `${skills.length} skills, ${merged} patterns merged into others`,
          ...(stopped === null ? [] : [`stopped: ${stopped}`]),
        ];
        say(edge, flags.json, { data: report, text: text.join("\n") });
        return 0;
      } finally {
        await knowledge.close();
      }
    }),
  );
};
