// The order of an evaluation: which draws are made, beside which, and what a failure or an earlier run spares.
import { describe, expect, it } from "vitest";
import { evaluate, type EvaluateOptions } from "../../../evals/code/evaluate.ts";
import type { Source } from "../../../evals/code/source.ts";
import type { Row } from "../../../evals/rows.ts";
import { answerOf, contextOf, drawOf, program, rowOf, taskOf, turnOf } from "./sketch.ts";

/** Turns by task number; `log` has the beginning and the end of each draw. */
const bench = (
  turns: readonly number[],
  more: Partial<EvaluateOptions> & { failing?: string; few?: number } = {},
) => {
  const { failing, few, ...rest } = more;
  const log: string[] = [];
  const appended: Row[] = [];
  const source: Source = {
    name: "replay: r",
    samplesOf: ({ id }) => (Number(id.slice(2)) === few ? 1 : (turns[Number(id.slice(2))] ?? 0)),
    turnsOf: ({ id }) =>
      Array.from({ length: turns[Number(id.slice(2))] ?? 0 }, (_, seed) =>
        turnOf({ ...drawOf([program("return x")]), seed }),
      ),
  };
  const { context } = contextOf(async ({ thread }) => {
    const name = thread.replace(/^T-(\d+)-(\d+).*$/u, "$1/$2");
    log.push(`+${name}`);
    // Later ones are done earlier, so that order is nobody's luck.
    for (let turn = 0; turn < 40 - 10 * Number(name[0]); turn++) await Promise.resolve();
    if (name === failing) throw new Error(`${name} failed`);
    log.push(`-${name}`);
    return answerOf({});
  });
  const options: EvaluateOptions = {
    ...context,
    tasks: turns.map((_, number) => taskOf(number)),
    source,
    seeds: 2,
    limit: null,
    parallel: 2,
    kept: {
      rows: [],
      append: async (row) => {
        appended.push(row);
      },
    },
    ...rest,
  };
  return { log, appended, run: () => evaluate(options) };
};

const names = (rows: readonly Row[]) => rows.map(({ task, seed }) => `${task.slice(2)}/${seed}`).toSorted();

describe("an evaluation", () => {
  it("makes every draw once, tasks side by side and the draws of one in turn", async () => {
    const { log, appended, run } = bench([2, 2, 2]);
    const { rows, leftOut } = await run();
    expect(names(rows)).toEqual(["0/0", "0/1", "1/0", "1/1", "2/0", "2/1"]);
    expect(appended).toEqual(rows);
    expect(leftOut).toEqual([]);
    expect(log.slice(0, 2).toSorted()).toEqual(["+0/0", "+1/0"]);
    for (const task of [0, 1, 2]) {
      const own = log.filter((entry) => entry.startsWith(`${entry[0]}${task}/`));
      expect(own).toEqual(["0", "1"].flatMap((seed) => [`+${task}/${seed}`, `-${task}/${seed}`]));
    }
  });

  it("counts its limit among tasks that have samples, and says what it left out", async () => {
    const { run } = bench([0, 1, 0, 2, 1, 0], { limit: 2, few: 2 });
    const { rows, leftOut } = await run();
    expect(names(rows)).toEqual(["1/0", "3/0", "3/1"]);
    expect(leftOut).toEqual([
      { what: "tasks of the suite", count: 2, why: "replay: r has no samples of them" },
      { what: "task of the suite", count: 1, why: "replay: r has too few samples of them" },
      { what: "draw of the suite", count: 1, why: "4 wanted, 3 made: no others differ" },
    ]);
  });

  it("goes on without the tasks that can't be shown as is asked, and counts them", async () => {
    const tasks = [0, 1, 2].map((number) => ({
      ...taskOf(number),
      shown: number === 1 ? "assert f(2) == 4" : null,
    }));
    const { run } = bench([2, 2, 0], { tasks, intake: "first-assert", limit: 1 });
    const { rows, leftOut } = await run();
    expect(names(rows)).toEqual(["1/0", "1/1"]);
    expect(leftOut).toEqual([
      { what: "task of the suite", count: 1, why: "replay: r has no samples of them" },
      { what: "task of the suite", count: 1, why: "no assertion is shown that first-assert could take" },
    ]);
  });

  it("refuses a suite of which no task can be shown so", async () => {
    const { log, run } = bench([2, 2], { intake: "first-assert" });
    await expect(run()).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("T/0 shows no assertion") as string,
    });
    expect(log).toEqual([]);
  });

  it("runs no finished row again, and tells it among the others", async () => {
    const done = { ...rowOf("T/0", 0), candidates: [] };
    const kept: Row[] = [];
    const told: number[] = [];
    const { log, run } = bench([2, 1], {
      kept: { rows: [done, rowOf("T/9", 0)], append: async (row) => void kept.push(row) },
      onProgress: (progress) => {
        told.push(progress.done, progress.draws);
      },
    });
    const { rows } = await run();
    expect(names(rows)).toEqual(["0/0", "0/1", "1/0"]);
    expect(rows).toContain(done);
    expect(names(kept)).toEqual(["0/1", "1/0"]);
    expect(log).not.toContain("+0/0");
    expect(told).toEqual([1, 3, 2, 3, 3, 3]);
  });

  it("ends at the first failure: what was not begun is not begun", async () => {
    const { log, appended, run } = bench([1, 1, 1, 1, 1], { failing: "1/0" });
    await expect(run()).rejects.toThrow("1/0 failed");
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(["+0/0", "+1/0", "-0/0"]);
    expect(names(appended)).toEqual(["0/0"]);
  });

  it("begins nothing once it is told to stop", async () => {
    const { log, run } = bench([1, 1], { signal: AbortSignal.abort() });
    await expect(run()).rejects.toThrow(/abort/iu);
    expect(log).toEqual([]);
  });
});
