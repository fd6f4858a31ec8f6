// One draw: every solver picks among the same candidates, and what did not run or does not exist is never right.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Question, SolveOptions } from "../../../app/solve-one.ts";
import { rowOf } from "../../../evals/code/draw-row.ts";
import { answerOf, contextOf, drawOf, examined, exampleOf, program, taskOf, turnOf } from "./sketch.ts";

const turn = turnOf(
  drawOf(
    [1, 2, 3].map((value) => program(`return ${value}`)),
    ["assert f(1) == 2"],
  ),
);
const ran = (passed: boolean, value: string) => ({
  outcomes: ["t", "q"].map((id) => ({ id, status: passed ? ("passed" as const) : ("failed" as const) })),
  calls: [["s", value] as const],
});
/** Of three the second passes; the pipeline ships the third. */
const solved = answerOf({
  best: "aggressive",
  status: "verified",
  chance: 0.8,
  features: { allTrusted: 1 },
  tests: [exampleOf("t", "f(2)", "docstring"), exampleOf("q", "f(3)", "qa")],
  candidates: [
    examined("aggressive", ran(false, "a")),
    examined("conservative", ran(false, "a")),
    examined("minimal", ran(true, "b")),
  ],
});

describe("a row", () => {
  it("has baselines and hydra pick among the same candidates, graded once, in the order of their places", async () => {
    const solvers = ["majority", "most-tests", "visible", "judge-only", "hydra"];
    const { context, graded } = contextOf(async () => solved, { solvers, right: ["minimal"] });
    const row = await rowOf(taskOf(), turn, context);
    expect(row.candidates).toEqual(
      [0, 1, 2].map((sample) => ({ model: "m", sample, right: sample === 1, plus: null })),
    );
    expect(graded).toEqual(["conservative", "minimal", "aggressive"]);
    const picks = Object.fromEntries(Object.entries(row.answers).map(([name, { pick }]) => [name, pick]));
    expect(picks).toEqual({
      majority: [0.5, 0, 0.5],
      "most-tests": [0, 1, 0],
      visible: [0, 1, 0],
      hydra: [0, 0, 1],
    });
    expect(row.answers["hydra"]).toMatchObject({ status: "verified", chance: 0.8, calls: 9, runs: 3 });
    expect(row.answers["majority"]).toMatchObject({ status: null, chance: null, runs: 3, milliseconds: 30 });
  });

  it("counts for a baseline the drafts and tests that were asked for, and nothing else", async () => {
    const { context } = contextOf(
      async ({ thread }, { chat, signal }) => {
        for (const key of ["main/draft/minimal", "main/tests/0", "main/repair/minimal/1"]) {
          const request = { thread, key, role: "qa", system: "", sections: [] } as const;
          await chat.text(request, { signal }).catch(() => undefined);
        }
        return solved;
      },
      { solvers: ["majority"] },
    );
    const { answers } = await rowOf(taskOf(), turn, context);
    expect(answers["majority"]).toMatchObject({ calls: 2, tokens: 3 + 4 + 5 + 6 });
  });

  it("has no pick and chance 0 where nothing ran", async () => {
    const { context } = contextOf(async () => answerOf({ status: "unsolved", chance: null }));
    const { answers } = await rowOf(taskOf(), turn, context);
    expect(answers["hydra"]).toMatchObject({ pick: [0, 0, 0], chance: 0, status: "unsolved" });
  });

  it("holds a candidate without files for wrong, and asks the grader nothing about it", async () => {
    const candidates = [examined("minimal", null, { files: [] }), examined("aggressive", ran(true, "b"))];
    const { context, graded } = contextOf(async () => answerOf({ candidates }), { right: [""] });
    const row = await rowOf(taskOf(), turn, context);
    expect(row.candidates.map(({ right, plus }) => [right, plus])).toEqual([
      [false, false],
      [false, false],
      [true, null],
    ]);
    expect(graded).toEqual(["aggressive"]);
  });

  it("has baselines see and grade what was drawn, and grades hydra's pick as it stands after repair", async () => {
    const drawn = examined("minimal", ran(false, "a"));
    const repaired = [{ path: "solution.py", content: "mended" }];
    const candidates = [
      examined("conservative", ran(true, "b")),
      { ...examined("minimal", ran(true, "b"), { files: repaired }), drawn },
      examined("aggressive", ran(false, "a")),
    ];
    const tests = [exampleOf("t", "f(2)", "docstring")];
    const solvers = ["visible", "hydra", "without-repair"];
    const { context, graded } = contextOf(
      async ({ repairs }) =>
        repairs === 0
          ? answerOf({ tests, candidates: [drawn], best: "minimal" })
          : answerOf({ tests, candidates, best: "minimal" }),
      { solvers, right: ["mended"] },
    );
    const { candidates: rows, answers } = await rowOf(taskOf(), turn, context);
    expect(rows.map(({ right }) => right)).toEqual([false, false, false]);
    expect(answers["visible"]?.pick).toEqual([1, 0, 0]);
    expect(answers["hydra"]).toMatchObject({ pick: [0, 1, 0], right: true, rightPlus: null });
    for (const name of ["visible", "without-repair"]) expect(answers[name]).not.toHaveProperty("right");
    expect(graded).toEqual(["conservative", "minimal", "aggressive", "mended"]);
  });

  it("names who answered where no recording did", async () => {
    const { context } = contextOf(async () => solved);
    const { candidates } = await rowOf(taskOf(), { ...turn, k: 4, sampleOf: () => null }, context);
    expect(candidates.map(({ model }) => model)).toEqual(["replay:m", "replay:m", "replay:m", "none"]);
    expect(candidates[0]).not.toHaveProperty("sample");
  });
});

