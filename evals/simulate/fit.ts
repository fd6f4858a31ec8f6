// Whether the simulator may be used: what simple rules are worth on its tasks, against what they were worth on the real
// model that it imitates. A figure of the table has to lie where 95% of simulated tables of as many tasks have theirs.
import { figureOf, resampledRatios, total, type Resampling } from "../figures/bootstrap.ts";
import type { Figure } from "../figures/schema.ts";
import { makeChance } from "./chance.ts";
import { simulateTask, type TaskFigures } from "./statistics.ts";
import { measuredModel, type Model } from "./world.ts";

/** In percent; gains are points above `single`. CodeGen-mono-16B, T 0.8, on HumanEval's 164 tasks, 200 draws of three. */
const reference: readonly { name: string; of: keyof TaskFigures; gain: boolean; value: number }[] = [
  { name: "single", of: "single", gain: false, value: 21.9 },
  { name: "behaviour majority", of: "majority", gain: true, value: 2.7 },
  { name: "most self-written tests", of: "mostTests", gain: true, value: 6.5 },
  { name: "CodeT", of: "codet", gain: true, value: 6.7 },
  { name: "examples, then random", of: "visible", gain: true, value: 12.2 },
  { name: "examples, then majority", of: "visibleMajority", gain: true, value: 12.4 },
  { name: "oracle", of: "oracle", gain: true, value: 13.6 },
  { name: "tasks never solved", of: "neverSolved", gain: false, value: (100 * 43) / 164 },
];
const referenceTasks = 164;

export interface Fitted extends Figure {
  readonly name: string;
  /** Null where nothing was measured. */
  readonly reference: number | null;
  /** Points from the nearer end of the interval; 0 inside. */
  readonly off: number;
}

/** In percent, with the interval in which 95% of tables of 164 simulated tasks lie. */
export const fitSimulator = (
  model: Model = measuredModel,
  { tasks = 4_000, draws = 24 }: { tasks?: number; draws?: number } = {},
): Fitted[] => {
  const simulated = Array.from({ length: tasks }, (_, index) => simulateTask(`fit/${index}`, model, draws));
  const resampling = drawTables(tasks);
  const column = (value: (task: TaskFigures) => number) => Float64Array.from(simulated, value);
  const ratio = (top: Float64Array, bottom: Float64Array): Figure =>
    inPercent(figureOf(total(top) / total(bottom), resampledRatios(resampling, top, bottom)));
  const every = column(() => 1);
  return [
    ...reference.map(({ name, of, gain, value }) => {
      const figure = ratio(
        column((task) => task[of] - (gain ? task.single : 0)),
        every,
      );
      return { name, ...figure, reference: value, off: outside(value, figure) };
    }),
    ...(["alike", "differ"] as const).map((how) => ({
      name: `right where all ${how}`,
      ...ratio(
        column((task) => task[`${how}Right`]),
        column((task) => task[how]),
      ),
      reference: null,
      off: 0,
    })),
  ];
};

/** Null where the simulator may be used; else one line that says what is off, and by how much. */
export const refusalOf = (fitted: readonly Fitted[]): string | null => {
  const off = fitted.flatMap(({ name, reference: wanted, low, high, off: by }) =>
    wanted === null || by === 0
      ? []
      : `${name} is ${wanted.toFixed(1)}, ${by.toFixed(1)} points outside of the simulated [${low.toFixed(1)}, ${high.toFixed(1)}]`,
  );
  return off.length === 0 ? null : `the simulator does not reproduce the reference table: ${off.join("; ")}`;
};

const tables = 1_000;

/** Each holds as many tasks as the reference's, drawn from all that were simulated. */
const drawTables = (tasks: number): Resampling => {
  const chance = makeChance("tables");
  const counts = new Uint16Array(tables * tasks);
  for (let drawn = 0; drawn < tables * referenceTasks; drawn++) {
    const at = (drawn % tables) * tasks + Math.floor(chance.between(0, tasks));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { tasks, resamples: tables, counts };
};

const outside = (value: number, { low, high }: Figure): number => Math.max(low - value, value - high, 0);

const inPercent = ({ value, low, high }: Figure): Figure => ({
  value: 100 * value,
  low: 100 * low,
  high: 100 * high,
});
