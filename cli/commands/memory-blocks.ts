// hydra memory blocks: the files in which a person tells every run something.
import type { Command } from "commander";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";

interface BlockFlags extends PlaceOptions {
  readonly workdir?: string;
}

export const addMemoryBlocks = (memory: Command, edge: Edge, act: Act): void => {
  const command = memory
    .command("blocks")
    .description("where to write what every run should know of you and of the project")
    .option("--workdir <dir>", "the project; default: here");
  withJson(withPlace(command)).action(async (flags: BlockFlags) =>
    act(async () => {
      const { settings, folder } = await look(edge, flags);
      const { listBlocks } = await import("../../app/memory/blocks.ts");
      const blocks = await listBlocks({ data: settings.data, workdir: folder }, edge.signal);
      const text = blocks.map(({ name, path, characters }) => {
        const state = characters === 0 ? "nothing yet" : `${characters} characters are shown`;
        return `${name.padEnd(12)} ${state.padEnd(28)} ${path}`;
      });
      say(edge, flags.json, { data: blocks, text: text.join("\n") });
      return 0;
    }),
  );
};
