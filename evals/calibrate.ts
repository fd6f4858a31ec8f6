// `hydra eval code --calibrate`: replays draws of recordings through the consensus graph, grades what it picks by hidden
// tests, and fits the table that turns what the vote saw into a chance. The graph is injected; it never sees the grader.
import type { SourceFile, VerdictStatus } from "../core/domain.ts";
import type { ChatModel, Sandbox } from "../core/ports.ts";
import { gradePython } from "./grade.ts";
import { calibrationError, crossFit, fitLogistic, type Fitted, type Observation } from "./logistic.ts";
import { drawFrom, type Recording } from "./recordings.ts";
import { makeReplayChat } from "./replay-chat.ts";
import { withoutExamples, type CodeTask } from "./suites.ts";

/** One task through the graph, abstaining switched off: whatever the vote favours is handed over. */
export type Solve = (
  question: { thread: string; text: string; candidates: number; testBlocks: number },
  chat: ChatModel,
  options: { signal: AbortSignal },
) => Promise<Solved>;

interface Solved {
  readonly status: VerdictStatus;
  /** Of the pick; empty where nothing ran. */
  readonly files: readonly SourceFile[];
  /** What the vote saw of the pick; null where nothing ran. */
  readonly features: Readonly<Record<string, number | null>> | null;
}

interface CalibrateOptions {
  readonly tasks: readonly CodeTask[];
  readonly recordings: readonly Recording[];
  /** Whose tests to use for tasks to which a recording has none. */
  readonly testsFrom?: Recording;
  /** Per task and recording, with and again without examples. */
  readonly draws: number;
  readonly candidates: number;
  readonly testBlocks: number;
  readonly solve: Solve;
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
  /** The command, as it stands in the table's provenance. */
  readonly command: string;
  readonly onRow?: (row: Row) => void;
}

/** One draw, as it was picked and graded. */
export interface Row {
  readonly recording: string;
  readonly task: string;
  readonly seed: number;
  readonly status: VerdictStatus;
  readonly features: Readonly<Record<string, number | null>>;
  readonly right: boolean;
}

interface Table {
  readonly intercept: number;
  readonly terms: Readonly<Record<string, { coefficient: number; mean: number }>>;
}

/** In the form of `Calibration` of the vote's weights, with how well it held on tasks that a fit had not seen. */
export interface Calibrated {
  readonly provenance: string;
  readonly withTrusted: Table;
  readonly withoutTrusted: Table;
}

export const calibrate = async (options: CalibrateOptions): Promise<Calibrated> => {
  const rows: Row[] = [];
  for await (const row of replay(options)) {
    rows.push(row);
    options.onRow?.(row);
  }
  return tablesOf(rows, options);
};

async function* replay(options: CalibrateOptions): AsyncGenerator<Row> {
  const { candidates, testBlocks: blocks, testsFrom } = options;
  for (const recording of options.recordings) {
    for (const task of options.tasks) {
      for (let seed = 0; seed < options.draws; seed++) {
        const how = { seed, candidates, blocks, ...(testsFrom === undefined ? {} : { testsFrom }) };
        const draw = drawFrom(recording, task, how);
        if (draw === null) continue;
        for (const shown of [task, withoutExamples(task)]) {
          const question = {
            thread: `${draw.name}${shown === task ? "" : "/bare"}`.replaceAll("/", "-"),
            text: shown.prompt,
            candidates,
            testBlocks: blocks,
          };
          const { signal } = options;
          const { features, files, status } = await options.solve(question, makeReplayChat(draw), { signal });
          if (features === null) continue;
          const right = await gradePython(options.sandbox, { task, files }, { signal });
          yield { recording: recording.name, task: task.id, seed, status, features, right };
        }
      }
    }
  }
}

/** Pure: rows may come from several runs. */
export const tablesOf = (rows: readonly Row[], { command }: { command: string }): Calibrated => {
  const trusted = fit(rows.filter(({ features }) => features["trustedShare"] !== null));
  const bare = fit(rows.filter(({ features }) => features["trustedShare"] === null));
  const tasks = new Set(rows.map(({ task }) => task)).size;
  const recordings = [...new Set(rows.map(({ recording }) => recording))].toSorted().join(", ");
  return {
    provenance: `${command}: ${tasks} tasks, recordings ${recordings}; with examples ${trusted.told}; without ${bare.told}.`,
    withTrusted: trusted.table,
    withoutTrusted: bare.table,
  };
};

const ridge = 1;

/** Every recording weighs the same. A feature that would speak against its own sense is left out. */
const fit = (rows: readonly Row[]): { table: Table; told: string } => {
  const counts = Map.groupBy(rows, ({ recording }) => recording);
  const observe = (names: readonly string[]): Observation[] =>
    rows.map((row) => ({
      group: row.task,
      features: names.map((name) => row.features[name] ?? null),
      right: row.right,
      weight: rows.length / counts.size / (counts.get(row.recording)?.length ?? 1),
    }));
  let names = Object.keys(rows[0]?.features ?? {}).toSorted();
  let fitted: Fitted = fitLogistic(observe(names), ridge);
  for (;;) {
    const kept = names.filter((_, index) => (fitted.coefficients[index] ?? 0) > 1e-6);
    if (kept.length === names.length) break;
    names = kept;
    fitted = fitLogistic(observe(names), ridge);
  }
  const observations = observe(names);
  const { ece, brier } = calibrationError(observations, crossFit(observations, ridge));
  return {
    table: {
      intercept: rounded(fitted.intercept),
      terms: Object.fromEntries(
        names.map((name, index) => [
          name,
          {
            coefficient: rounded(fitted.coefficients[index] ?? 0),
            mean: rounded(fitted.means[index] ?? 0),
          },
        ]),
      ),
    },
    told: `${rows.length} draws, cross-fitted ECE ${ece.toFixed(3)}, Brier ${brier.toFixed(3)}`,
  };
};

const rounded = (value: number): number => Number(value.toFixed(3));
