// hydra show THREAD: what a run came to. Exit code 0 where there is something to show, whatever the verdict.
import type { Command } from "commander";
import { findRun } from "../../app/homes.ts";
import { show } from "../../app/show.ts";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { describeResult } from "../print-result.ts";
import { look } from "../settings.ts";

export const addShow = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("show")
    .description("show what a run came to")
    .argument("<thread>", "as `hydra runs` lists it");
  withJson(withPlace(command)).action(async (thread: string, flags: PlaceOptions) =>
    act(async () => {
      const { homes } = await look(edge, flags);
      const found = await findRun(thread, homes);
      const result = await show(found);
      say(edge, flags.json, { data: result, text: describeResult(result, found.record.workdir) });
      return 0;
    }),
  );
};
