// `hydra show`: a run from its folder alone, without a lock.
import type { RunResult } from "../core/contract.ts";
import { HydraError } from "../core/errors.ts";
import type { FoundRun } from "./homes.ts";
import { readResult, standing } from "./run-record.ts";

/** Throws `THREAD_HELD` where it still runs, `ABORTED` where it can be resumed: there is no verdict yet. */
export const show = async (run: FoundRun): Promise<RunResult> => {
  const state = standing(run.record);
  const result = state === "finished" ? await readResult(run.folder) : null;
  if (result !== null) return result;
  const { pid, host } = run.record.process;
  if (state === "running") {
    throw new HydraError(
      "THREAD_HELD",
      `run ${run.thread} is not finished (process ${pid} on ${host} is at it)`,
      {
        fix: `wait for it; ${run.folder} shows what there is so far`,
      },
    );
  }
  const why = run.record.note ?? "its process ended before it did";
  throw new HydraError("ABORTED", `run ${run.thread} is not finished (${why})`, {
    fix: `go on with \`hydra resume ${run.thread}\`; ${run.folder} shows what there is so far`,
  });
};
