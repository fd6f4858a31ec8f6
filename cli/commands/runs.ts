// hydra runs: lists runs; `runs rm` and `runs prune` remove them with all that is kept of them.
import type { Command } from "commander";
import { findRun } from "../../app/homes.ts";
import { listRuns, oldRuns, parseAge, removeRuns } from "../../app/runs.ts";
import type { RunSummary } from "../../app/runs.ts";
import type { Act, Edge } from "../edge.ts";
import { say } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withJson, withPlace } from "../options.ts";
import { look } from "../settings.ts";
import { label, oneLine } from "../view/text.ts";

export const addRuns = (program: Command, edge: Edge, act: Act): void => {
  const runs = withJson(withPlace(program.command("runs").description("list the runs")));
  runs.action(async (flags: PlaceOptions) =>
    act(async () => {
      const { homes } = await look(edge, flags);
      const data = await listRuns(homes.home);
      const none = `no runs in ${homes.home}`;
      say(edge, flags.json, { data, text: data.length === 0 ? none : data.map(describeRun).join("\n") });
      return 0;
    }),
  );

  const rm = runs.command("rm").description("remove a run, its checkpoints and artifacts");
  rm.argument("<thread...>", "as `hydra runs` lists them");
  withJson(withPlace(rm)).action(async (threads: string[], _: unknown, command: Command) =>
    act(async () => {
      const flags = command.optsWithGlobals<PlaceOptions>();
      const { settings, homes } = await look(edge, flags);
      const found = await Promise.all(threads.map(async (thread) => findRun(thread, homes)));
      await removeRuns(found, { wire: edge.wire, config: settings });
      return reportRemoved(edge, flags.json, threads);
    }),
  );

  const prune = runs.command("prune").description("remove runs that rested for longer than an age");
  prune.requiredOption("--older-than <age>", "30m, 12h, 7d, 2w");
  withJson(withPlace(prune)).action(async (_: unknown, command: Command) =>
    act(async () => {
      const flags = command.optsWithGlobals<PlaceOptions & { olderThan: string }>();
      const olderThanMs = parseAge(flags.olderThan);
      const { settings, homes } = await look(edge, flags);
      const old = await oldRuns(homes.home, { olderThanMs, now: Date.now() });
      await removeRuns(old, { wire: edge.wire, config: settings });
      const threads = old.map(({ thread }) => thread);
      return reportRemoved(edge, flags.json, threads);
    }),
  );
};

const reportRemoved = (edge: Edge, json: boolean | undefined, threads: readonly string[]): 0 => {
  const text = threads.length === 0 ? "nothing to remove" : `removed ${threads.join(", ")}`;
  say(edge, json, { data: { removed: threads }, text });
  return 0;
};

const describeRun = ({ thread, state, verdict, model, demo, task, started }: RunSummary): string => {
  const kind = label(model);
  const marked = kind === "" ? "" : `[${kind}${demo === null ? "" : ` ${demo}`}] `;
  const outcome = state === "finished" ? (verdict ?? "finished") : state;
  return `${thread}  ${started.slice(0, 16).replace("T", " ")}  ${outcome.padEnd(11)}  ${marked}${oneLine(task, 70)}`;
};
