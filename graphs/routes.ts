// Where a graph goes next. Pure functions of the state with literal answers; everything that decides a path is here.
import { Send } from "@langchain/langgraph";
import type { ConsensusSlice, SwarmSlice } from "../core/state.ts";

export const maxRepairs = 2;

/** One branch per ready subtask, or on to integration where none is left. */
export const afterDispatch = (state: SwarmSlice): Send[] | "integrate" =>
  state.wave.length === 0
    ? "integrate"
    : state.wave.flatMap((id) => {
        const subtask = state.subtasks.find((one) => one.id === id);
        if (subtask === undefined) return [];
        return new Send("solve", {
          thread: state.thread,
          subtask,
          spec: state.documents["spec.md"] ?? null,
          k: state.request.k,
          probe: state.request.probe,
          testBlocks: state.request.testBlocks,
          mostRepairs: state.request.repairs ?? maxRepairs,
          context: state.context,
          trusted: state.assigned[id] ?? null,
          base: state.base,
          finished: finishedBefore(state),
        });
      });

/** Everything that is solved so far: a subtask may import it, and its worker sees it. */
const finishedBefore = (state: SwarmSlice): Record<string, string> =>
  Object.assign({}, ...state.subtasks.map(({ id }) => state.results[id]?.files ?? {})) as Record<
    string,
    string
  >;

/** Acceptance may have added a subtask that mends the whole. */
export const afterAccept = (state: SwarmSlice): "dispatch" | "learn" =>
  state.subtasks.some(({ id }) => state.results[id] === undefined) ? "dispatch" : "learn";

export const afterIntegrate = (state: SwarmSlice): "accept" | "report" =>
  state.stopped === null && Object.keys(state.integrated).length > 0 ? "accept" : "report";

/** A probe goes straight to its one candidate. */
export const afterRoute = (state: ConsensusSlice): Send[] | "approaches" =>
  state.mode === "probe" ? drawing(state) : "approaches";

/** The candidates that are due, and QA's tests beside them unless they are written already: they are frozen. */
export const drawing = (state: ConsensusSlice): Send[] => [
  ...state.ways
    .filter(({ name }) => state.drawing.includes(name))
    .map(
      (approach) =>
        new Send("draft", {
          thread: state.thread,
          subtask: state.subtask,
          spec: state.spec,
          context: state.context,
          trusted: state.trusted,
          finished: state.finished,
          approach,
        }),
    ),
  ...(state.untrusted === null ? [new Send("tests", state)] : []),
];

/** A probe that settled it votes; one that did not draws the others. Failing candidates are repaired as often as allowed. */
export const afterExecute = (state: ConsensusSlice): "approaches" | "repair" | "review" => {
  const executions = Object.values(state.executions);
  if (state.mode === "probe" && Object.keys(state.candidates).length < state.k && !isSettled(state)) {
    return "approaches";
  }
  const clean = executions.some(
    ({ status, trusted }) => status !== "load-error" && trusted.passed === trusted.total,
  );
  const repairable = executions.some(({ failures }) => failures.length > 0);
  return !clean && repairable && state.repairs < state.mostRepairs ? "repair" : "review";
};

/** One candidate passes every trusted test, and half of QA's: a second witness as `verified` asks for, and a strict one. */
const isSettled = (state: ConsensusSlice): boolean =>
  Object.values(state.executions).some(
    ({ status, trusted, untrusted }) =>
      status === "ok" &&
      trusted.total > 0 &&
      trusted.passed === trusted.total &&
      untrusted.total > 0 &&
      untrusted.passed * 2 >= untrusted.total,
  );

export const afterVote = (state: ConsensusSlice): "duel" | "verdict" =>
  state.ruling === null && state.finalists.length > 0 && state.duelled === null ? "duel" : "verdict";