describe("what the pipeline is asked", () => {
  const asked = async (solvers: readonly string[], more: Parameters<typeof contextOf>[1] = {}) => {
    const calls: [Question, SolveOptions][] = [];
    const { context } = contextOf(
      async (...call) => {
        calls.push(call);
        return solved;
      },
      { solvers, ...more },
    );
    await rowOf(taskOf(7), turn, context);
    return calls;
  };

  it("is the task's text as the intake shows it, in a thread of its own", async () => {
    const [[shown] = []] = await asked(["hydra"]);
    expect(shown).toMatchObject({
      thread: "T-7-0-docstring",
      candidates: 3,
      testBlocks: 1,
      language: "python",
    });
    expect(shown?.text).toContain(">>> f(2)");
    const [[bare] = []] = await asked(["hydra"], { intake: "none" });
    expect(bare?.text).not.toContain(">>>");
  });

  it("is once for hydra, and once more for each variant with its stage switched", async () => {
    const calls = await asked(["hydra", "majority", "without-duel", "without-tests", "without-repair"]);
    expect(calls.map(([{ repairs }, { voting }]) => [voting?.stages, repairs])).toEqual([
      [{}, undefined],
      [{ duel: false }, undefined],
      [{ untrusted: false }, undefined],
      [{}, 0],
    ]);
  });

  it("is decided by the table that did not see the task", async () => {
    const seen: string[] = [];
    const weights = contextOf(async () => solved).context.weights;
    const calls = await asked(["hydra"], {
      weights: (task) => {
        seen.push(task.id);
        return { ...weights(task), duelMargin: 7 };
      },
    });
    expect(seen).toEqual(["T/7"]);
    expect(calls[0]?.[1].voting?.weights.duelMargin).toBe(7);
  });
});

describe("a juror stub", () => {
  it("hears of the duel, is asked in hydra's run and not in the one that baselines see", async () => {
    const choices: unknown[] = [];
    const { context } = contextOf(
      async ({ thread }, { chat, onEvent, signal }) => {
        onEvent?.({ type: "duel-start", subtask: "main", finalists: ["aggressive", "minimal"] });
        const request = {
          thread,
          key: "main/duel/judge/ab",
          role: "judge",
          system: "",
          sections: [],
        } as const;
        const schema = z.object({ choice: z.string() });
        choices.push(await chat.object(request, schema, { signal }).catch((error: unknown) => error));
        return solved;
      },
      { solvers: ["judge-only", "hydra"], juror: "perfect", right: ["minimal"] },
    );
    const { answers } = await rowOf(taskOf(), turn, context);
    expect(choices).toEqual([expect.objectContaining({ code: "OUTPUT_INVALID" }), { choice: "B" }]);
    expect(answers["judge-only"]?.pick).toEqual([0, 1, 0]);
  });
});
