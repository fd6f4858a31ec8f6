// hydra replay THREAD: what happened in a run, in the same view as when it happened.
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { findRun } from "../../app/homes.ts";
import type { EventRecord } from "../../core/events.ts";
import { HydraError } from "../../core/errors.ts";
import type { Act, Edge } from "../edge.ts";
import type { PlaceOptions } from "../options.ts";
import { withPlace } from "../options.ts";
import { describeResult } from "../print-result.ts";
import { look } from "../settings.ts";
import { openView } from "../view/live.ts";

interface ReplayFlags extends PlaceOptions {
  readonly json?: boolean;
  readonly speed?: string;
}

export const addReplay = (program: Command, edge: Edge, act: Act): void => {
  const command = program
    .command("replay")
    .description("play back what happened in a run")
    .argument("<thread>", "as `hydra runs` lists it")
    .option("--speed <factor>", "1: as it happened, 10: ten times as fast; default: at once")
    .option("--json", "one event a line, as it was written");
  withPlace(command).action(async (thread: string, flags: ReplayFlags) =>
    act(async () => {
      const { homes, settings } = await look(edge, flags);
      const run = await findRun(thread, homes);
      await play(edge, { ...flags, speed: speedOf(flags.speed) }, { run, limits: settings.budget });
      return 0;
    }),
  );
};

const speedOf = (typed: string | undefined): number | null => {
  if (typed === undefined) return null;
  const speed = Number(typed);
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new HydraError("BAD_INPUT", `--speed is "${typed.slice(0, 40)}" (a number above 0 is wanted)`, {
    fix: "Say --speed 1 for the pace of the run itself.",
  });
};

const play = async (
  edge: Edge,
  { json = false, speed }: { readonly json?: boolean | undefined; readonly speed: number | null },
  {
    run,
    limits,
  }: { run: Awaited<ReturnType<typeof findRun>>; limits: Parameters<typeof openView>[1]["limits"] },
): Promise<void> => {
  const { eventsOf, pauseBetween } = await import("../../app/memory/replay.ts");
  const view = await openView(edge, { json, limits, past: true });
  let before: EventRecord | null = null;
  let torn = 0;
  try {
    for await (const record of eventsOf(run, edge.signal)) {
      if (record === null) {
        torn += 1;
        continue;
      }
      const pauseMs = pauseBetween(before, record, speed);
      if (pauseMs > 0) await wait(pauseMs, undefined, { signal: edge.signal });
      before = record;
      if (json) edge.stdout.write(`${JSON.stringify(record)}\n`);
      else torn += shown(() => view.onEvent(record)) ? 0 : 1;
    }
  } finally {
    view.end();
  }
  if (torn > 0) edge.stderr.write(`${torn} lines of the log can't be read as events; they are left out\n`);
  if (json || run.record.state !== "finished") return;
  const { show } = await import("../../app/show.ts");
  edge.stdout.write(`${describeResult(await show(run), run.record.workdir)}\n`);
};

/** A log that somebody edited may hold an event without its parts. */
const shown = (show: () => void): boolean => {
  try {
    show();
    return true;
  } catch {
    return false;
  }
};
