// One draw: the pipeline solves it, the grader judges what was drawn, and every solver picks among the same candidates.
import type { Answer as Solved } from "../../app/observe.ts";
import type { Question, SolveOptions } from "../../app/solve-one.ts";
import { HydraError } from "../../core/errors.ts";
import type { HydraEvent } from "../../core/events.ts";
import type { Sandbox } from "../../core/ports.ts";
import { keyOf } from "../controls/change-draw.ts";
import type { Matrix } from "../matrix.ts";
import { makeJuror, type Juror, type JurorKind } from "../recordings/jurors.ts";
import { placeOf } from "../recordings/replay-chat.ts";
import type { Answer, Row } from "../rows.ts";
import { solvers } from "../solvers/solvers.ts";
import { showTask, type Intake } from "../suites/show.ts";
import type { CodeTask } from "../suites/task.ts";
import { judgeOnly } from "./judge-only.ts";
import { matrixOf } from "./matrix-of.ts";
import { metered, nothingAsked, type Asked } from "./metered.ts";
import type { Turn } from "./source.ts";
import { variantOf } from "./variants.ts";

/** What a program is worth by the hidden tests, asked of a process that alone has them. */
interface Grades {
  /** Whether a text holds the canary, or a line of hidden tests: seen anywhere in the pipeline it ends the evaluation. */
  leaks(text: string): boolean;
  grade(asked: {
    readonly task: string;
    readonly files: Solved["files"];
    readonly sample: { readonly model: string; readonly sample: number } | null;
  }): Promise<{ readonly base: boolean; readonly plus: boolean | null }>;
}

export interface DrawContext {
  readonly solve: (question: Question, options: SolveOptions) => Promise<Solved>;
  readonly grades: Grades;
  readonly sandbox: Sandbox;
  readonly intake: Intake;
  /** Names of solvers that answer for themselves: baselines, `judge-only`, `hydra` and its variants. */
  readonly solvers: readonly string[];
  readonly juror: JurorKind | null;
  readonly weights: (task: CodeTask) => NonNullable<SolveOptions["voting"]>["weights"];
  readonly signal: AbortSignal;
}

/** Throws `GRADER_LEAKED`. */
export const rowOf = async (task: CodeTask, turn: Turn, context: DrawContext): Promise<Row> => {
  const plain = await solveTurn(task, turn, { context, variant: "hydra", juror: null });
  const matrix = matrixOf(plain.solved, turn.k);
  const graded = await Promise.all(
    matrix.candidates.map(({ files, place }) =>
      grade(context, { task: task.id, files, sample: turn.sampleOf(place) }),
    ),
  );
  const right = graded.map(({ base }) => base);
  const juror =
    context.juror && makeJuror(context.juror, async (candidate) => right[placeOf(candidate)] ?? false);
  const drawn = { task, turn, context, plain, matrix, right, juror };
  const answers: [string, Answer][] = [];
  for (const name of context.solvers) {
    const answer = await answerOf(name, drawn);
    if (answer !== null) answers.push([name, answer]);
  }
  return {
    task: task.id,
    seed: turn.seed,
    candidates: graded.map(({ base, plus }, place) => {
      const sample = turn.sampleOf(place);
      const model = plain.solved.candidates.find(({ id }) => placeOf(id) === place)?.model ?? "none";
      return {
        model: sample?.model ?? model,
        ...(sample === null ? {} : { sample: sample.sample }),
        right: base,
        plus,
      };
    }),
    answers: Object.fromEntries(answers),
  };
};

interface Run {
  readonly solved: Solved;
  readonly asked: Asked;
}

interface Drawn {
  readonly task: CodeTask;
  readonly turn: Turn;
  readonly context: DrawContext;
  readonly plain: Run;
  readonly matrix: Matrix;
  readonly right: readonly boolean[];
  readonly juror: Juror | null;
}

