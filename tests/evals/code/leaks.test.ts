// The alarm of an evaluation: hidden tests that stand anywhere in the pipeline end it. Graphs are real, the sandbox is not.
import { describe, expect, it } from "vitest";
import { solveOne } from "../../../app/solve-one.ts";
import { typedCause } from "../../../cli/errors.ts";
import { HydraError } from "../../../core/errors.ts";
import type { ChatModel } from "../../../core/ports.ts";
import { rowOf } from "../../../evals/code/draw-row.ts";
import { makeSolve } from "../../../evals/code/pose.ts";
import { contextOf, drawOf, program, taskOf, turnOf } from "./sketch.ts";

const canary = "canary-17";
const clean = drawOf(
  [program("return x + x"), program("return 2 * x")],
  ["```python\nassert f(1) == 2\n```"],
);
const saying = (alter: (chat: ChatModel) => Partial<ChatModel>) => {
  const turn = turnOf(clean);
  return {
    ...turn,
    chat: (...given: Parameters<typeof turn.chat>) => {
      const chat = turn.chat(...given);
      return { ...chat, ...alter(chat) };
    },
  };
};
const leaks = {
  prompt: {
    task: { ...taskOf(), prompt: taskOf().prompt.replace("Twice", `Twice ${canary}`) },
    turn: turnOf(clean),
  },
  artifact: {
    task: taskOf(),
    turn: turnOf(drawOf([program("return 1"), program(`return 2 # ${canary}`)])),
  },
  log: {
    task: taskOf(),
    turn: saying(() => ({
      text: async () => {
        throw new HydraError("OUTPUT_INVALID", `no answer but ${canary}`, { fix: "none" });
      },
    })),
  },
  state: {
    task: taskOf(),
    turn: saying((chat) => ({
      text: async (...asked) => ({ ...(await chat.text(...asked)), model: `m ${canary}` }),
    })),
  },
};

describe.each([
  ["a task", makeSolve],
  ["a whole run", () => solveOne],
])("the canary of hidden tests, in %s", (what, solve) => {
  it("is nowhere in a clean one, which has an answer", async () => {
    const { context } = contextOf(solve(), { right: ["x + x", "2 * x"] });
    const row = await rowOf(taskOf(), turnOf(clean), context);
    expect(row.candidates.map(({ right }) => right)).toEqual([true, true]);
    expect(row.answers["hydra"]?.pick.includes(1)).toBe(true);
  });

  it.each(["prompt", "artifact", "log", "state"] as const)(
    "ends it when it stands in its %s",
    async (place) => {
      const { task, turn } = leaks[place];
      const { context } = contextOf(solve());
      // A whole run has the task's text in its state before anybody is asked.
      const where = what === "a whole run" && place === "prompt" ? "(?:state|artifact|prompt)" : place;
      const failure = await rowOf(task, turn, context).then(
        () => expect.fail("nobody noticed"),
        (error: unknown) => typedCause(error),
      );
      expect(failure).toMatchObject({
        code: "GRADER_LEAKED",
        message: expect.stringMatching(
          new RegExp(`^Hidden tests of T/0 stand in the pipeline's ${where}\\.$`, "u"),
        ) as string,
      });
    },
  );
});
