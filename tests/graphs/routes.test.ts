import { Send } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import type { Execution } from "../../core/domain.ts";
import type { ConsensusSlice, SwarmSlice } from "../../core/state.ts";
import {
  afterAccept,
  afterDispatch,
  afterExecute,
  afterIntegrate,
  afterRoute,
  afterVote,
  drawing,
  maxRepairs,
} from "../../graphs/routes.ts";
import { resultOf, subtaskOf } from "../support/subtask.ts";

const swarm = (part: Partial<SwarmSlice> = {}): SwarmSlice => ({
  thread: "t",
  request: {
    text: "x",
    language: null,
    tests: [],
    k: 3,
    testBlocks: 1,
    probe: true,
    parallel: 3,
    approve: false,
    interactive: false,
  },
  documents: {},
  edits: [],
  trusted: null,
  language: "python",
  context: null,
  base: null,
  subtasks: [],
  assigned: {},
  wave: [],
  results: {},
  integrated: {},
  acceptance: null,
  stopped: null,
  verdict: null,
  ...part,
});

const consensus = (part: Partial<ConsensusSlice> = {}): ConsensusSlice => ({
  thread: "t",
  subtask: subtaskOf(),
  spec: null,
  k: 3,
  context: null,
  trusted: null,
  base: null,
  finished: {},
  testBlocks: 1,
  mostRepairs: maxRepairs,
  probe: true,
  mode: "full",
  ways: [],
  drawing: [],
  candidates: {},
  untrusted: null,
  executions: {},
  repairs: 0,
  reviews: {},
  finalists: [],
  duelled: null,
  ruling: null,
  results: {},
  ...part,
});

const execution = (part: Partial<Execution> = {}): Execution => ({
  candidate: "conservative",
  round: 0,
  result: "id",
  status: "ok",
  trusted: { passed: 2, total: 2 },
  untrusted: { passed: 2, total: 4 },
  cluster: "c",
  failures: [],
  ...part,
});
const failing = execution({
  trusted: { passed: 1, total: 2 },
  failures: [{ test: "t", status: "failed", message: "no", file: null, line: null }],
});
const drawn = {
  id: "conservative",
  approach: "conservative",
  files: {},
  model: "m",
  round: 0,
  unusable: null,
};

const targets = (route: readonly Send[] | string) =>
  typeof route === "string" ? route : route.map(({ node }) => node);

describe("swarm", () => {
  test("one branch per subtask of the wave, with what is finished beneath it", () => {
    const state = swarm({
      subtasks: [subtaskOf({ id: "a" }), subtaskOf({ id: "b", dependsOn: ["a"] })],
      results: { a: resultOf({ id: "a", files: { "a.py": "1" } }) },
      wave: ["b"],
      assigned: { b: "tests" },
      documents: { "spec.md": "spec" },
    });
    const sends = afterDispatch(state);
    expect(targets(sends)).toEqual(["solve"]);
    expect((sends as Send[])[0]?.args).toMatchObject({
      trusted: "tests",
      finished: { "a.py": "1" },
      spec: "spec",
    });
    expect(afterDispatch(swarm())).toBe("integrate");
  });

  test("acceptance is skipped where there is nothing, and comes back where it added a subtask", () => {
    expect(afterIntegrate(swarm())).toBe("report");
    expect(afterIntegrate(swarm({ integrated: { "a.py": "1" } }))).toBe("accept");
    expect(afterIntegrate(swarm({ integrated: { "a.py": "1" }, stopped: "no" }))).toBe("report");
    expect(afterAccept(swarm({ subtasks: [subtaskOf()], results: { main: resultOf() } }))).toBe("learn");
    expect(afterAccept(swarm({ subtasks: [subtaskOf()] }))).toBe("dispatch");
  });
});

describe("consensus", () => {
  const approach = { name: "conservative", plan: "p" };

  test("a probe draws its one candidate beside the tests; otherwise the architect is asked first", () => {
    expect(
      targets(afterRoute(consensus({ mode: "probe", ways: [approach], drawing: ["conservative"] }))),
    ).toEqual(["draft", "tests"]);
    expect(afterRoute(consensus())).toBe("approaches");
  });

  test("tests are written once", () => {
    const state = consensus({ ways: [approach], drawing: ["conservative"], untrusted: "frozen" });
    expect(targets(drawing(state))).toEqual(["draft"]);
  });

  test.each<[string, Partial<ConsensusSlice>, ReturnType<typeof afterExecute>]>([
    ["a settled probe votes", { mode: "probe", executions: { conservative: execution() } }, "review"],
    [
      "a probe that fails draws the others",
      { mode: "probe", executions: { conservative: failing } },
      "approaches",
    ],
    [
      "a probe without a second witness draws the others",
      { mode: "probe", executions: { conservative: execution({ untrusted: { passed: 1, total: 4 } }) } },
      "approaches",
    ],
    ["a probe whose candidate was unusable draws the others", { mode: "probe" }, "approaches"],
    ["all failing are repaired", { executions: { conservative: failing } }, "repair"],
    ["not more than twice", { executions: { conservative: failing }, repairs: maxRepairs }, "review"],
    ["not where one passes", { executions: { conservative: failing, minimal: execution() } }, "review"],
    ["nothing ran: there is nothing to repair", {}, "review"],
    [
      "a program that does not load is no pass, though it has no trusted tests",
      {
        executions: { conservative: { ...failing, status: "load-error", trusted: { passed: 0, total: 0 } } },
      },
      "repair",
    ],
  ])("%s", (_, part, next) => {
    expect(afterExecute(consensus({ candidates: { conservative: drawn }, ...part }))).toBe(next);
  });

  test("an escalated probe does not draw for ever", () => {
    const three = { conservative: drawn, minimal: drawn, aggressive: drawn };
    expect(afterExecute(consensus({ mode: "probe", candidates: three }))).toBe("review");
  });

  test("a duel is fought once", () => {
    const duel = { finalists: [], input: null, outputs: {}, votes: [] };
    expect(afterVote(consensus({ finalists: ["a", "b"] }))).toBe("duel");
    expect(afterVote(consensus({ finalists: ["a", "b"], duelled: duel }))).toBe("verdict");
    expect(afterVote(consensus())).toBe("verdict");
  });
});
