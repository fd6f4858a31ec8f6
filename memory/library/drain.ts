// Tells one index what is queued for it. What it does not acknowledge stays in the queue.
import type { HydraError } from "../../core/errors.ts";
import { isHydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import { ensureGoing } from "../indexes/calls.ts";
import type { SqlPool } from "../sql.ts";
import type { Queued, Told } from "./queue.ts";
import { readQueue, settle } from "./queue.ts";
import { lookUp } from "./rows.ts";
import type { Target } from "./targets.ts";

interface DrainOptions extends Abort {
  readonly pool: SqlPool;
  /** After each batch: how many more rows are done with. */
  readonly onDone: (rows: number) => void;
}

export interface Drained {
  readonly indexed: number;
  /** Why it ended early, the index or its embedder being lost; null: everything that was queued was tried. */
  readonly stopped: HydraError | null;
  /** Entries that were refused on their own: they stay queued, and the others go on. */
  readonly refused: readonly { readonly chunk: string; readonly reason: string }[];
}

/** Throws `DATABASE_DOWN`, `DISK_FULL` and `ABORTED`; all else is in what it gives. */
export const drain = async (target: Target, { pool, signal, onDone }: DrainOptions): Promise<Drained> => {
  const refused: { chunk: string; reason: string }[] = [];
  let indexed = 0;

  const tell = async (told: readonly Told[]): Promise<void> => {
    const known = told.flatMap(({ said }) => (said === null ? [] : [said]));
    try {
      ensureGoing(signal);
      if (known.length > 0) await target.put(known, { signal });
      for (const [closeAt, gone] of Map.groupBy(told.filter(isGone), ({ row }) => row.closeAt)) {
        const ids = gone.map(({ row }) => row.chunk);
        await target.remove(ids, { signal, ...(closeAt !== null && { closeAt }) });
      }
    } catch (error) {
      ensureGoing(signal);
      if (!mayBeOneEntry(error)) throw error;
      const [only] = told;
      if (told.length > 1) {
        // One of them is at fault, and the others shall not wait for it.
        const half = Math.ceil(told.length / 2);
        await tell(told.slice(0, half));
        return tell(told.slice(half));
      }
      if (only !== undefined) refused.push({ chunk: only.row.chunk, reason: reasonOf(error) });
      return undefined;
    }
    await settle(pool, target.queue, told);
    indexed += told.length;
    return onDone(told.length);
  };

  let after = "0";
  try {
    for (;;) {
      ensureGoing(signal);
      const rows = await readQueue(pool, target.queue, { after, limit: target.batch });
      const last = rows.at(-1);
      if (last === undefined) return { indexed, stopped: null, refused };
      after = last.seq;
      const told = await toldOf(pool, rows);
      const [removed, put] = [told.filter(isGone), told.filter((each) => !isGone(each))];
      if (removed.length > 0) await tell(removed);
      if (put.length > 0) await tell(put);
    }
  } catch (error) {
    if (!isHydraError(error) || endsEverything.has(error.code)) throw error;
    return { indexed, stopped: error, refused };
  }
};

/** Where a lost index is named, in one line. */
export const describeStop = ({ name }: Target, stopped: HydraError): string =>
  `${name}: ${stopped.message} Fix: ${stopped.fix}`;

export const describeRefused = ({ name }: Target, { chunk, reason }: Drained["refused"][number]): string =>
  `${name}: entry ${chunk} was refused (${reason}). Fix: \`hydra memory show ${chunk}\` tells what it is, \`hydra memory forget ${chunk}\` removes it; it is tried again each time.`;

const isGone = ({ said }: Told): boolean => said === null;

const toldOf = async (pool: SqlPool, rows: readonly Queued[]): Promise<Told[]> => {
  const puts = rows.flatMap(({ chunk, action }) => (action === "put" ? [chunk] : []));
  const known = await lookUp(pool, puts);
  return rows.map((row) => ({ row, said: (row.action === "put" ? known.get(row.chunk) : null) ?? null }));
};

/** These end the work for all indexes. */
const endsEverything = new Set(["DATABASE_DOWN", "DISK_FULL", "ABORTED"]);

/** Anything without a name, and what a model may say of one text. */
const mayBeOneEntry = (error: unknown): boolean =>
  !isHydraError(error) ||
  ["OUTPUT_INVALID", "CONTEXT_OVERFLOW", "MODEL_REFUSED", "BAD_INPUT"].includes(error.code);

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]?.slice(0, 200) ?? "";
