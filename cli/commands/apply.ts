// hydra apply THREAD: shows the difference, then writes the run's files into the workspace.
import { resolve } from "node:path";
import type { Command } from "commander";
import { applyRun } from "../../app/apply.ts";
import { findRun } from "../../app/homes.ts";
import { show } from "../../app/show.ts";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";
import { oneLine, stripControl } from "../view/text.ts";

interface ApplyFlags extends PlaceOptions {
  readonly workdir?: string;
  readonly force?: boolean;
}

export const addApply = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("apply")
    .description("write a run's files into the workspace")
    .argument("<thread>", "as `hydra runs` lists it")
    .option("--workdir <dir>", "write into this folder instead of the run's own workspace")
    .option("--force", "over uncommitted and since changed files too");
  withJson(withPlace(command)).action(async (thread: string, flags: ApplyFlags) =>
    act(async () => {
      const { workdir: target, ...place } = flags;
      const { homes } = await look(edge, place);
      const found = await findRun(thread, homes);
      const result = await show(found);
      const workdir = target === undefined ? found.record.workdir : resolve(edge.cwd, target);
      const onDiff = (diff: string) => edge.stdout.write(`${stripControl(diff)}\n`);
      const force = flags.force === true;
      const quiet = flags.json === true ? {} : { onDiff };
      const files = await applyRun({ result, workdir, force, ...quiet });
      const text = files.map(({ path, action }) => `${action.padEnd(9)}  ${oneLine(path)}`).join("\n");
      say(edge, flags.json, { data: { thread, workdir, files }, text });
      return 0;
    }),
  );
};
