// A whole evaluation of repairs: rows kept as they come, gone on with after a kill, and the result that they make.
import type { Answer } from "../../app/observe.ts";
import type { Question } from "../../app/solve-one.ts";
import type { ChatModel, Sandbox } from "../../core/ports.ts";
import { openRows } from "../code/keep-rows.ts";
import { voteAsked } from "../code/vote.ts";
import { resultVersion, type MeasuredResult } from "../figures/schema.ts";
import type { Grader } from "../grader/client.ts";
import type { LeftOut } from "../suites/task.ts";
import { measuresOf } from "./measures.ts";
import { isRow, repairAll, type RepairOptions } from "./repair.ts";
import { RepairRow } from "./rows.ts";

/** Who answers. */
export interface Models {
  /** As the result names it: `live: NAME` or `scripted`. */
  readonly name: string;
  readonly chatFor: (task: string) => ChatModel;
  readonly costs?: RepairOptions["costs"];
  readonly sandbox: Sandbox;
}

export interface EvaluateOptions {
  readonly grader: Pick<Grader, "suite" | "tasks" | "leftOut" | "bugs" | "grade">;
  readonly models: Models;
  readonly solve: (
    question: Question,
    options: { chat: ChatModel; sandbox: Sandbox; signal: AbortSignal },
  ) => Promise<Answer>;
  readonly limit: number | null;
  readonly candidates: number;
  /** Of the suite with its hidden tests. */
  readonly digest: string;
  /** The project's state, where rows are kept. */
  readonly home: string;
  readonly resume: boolean;
  readonly signal: AbortSignal;
  readonly command: string;
  readonly commit: string;
  readonly onRow?: (row: RepairRow, place: { readonly at: number; readonly of: number }) => void;
}

/** Throws `BAD_INPUT` where there is nothing to repair, and whatever ends a run; rows until then are kept. */
export const evaluateRepairs = async (options: EvaluateOptions): Promise<MeasuredResult> => {
  const { grader, models, candidates, signal } = options;
  const tasks = grader.tasks.slice(0, options.limit ?? undefined);
  const question = {
    repair: grader.suite,
    digest: options.digest,
    models: models.name,
    k: candidates,
    sandbox: models.sandbox.identity,
    ...(await voteAsked()),
  };
  const kept = await openRows(options.home, { schema: RepairRow, question, resume: options.resume });
  const known = new Map(kept.rows.map((row) => [row.task, row]));
  const done = tasks.flatMap(({ id }) => known.get(id) ?? []);
  const rows: RepairRow[] = [...done];
  const leftOut: LeftOut[] = [...grader.leftOut];
  const due = repairAll({
    tasks: tasks.filter(({ id }) => !known.has(id)),
    bugs: grader.bugs,
    grade: async (task, files) => (await grader.grade({ task, files: [...files], sample: null })).base,
    solve: (question, task) =>
      options.solve(question, { chat: models.chatFor(task), sandbox: models.sandbox, signal }),
    ...(models.costs === undefined ? {} : { costs: models.costs }),
    sandbox: models.sandbox,
    candidates,
    run: `repair-${kept.run}`,
    signal,
  });
  for await (const one of due) {
    if (isRow(one)) {
      await kept.append(one);
      rows.push(one);
      options.onRow?.(one, { at: rows.length, of: tasks.length });
    } else leftOut.push(one);
  }
  return {
    version: resultVersion,
    kind: "repair",
    suite: grader.suite,
    models: models.name,
    tasks: rows.length,
    leftOut,
    command: options.command,
    commit: options.commit,
    simulated: false,
    measures: rows.length === 0 ? [] : measuresOf(rows.toSorted((a, b) => (a.task < b.task ? -1 : 1))),
  };
};
