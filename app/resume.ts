// `hydra resume`: a finished run gives its verdict again, an interrupted one goes on where its last checkpoint stands.
import type { RunResult } from "../core/contract.ts";
import type { FoundRun } from "./homes.ts";
import type { Place, RunDeps } from "./perform.ts";
import { applyIfAsked, stayIn } from "./perform.ts";
import { readResult } from "./run-record.ts";

export interface ResumeOptions extends Place {
  /** Answers the open question without a terminal. */
  readonly answer: string | null;
  /** Limits named now; the others stay as the run began with them. */
  readonly budget?: Partial<Place["config"]["budget"]>;
}

/** `place` is the person's; home, workspace and models are the run's own. */
export const resume = async (run: FoundRun, place: ResumeOptions, deps: RunDeps): Promise<RunResult> => {
  const { record } = run;
  const finished = record.state === "finished" ? await readResult(run.folder) : null;
  if (finished !== null) return applyIfAsked(record, finished);
  const budget = { ...record.budget, ...place.budget };
  const own: Place = {
    data: place.data,
    home: run.home,
    workdir: record.workdir,
    models: record.demo === null ? "live" : { script: record.demo },
    config: { ...place.config, budget, run: { k: record.request.k, parallel: record.request.parallel } },
  };
  return stayIn(own, withAnswer(deps, place.answer), ({ perform }) => perform({ ...record, budget }));
};

/** The answer serves one question; a further one goes to whoever is there. */
const withAnswer = (deps: RunDeps, answer: string | null): RunDeps => {
  let left = answer;
  return {
    ...deps,
    ask: async (question, options) => {
      const now = left;
      left = null;
      return now ?? deps.ask(question, options);
    },
  };
};
