// What a run tells of a candidate that was repaired: it as drawn, and as it stands in the end. Graphs are real, the sandbox is not.
import { expect, it } from "vitest";
import { solveOne } from "../../../app/solve-one.ts";
import { rowOf } from "../../../evals/code/draw-row.ts";
import { makeSolve } from "../../../evals/code/pose.ts";
import { makeReplayChat } from "../../../evals/recordings/replay-chat.ts";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";
import { contextOf, drawOf, program, taskOf, turnOf } from "./sketch.ts";

const draw = drawOf([program("return 0"), program("return 1")], ["```python\nassert f(1) == 2\n```"]);
const replay = makeReplayChat(draw, null);
const turn = {
  ...turnOf(draw),
  chat: () => ({
    ...replay,
    text: async (...asked: Parameters<typeof replay.text>) =>
      asked[0].key.includes("/repair/minimal/")
        ? { text: program("return 2 * x"), model: "mender", usage: { prompt: 1, completion: 1 } }
        : replay.text(...asked),
  }),
};
const sandbox = makeFakeSandbox({
  check: ({ files, tests }) => {
    const passes = files.some(({ content }) => content.includes("2 * x"));
    return { outcomes: tests.map(({ id }) => ({ id, status: passes ? "passed" : "failed" })) };
  },
});

it.each([
  ["a task", makeSolve],
  ["a whole run", () => solveOne],
])("in %s baselines see what was drawn, and hydra ships what was mended", async (_, solve) => {
  const solvers = ["visible", "hydra", "without-repair"];
  const { context, graded } = contextOf(solve(), { sandbox, solvers, right: ["2 * x"] });
  const { candidates, answers } = await rowOf(taskOf(), { ...turn, sampleOf: () => null }, context);
  expect(candidates).toEqual([0, 1].map(() => ({ model: "replay:m", right: false, plus: null })));
  expect(answers["visible"]?.pick).toEqual([0.5, 0.5]);
  expect(answers["hydra"]).toMatchObject({ pick: [0, 1], right: true });
  expect(answers["without-repair"]).not.toHaveProperty("right");
  expect(graded.map((text) => /return .*/u.exec(text)?.[0])).toEqual([
    "return 0",
    "return 1",
    "return 2 * x",
  ]);
});
