// An evaluation without sandbox, grader or models: tasks, turns and answers as a test wants them.
import type { Answer, Examined } from "../../../app/observe.ts";
import type { Question, SolveOptions } from "../../../app/solve-one.ts";
import type { TestCase } from "../../../core/domain.ts";
import type { CheckResult } from "../../../core/ports.ts";
import type { DrawContext } from "../../../evals/code/draw-row.ts";
import type { Turn } from "../../../evals/code/source.ts";
import { makeReplayChat } from "../../../evals/recordings/replay-chat.ts";
import type { Draw } from "../../../evals/recordings/draw.ts";
import type { Row } from "../../../evals/rows.ts";
import type { CodeTask } from "../../../evals/suites/task.ts";
import { shippedWeights } from "../../../nodes/choose/weights.ts";
import { makeFakeSandbox } from "../../../tools/sandbox/fake.ts";

export const taskOf = (number = 0): CodeTask => ({
  id: `T/${number}`,
  language: "python",
  prompt: 'def f(x):\n    """ Twice the number.\n\n    >>> f(2)\n    4\n    """\n',
  entryPoint: "f",
  preamble: "",
  shown: null,
});

export const rowOf = (task: string, seed: number): Row => ({
  task,
  seed,
  candidates: [{ model: "m", sample: 0, right: true, plus: null }],
  answers: {},
});

export const program = (body: string): string =>
  `\`\`\`python path=solution.py\ndef f(x):\n    ${body}\n\`\`\``;

export const drawOf = (answers: readonly string[], tests: readonly string[] = []): Draw => ({
  name: "r/T/0/0",
  seed: 0,
  candidates: answers.map((answer, sample) => ({
    model: "m",
    sample,
    answer,
    usage: { prompt: 3, completion: 4 },
  })),
  tests: tests.map((answer) => ({ model: "m", answer, usage: { prompt: 5, completion: 6 } })),
});

export const turnOf = (draw: Draw): Turn => ({
  seed: draw.seed,
  k: draw.candidates.length,
  blocks: draw.tests.length,
  chat: (juror) => makeReplayChat(draw, juror),
  sampleOf: (place) => (draw.candidates[place] === undefined ? null : { model: "m", sample: place }),
});

export const exampleOf = (id: string, call: string, origin: TestCase["origin"]): TestCase => ({
  id,
  origin,
  block: 0,
  body: { kind: "example", call, expected: "4", compare: "equal" },
});

export const examined = (
  id: string,
  result: Partial<CheckResult> | null,
  more: Partial<Examined> = {},
): Examined => {
  const stands = {
    files: more.files ?? [{ path: "solution.py", content: id }],
    result:
      result === null
        ? null
        : ({ status: "ok", outcomes: [], calls: [], output: "", durationMs: 10, ...result } as const),
  };
  return { id, model: "replay:m", unusable: null, ...stands, drawn: stands, ...more };
};

export const answerOf = (part: Partial<Answer>): Answer => ({
  status: "probable",
  files: [],
  best: null,
  chance: null,
  features: null,
  candidates: [],
  tests: [],
  spent: { calls: 9, tokens: 90, runs: 3, milliseconds: 30 },
  ...part,
});

type Solve = (question: Question, options: SolveOptions) => Promise<Answer>;

/** A grader that knows the right programs by their content, and what it was asked. */
export const contextOf = (solve: Solve, more: Partial<DrawContext> & { right?: readonly string[] } = {}) => {
  const { right = [], ...rest } = more;
  const graded: string[] = [];
  const context: DrawContext = {
    solve,
    grades: {
      leaks: (text) => text.includes("canary-17"),
      grade: async ({ files }) => {
        const content = files[0]?.content ?? "";
        graded.push(content);
        return { base: right.some((one) => content.includes(one)), plus: null };
      },
    },
    sandbox: makeFakeSandbox({ check: () => ({}) }),
    intake: "docstring",
    solvers: ["hydra"],
    juror: null,
    weights: () => shippedWeights(),
    signal: new AbortController().signal,
    ...rest,
  };
  return { context, graded };
};
