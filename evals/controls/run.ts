// The controls' `Run` on a recording: the evaluation as it is, with draws, sandbox, grades or suite changed from outside.
// Nothing is resumed and no juror stub is asked: stubs know the grades.
import { join } from "node:path";
import type { Answer as Solved } from "../../app/observe.ts";
import type { ChatModel } from "../../core/ports.ts";
import type { DrawContext } from "../code/draw-row.ts";
import { evaluate, type EvaluateOptions } from "../code/evaluate.ts";
import { replaySource, type DrawOptions } from "../code/source.ts";
import { compare } from "../figures/draws.ts";
import { openGrader, type GraderOptions } from "../grader/client.ts";
import type { Draw } from "../recordings/draw.ts";
import { loadRecording, type Recording } from "../recordings/recording.ts";
import { placeOf } from "../recordings/replay-chat.ts";
import type { Row } from "../rows.ts";
import type { Change, Run } from "./change.ts";
import { changeDraw, keyOf, orderOf, shuffledSandbox } from "./change-draw.ts";
import { writeHostile, type Attack } from "./hostile.ts";
import { writeOther, type Material } from "./other-grader.ts";
import { watched } from "./pairs.ts";

interface Setup {
  readonly evaluation: Omit<EvaluateOptions, "source" | "kept" | "juror" | "onProgress">;
  readonly recording: Recording;
  /** What the grader and the recording were opened from. */
  readonly original: Material;
  readonly draws: Omit<DrawOptions, "seeds">;
  /** Where suites are written for controls, and how they are graded. */
  readonly hostile: {
    readonly folder: string;
    readonly grader: Omit<GraderOptions, "suite" | "recording" | "mode">;
    readonly attacks?: readonly Attack[];
  };
}

export const makeRun =
  (setup: Setup): Run =>
  async (change) => {
    if (change.kind === "hostile") return hostileRows(setup, change);
    if (change.kind === "other-grader") return otherRows(setup, change);
    return changedRows(setup, change);
  };

const hostileRows = async (setup: Setup, change: Change): Promise<readonly Row[]> => {
  const files = await writeHostile(setup.hostile.folder, setup.hostile.attacks);
  return rowsOfFiles(setup, change, {
    ...files,
    grader: { recording: null, mode: "run" },
    evaluationOf: (tasks) => ({ tasks, limit: null, solvers: [watched] }),
  });
};

/**
 * Tasks, recording and grades are all of other files than in the plain run, with no grade kept from before. A grade that is
 * recorded is turned; where there is none, the other tests are run.
 */
const otherRows = async (setup: Setup, change: Change): Promise<readonly Row[]> => {
  const folder = join(setup.hostile.folder, "other");
  const files = await writeOther(setup.original, folder);
  const asked = new Set(setup.evaluation.tasks.map(({ id }) => id));
  return rowsOfFiles(setup, change, {
    ...files,
    grader: { recording: files.recording, mode: "auto", cache: join(folder, "grades") },
    evaluationOf: (tasks) => ({ tasks: tasks.filter(({ id }) => asked.has(id)) }),
  });
};

interface OwnFiles extends Material {
  readonly grader: Pick<GraderOptions, "recording" | "mode"> & { readonly cache?: string };
  readonly evaluationOf: (tasks: EvaluateOptions["tasks"]) => Partial<Setup["evaluation"]>;
}

/** Suite, recording and grader are of files written for the control. */
const rowsOfFiles = async (
  setup: Setup,
  change: Change,
  { suite, recording, grader, evaluationOf }: OwnFiles,
): Promise<readonly Row[]> => {
  const grades = await openGrader({ ...setup.hostile.grader, ...grader, suite });
  try {
    const evaluation = { ...setup.evaluation, grades, ...evaluationOf(grades.tasks) };
    return await changedRows({ ...setup, evaluation, recording: await loadRecording(recording) }, change);
  } finally {
    await grades.close();
  }
};

const changedRows = async (setup: Setup, change: Change): Promise<readonly Row[]> => {
  const { evaluation, recording } = setup;
  const draws = new Map<string, Draw>();
  const alter = changeDraw(change);
  const source = replaySource(recording, { ...setup.draws, seeds: evaluation.seeds }, (draw, task) => {
    const altered = alter(draw, task);
    draws.set(draw.name, altered);
    return altered;
  });
  const unshuffled = new Set<string>();
  const solve: DrawContext["solve"] = async (question, options) => {
    const name = drawNameOf(options.chat);
    const solved = await evaluation.solve(question, options);
    if (change.kind !== "shuffled-evidence") return atFirstTwin(solved, draws.get(name));
    const programs = Array.from(
      { length: question.candidates },
      (_, place) => solved.candidates.find(({ id }) => placeOf(id) === place)?.files ?? [],
    );
    const order = orderOf(programs.length, `${name}/${change.seed}`);
    const sandbox = shuffledSandbox(options.sandbox, programs, order);
    if (sandbox !== null) return evaluation.solve(question, { ...options, sandbox });
    unshuffled.add(name);
    return solved;
  };
  const { rows } = await evaluate({
    ...evaluation,
    solve,
    source,
    juror: null,
    kept: { rows: [], append: async () => undefined },
  });
  return rows.filter(({ task, seed }) => !unshuffled.has(`${recording.name}/${task}/${seed}`));
};

const drawNameOf = ({ identity }: ChatModel): string => (identity.roles["qa"] ?? "").replace(/^replay:/u, "");

/** Nothing tells the same files apart, so the pick among them is the one with the lowest sample. */
const atFirstTwin = (solved: Solved, draw: Draw | undefined): Solved => {
  const best = solved.candidates.find(({ id }) => id === solved.best);
  if (best === undefined) return solved;
  const sampleOf = (id: string) => {
    const drawn = draw?.candidates[placeOf(id)];
    return drawn === undefined ? id : `${drawn.model}/${String(drawn.sample).padStart(9, "0")}`;
  };
  const [first = best] = solved.candidates
    .filter(({ files }) => keyOf(files) === keyOf(best.files))
    .toSorted((a, b) => compare(sampleOf(a.id), sampleOf(b.id)));
  return { ...solved, best: first.id };
};
