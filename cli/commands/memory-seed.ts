// hydra memory seed: patterns that come with Hydra, and what the workspace says about itself.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { withKnowledge } from "../with-knowledge.ts";
import { following, summaryOf } from "./memory-add.ts";

interface SeedFlags extends PlaceOptions {
  readonly workspace?: boolean;
}

export const addMemorySeed = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("seed")
    .description("remember the patterns that come with Hydra")
    .option("--workspace", "and the workspace's README, docs, manifests, conventions and public names");
  withJson(withPlace(command)).action(async (flags: SeedFlags) =>
    act(async () =>
      withKnowledge(
        edge,
        { flags, name: "hydra memory seed" },
        async (knowledge, { settings, homes, folder }) => {
          const { seedPatterns, seedWorkspace } = await import("../../app/memory/seed.ts");
          const { openSourceTools } = await import("../../app/wire/ingest.ts");
          const tools = openSourceTools(settings, { root: folder, home: homes.home });
          const { signal } = edge;
          const patterns = await following(edge, async (watch) =>
            seedPatterns(knowledge, tools, { signal, ...watch }),
          );
          const workspace =
            flags.workspace === true
              ? await following(edge, async (watch) => seedWorkspace(knowledge, tools, { signal, ...watch }))
              : null;
          const lines = [`patterns: ${summaryOf(patterns)}`];
          if (workspace !== null) lines.push(`workspace: ${summaryOf(workspace)}`);
          say(edge, flags.json, { data: { patterns, workspace }, text: lines.join("\n") });
          return 0;
        },
      ),
    ),
  );
};
