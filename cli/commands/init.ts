// hydra init: both homes and a commented hydra.yaml.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";

export const addInit = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("init")
    .description("make the folders and a commented hydra.yaml (never needed)")
    .option("--force", "write hydra.yaml anew");
  withJson(withPlace(command)).action(async (flags: PlaceOptions & { force?: boolean }) =>
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
      const text = `made ${made.home}\nmade ${made.data}\nwrote ${made.settings} (${found})`;
      say(edge, flags.json, { data: made, text });
      return 0;
    }),
  );
};
