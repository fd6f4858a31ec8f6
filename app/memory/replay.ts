// `hydra replay`: a run's event log, read back. A log is written while things break, so a line that is torn is left out and counted.
import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { ModelIdentity } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";
import type { EventRecord } from "../../core/events.ts";
import type { FoundRun } from "../homes.ts";

/** The event's own fields are checked by nobody: whoever shows one that it can't show says so. */
const Line = z.object({
  seq: z.number(),
  at: z.number(),
  thread: z.string(),
  model: ModelIdentity.shape.kind,
  event: z.looseObject({ type: z.string() }),
});

/** In the order in which they were written; null for a line that is no event. Throws `BAD_INPUT` where there is no log. */
export async function* eventsOf(
  run: Pick<FoundRun, "thread" | "folder">,
  signal: AbortSignal,
): AsyncGenerator<EventRecord | null> {
  const path = join(run.folder, "events.jsonl");
  await access(path).catch(() => {
    throw new HydraError("BAD_INPUT", `run ${run.thread} has no event log (${path})`, {
      fix: "Replay another run: `hydra runs` lists them.",
    });
  });
  const input = createReadStream(path, { encoding: "utf8", signal });
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() !== "") yield readLine(line);
  }
}

const readLine = (line: string): EventRecord | null => {
  try {
    return Line.parse(JSON.parse(line)) as unknown as EventRecord;
  } catch {
    return null;
  }
};

/** How long to wait before an event; a pause in which nobody was there is cut short. */
export const pauseBetween = (before: EventRecord | null, next: EventRecord, speed: number | null): number =>
  before === null || speed === null ? 0 : Math.min(limitPauseMs, Math.max(0, next.at - before.at) / speed);

const limitPauseMs = 3_000;
