// What rows of repairs belong to: a resumed evaluation takes them again for the same question and for no other.
import { expect, it } from "vitest";
import { evaluateRepairs, type EvaluateOptions } from "../../../evals/repair/evaluate.ts";
import { makeScriptedRepairs } from "../../../evals/repair/scripted-chat.ts";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";
import { temporary } from "../../support/temporary.ts";
import { answerOf, taskOf } from "../code/sketch.ts";

const home = temporary();
const evaluated = async (digest: string, more: { k?: number; models?: string } = {}) => {
  const solved: string[] = [];
  const sandbox = makeFakeSandbox({ check: () => ({}) });
  const options: EvaluateOptions = {
    grader: {
      suite: "s",
      tasks: [taskOf(0)],
      leftOut: [],
      bugs: new Map([["T/0", { program: "def f(x):\n    return x\n", type: "wrong" }]]),
      grade: async () => ({ base: false, plus: null }),
    },
    models: {
      name: more.models ?? "scripted",
      chatFor: makeScriptedRepairs,
      sandbox,
    },
    solve: async ({ thread }) => {
      solved.push(thread);
      return answerOf({ status: "unsolved" });
    },
    limit: null,
    candidates: more.k ?? 3,
    digest,
    home,
    resume: true,
    signal: new AbortController().signal,
    command: "hydra eval repair",
    commit: "none",
  };
  const { tasks } = await evaluateRepairs(options);
  return { tasks, solved: solved.length };
};

it("takes finished rows again for the same suite, models and candidates alone", async () => {
  expect(await evaluated("one")).toEqual({ tasks: 1, solved: 1 });
  expect(await evaluated("one")).toEqual({ tasks: 1, solved: 0 });
  // As named before, and of the same tasks: only its hidden tests are others.
  expect(await evaluated("other")).toEqual({ tasks: 1, solved: 1 });
  expect(await evaluated("one", { k: 2 })).toEqual({ tasks: 1, solved: 1 });
  expect(await evaluated("one", { models: "live: m" })).toEqual({ tasks: 1, solved: 1 });
});
