// Fits the table that turns what the vote saw into a chance, from draws that were picked by it and graded. Pure: rows in,
// a table out, with how well it held on tasks that a fit had not seen.
import { calibrationError, crossFit, fitLogistic, type Fitted, type Observation } from "./logistic.ts";

/** One draw: what the vote saw of its pick, and whether that was right. */
export interface Seen {
  readonly recording: string;
  readonly task: string;
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

export const tablesOf = (rows: readonly Seen[], { command }: { command: string }): Calibrated => {
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
const fit = (rows: readonly Seen[]): { table: Table; told: string } => {
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
