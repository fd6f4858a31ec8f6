// What `run`, `resume` and `demo` share: a view that follows the run, somebody to ask, and the result at its end.
import type { RunDeps } from "../app/perform.ts";
import type { RunResult } from "../core/contract.ts";
import type { Settings } from "../core/settings.ts";
import { makeAsk } from "./ask.ts";
import type { Edge, ExitCode } from "./edge.ts";
import { say } from "./edge.ts";
import { describeResult } from "./print-result.ts";
import { openView } from "./view/live.ts";

interface Watch {
  readonly settings: Settings;
  readonly json: boolean | undefined;
  readonly stdinUsed: boolean;
  /** The command, for whoever finds the home locked. */
  readonly name: string;
}

/** Follows whatever runs with these dependencies. */
export const watch = async <T>(
  edge: Edge,
  { settings, json = false, stdinUsed, name }: Watch,
  run: (deps: RunDeps) => Promise<T>,
): Promise<T> => {
  const { wire, compileSwarm, signal, versions } = edge;
  const view = await openView(edge, { json, limits: settings.budget });
  const ask = makeAsk(edge, { json, stdinUsed, pause: () => view.pause() });
  const onEvent: RunDeps["onEvent"] = (record) => view.onEvent(record);
  try {
    return await run({ wire, compileSwarm, signal, versions, ask, onEvent, holder: name });
  } finally {
    view.end();
  }
};

/** Follows one run and prints its result; `workdir` is the run's workspace. */
export const withRun = async (
  edge: Edge,
  options: Watch & { readonly workdir: string | null },
  run: (deps: RunDeps) => Promise<RunResult>,
): Promise<ExitCode> => {
  const result = await watch(edge, options, run);
  say(edge, options.json, { data: result, text: describeResult(result, options.workdir) });
  return result.verdict === "unsolved" ? 1 : 0;
};