/** Null where the solver has nothing to go by. */
const answerOf = async (name: string, drawn: Drawn): Promise<Answer | null> => {
  const { task, turn, context, plain, matrix, juror, right } = drawn;
  const baseline = solvers[name];
  if (baseline !== undefined) return { ...unstated, ...costOf(plain, matrix), pick: [...baseline(matrix)] };
  if (name === "judge-only") {
    const pick = judgeOnly(right, context.juror);
    return pick && { ...unstated, ...costOf(plain, matrix), pick: [...pick] };
  }
  const same = name === "hydra" && juror === null;
  const { solved } = same ? plain : await solveTurn(task, turn, { context, variant: name, juror });
  const { best, status, chance, features, spent } = solved;
  return {
    ...spent,
    pick: matrix.candidates.map(({ place }) => Number(best !== null && placeOf(best) === place)),
    ...(await repairedGrade(solved, drawn)),
    status,
    // Where nothing ran there is no pick that could be right.
    chance: best === null ? 0 : chance,
    features,
  };
};

const unstated = { status: null, chance: null } as const;

/** What a baseline needs: the drafts, QA's tests, and a run of each candidate. */
const costOf = ({ solved, asked }: Run, matrix: Matrix) => ({
  calls: asked.drafts.calls + asked.tests.calls,
  tokens: asked.drafts.tokens + asked.tests.tokens,
  runs: matrix.candidates.filter(({ ran }) => ran).length,
  milliseconds: solved.candidates.reduce((sum, { drawn }) => sum + (drawn.result?.durationMs ?? 0), 0),
});

/** Of the pick where it is no longer the candidate that baselines saw and the row grades. */
const repairedGrade = async (
  { best, candidates }: Solved,
  { task, context, matrix }: Drawn,
): Promise<Pick<Answer, "right" | "rightPlus">> => {
  const picked = candidates.find(({ id }) => id === best);
  if (best === null || picked === undefined) return {};
  const asDrawn = matrix.candidates[placeOf(best)]?.files ?? [];
  if (keyOf(picked.files) === keyOf(asDrawn)) return {};
  const { base, plus } = await grade(context, { task: task.id, files: picked.files, sample: null });
  return { right: base, rightPlus: plus };
};

const grade = async ({ grades }: DrawContext, asked: Parameters<Grades["grade"]>[0]) =>
  asked.files.length === 0 ? { base: false, plus: false } : grades.grade(asked);

const solveTurn = async (
  task: CodeTask,
  turn: Turn,
  how: { context: DrawContext; variant: string; juror: Juror | null },
): Promise<Run> => {
  const { context, variant, juror } = how;
  const { stages, repairs } = variantOf(variant);
  const asked = nothingAsked();
  const solved = await context.solve(
    {
      thread: `${task.id}-${turn.seed}-${context.intake}`.replaceAll(/[^\w.-]/gu, "-"),
      text: showTask(task, context.intake),
      language: task.language,
      candidates: turn.k,
      testBlocks: turn.blocks,
      ...(repairs === undefined ? {} : { repairs }),
    },
    {
      chat: metered(turn.chat(juror), asked),
      sandbox: context.sandbox,
      // One of its own: listeners that a run leaves behind would pile up on one for all.
      signal: AbortSignal.any([context.signal]),
      voting: { weights: context.weights(task), stages },
      watch: (place, text) => refuseHidden(context.grades, { task, place, text }),
      ...(juror === null ? {} : { onEvent: (event: HydraEvent) => juror.hear(event) }),
    },
  );
  return { solved, asked };
};

const refuseHidden = (
  grades: Grades,
  { task, place, text }: { task: CodeTask; place: string; text: string },
): void => {
  if (!grades.leaks(text)) return;
  throw new HydraError("GRADER_LEAKED", `Hidden tests of ${task.id} stand in the pipeline's ${place}.`, {
    fix: "Nothing measured here counts: find how they came there.",
  });
};
