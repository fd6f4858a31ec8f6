// `hydra eval code`: every draw of every task, the tasks side by side and the draws of one task in turn, so that what is
// cached of its programs does not depend on timing.
import type { Row } from "../rows.ts";
import { canShow, showTask } from "../suites/show.ts";
import type { CodeTask, LeftOut } from "../suites/task.ts";
import { rowOf, type DrawContext } from "./draw-row.ts";
import type { KeptRows } from "./keep-rows.ts";
import type { Source, Turn } from "./source.ts";

export interface EvaluateOptions extends DrawContext {
  readonly tasks: readonly CodeTask[];
  readonly source: Source;
  readonly seeds: number;
  /** Tasks at most, counted after those without samples, and those that can't be shown so, are left out. */
  readonly limit: number | null;
  /** Tasks at once. */
  readonly parallel: number;
  readonly kept: Pick<KeptRows<Row>, "rows" | "append">;
  readonly onProgress?: (progress: { done: number; draws: number }) => void;
}

/** Throws `BAD_INPUT` where no task with samples can be shown as `intake` asks. */
export const evaluate = async (
  options: EvaluateOptions,
): Promise<{ readonly rows: readonly Row[]; readonly leftOut: readonly LeftOut[] }> => {
  const { tasks, source, intake, limit, kept } = options;
  const all = tasks.map((task) => ({ task, turns: source.turnsOf(task) }));
  const sampled = all.filter(({ turns }) => turns.length > 0);
  const shown = sampled.filter(({ task }) => canShow(task, intake));
  const [first] = sampled;
  // Where none can be, this says why.
  if (shown.length === 0 && first !== undefined) showTask(first.task, intake);
  const matched = shown.slice(0, limit ?? undefined);
  const finished = new Map(kept.rows.map((row) => [nameOf(row.task, row.seed), row]));
  const progress = { done: 0, draws: matched.reduce((sum, { turns }) => sum + turns.length, 0) };
  const rows: Row[] = [];
  const one = async (task: CodeTask, turn: Turn): Promise<void> => {
    options.signal.throwIfAborted();
    const known = finished.get(nameOf(task.id, turn.seed));
    const row = known ?? (await rowOf(task, turn, options));
    if (known === undefined) await kept.append(row);
    rows.push(row);
    progress.done += 1;
    options.onProgress?.(progress);
  };
  await inParallel(matched, options.parallel, async ({ task, turns }) => {
    for (const turn of turns) await one(task, turn);
  });
  const wanted = matched.length * options.seeds;
  const unknown = tasks.filter((task) => source.samplesOf(task) === 0).length;
  const left = [
    { ...counted(unknown, "task"), why: `${source.name} has no samples of them` },
    {
      ...counted(all.length - sampled.length - unknown, "task"),
      why: `${source.name} has too few samples of them`,
    },
    {
      ...counted(sampled.length - shown.length, "task"),
      why: `no assertion is shown that ${intake} could take`,
    },
    {
      ...counted(wanted - progress.draws, "draw"),
      why: `${wanted} wanted, ${progress.draws} made: no others differ`,
    },
  ];
  return { rows, leftOut: left.filter(({ count }) => count > 0) };
};

const counted = (count: number, noun: "task" | "draw") => ({
  what: `${noun}${count === 1 ? "" : "s"} of the suite`,
  count,
});

const nameOf = (task: string, seed: number): string => `${task}/${seed}`;

/** The first failure ends all: no further task is begun. */
const inParallel = async <T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item).catch((error: unknown) => {
        queue.length = 0;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};
