// The finished state as the object that programs get (`core/contract.ts`).
import { join } from "node:path";
import { RunResult } from "../core/contract.ts";
import { HydraError } from "../core/errors.ts";
import type { SwarmSlice } from "../core/state.ts";
import type { Wired } from "./wire/types.ts";

/** Throws `INTERNAL` where the graph ended without a verdict. */
export const resultOf = async (state: SwarmSlice, { ports, limits }: Wired): Promise<RunResult> => {
  const { thread, verdict } = state;
  if (verdict === null || verdict === undefined) {
    throw new HydraError("INTERNAL", `run ${thread} ended without a verdict`, {
      fix: "report it, with the run's events.jsonl",
    });
  }
  const folder = ports.folder.locate(thread);
  const used = await ports.budget.spent(thread);
  const bytesOf = async (id: string) => Buffer.byteLength(await ports.artifacts.get(id));
  return RunResult.parse({
    thread,
    task: state.request.text,
    verdict: verdict.status,
    probability: verdict.probability,
    reasons: verdict.reasons,
    model: ports.chat.identity,
    sandbox: ports.sandbox.identity,
    subtasks: state.subtasks.flatMap(({ id }) => subtaskOf(state, id)),
    files: await Promise.all(
      Object.entries(state.integrated).map(async ([path, id]) => ({ path, bytes: await bytesOf(id) })),
    ),
    applied: false,
    budget: {
      tokens: { used: used.tokens, limit: limits.tokens },
      seconds: { used: Math.round(used.seconds * 10) / 10, limit: limits.seconds },
      steps: { used: used.steps, limit: limits.steps },
    },
    folder,
    report: join(folder, "report.md"),
  } satisfies RunResult);
};

const subtaskOf = (state: SwarmSlice, id: string): RunResult["subtasks"] => {
  const result = state.results[id];
  const planned = state.subtasks.find((subtask) => subtask.id === id);
  if (planned === undefined) return [];
  const { title, language } = planned;
  if (result === undefined) {
    const reasons = ["it was never solved"];
    return [
      { id, title, language, verdict: "unsolved", probability: null, winner: null, reasons, candidates: [] },
    ];
  }
  return [
    {
      id,
      title,
      language,
      verdict: result.verdict.status,
      probability: result.verdict.probability,
      winner: result.verdict.winner,
      reasons: result.verdict.reasons,
      candidates: result.candidates.map(({ rounds, ...candidate }) => ({ ...candidate, repairs: rounds })),
    },
  ];
};
