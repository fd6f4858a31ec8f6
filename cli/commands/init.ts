// hydra init: both homes, a commented hydra.yaml, and what the workspace says about itself in memory.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";
import { withKnowledge } from "../with-knowledge.ts";
import { following, summaryOf } from "./memory-add.ts";

interface InitFlags extends PlaceOptions {
  readonly force?: boolean;
  readonly memory: boolean;
}

export const addInit = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("init")
    .description(
      "make the folders and a commented hydra.yaml, and remember what the workspace says about itself (never needed)",
    )
    .option("--force", "write hydra.yaml anew")
    .option("--no-memory", "remember nothing");
  withJson(withPlace(command)).action(async (flags: InitFlags) =>
    act(async () => {
      const { settings, homes, folder } = await look(edge, flags);
      const { initialise } = await import("../../app/init.ts");
      const { machineProbes } = await import("../../app/doctor/probes.ts");
      const probes = machineProbes(settings, homes.home);
      const made = await initialise({
        folder,
        ...homes,
        force: flags.force === true,
        detect: async () => probes.models(),
      });
      const found =
        made.found.length === 0 ? "no model server answers yet" : `found ${made.found.join("; ")}`;
      const remembered = flags.memory ? await remember(edge, flags) : null;
      const lines = [`made ${made.home}`, `made ${made.data}`, `wrote ${made.settings} (${found})`];
      if (remembered !== null) lines.push(`remembered the workspace: ${summaryOf(remembered)}`);
      say(edge, flags.json, { data: { ...made, remembered }, text: lines.join("\n") });
      return 0;
    }),
  );
};

const remember = async (edge: Edge, flags: InitFlags) =>
  withKnowledge(edge, { flags, name: "hydra init" }, async (knowledge, { settings, homes, folder }) => {
    const { seedWorkspace } = await import("../../app/memory/seed.ts");
    const { openSourceTools } = await import("../../app/wire/ingest.ts");
    const tools = openSourceTools(settings, { root: folder, home: homes.home });
    return following(edge, async (watch) =>
      seedWorkspace(knowledge, tools, { signal: edge.signal, ...watch }),
    );
  });
