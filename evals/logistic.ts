// Logistic regression for the calibration table: ridge-penalised Newton steps, missing values at the mean, and
// cross-fitting by group, so that a task's own outcome never helps to predict it.

export interface Observation {
  /** Observations of one group (a task) are held out together. */
  readonly group: string;
  readonly features: readonly (number | null)[];
  readonly right: boolean;
  /** How much it counts. */
  readonly weight: number;
}

export interface Fitted {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  readonly means: readonly number[];
}

/** `ridge` in units of observations; the intercept is not penalised. */
export const fitLogistic = (observations: readonly Observation[], ridge: number): Fitted => {
  const width = observations[0]?.features.length ?? 0;
  const means = Array.from({ length: width }, (_, column) => meanOf(observations, column));
  const rows = observations.map((one) => [1, ...centred(one.features, means)]);
  let beta = Array.from({ length: width + 1 }, () => 0);
  for (let step = 0; step < 50; step++) {
    const change = newtonStep({ rows, observations, beta, ridge });
    beta = beta.map((value, index) => value + (change[index] ?? 0));
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return { intercept: beta[0] ?? 0, coefficients: beta.slice(1), means };
};

export const predict = (fitted: Fitted, features: readonly (number | null)[]): number =>
  sigmoid(
    centred(features, fitted.means).reduce(
      (sum, value, index) => sum + value * (fitted.coefficients[index] ?? 0),
      fitted.intercept,
    ),
  );

/** Each observation's chance from a fit that saw nothing of its group. */
export const crossFit = (observations: readonly Observation[], ridge: number, folds = 10): number[] => {
  const groups = [...new Set(observations.map(({ group }) => group))].toSorted();
  const foldOf = new Map(groups.map((group, index) => [group, index % folds]));
  const fits = Array.from({ length: folds }, (_, fold) =>
    fitLogistic(
      observations.filter(({ group }) => foldOf.get(group) !== fold),
      ridge,
    ),
  );
  return observations.map((one) => {
    const fitted = fits[foldOf.get(one.group) ?? 0];
    return fitted === undefined ? 0.5 : predict(fitted, one.features);
  });
};

/** Expected calibration error over equal-width bins, and the Brier score; both weighted. */
export const calibrationError = (
  observations: readonly Observation[],
  chances: readonly number[],
  bins = 10,
): { ece: number; brier: number } => {
  const total = sum(observations.map(({ weight }) => weight));
  const byBin = Map.groupBy(observations.keys(), (index) =>
    Math.min(bins - 1, Math.floor((chances[index] ?? 0) * bins)),
  );
  const gaps = [...byBin.values()].map((indices) =>
    Math.abs(
      sum(
        indices.map((index) => {
          const one = observations[index];
          return one === undefined ? 0 : one.weight * (Number(one.right) - (chances[index] ?? 0));
        }),
      ),
    ),
  );
  const squares = observations.map(
    ({ weight, right }, index) => weight * (Number(right) - (chances[index] ?? 0)) ** 2,
  );
  return { ece: sum(gaps) / total, brier: sum(squares) / total };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const meanOf = (observations: readonly Observation[], column: number): number => {
  const seen = observations.filter(({ features }) => features[column] !== null);
  const weight = sum(seen.map((one) => one.weight));
  return weight === 0 ? 0 : sum(seen.map((one) => one.weight * (one.features[column] ?? 0))) / weight;
};

const centred = (features: readonly (number | null)[], means: readonly number[]): number[] =>
  features.map((value, index) => (value === null ? 0 : value - (means[index] ?? 0)));

interface Step {
  readonly rows: readonly (readonly number[])[];
  readonly observations: readonly Observation[];
  readonly beta: readonly number[];
  readonly ridge: number;
}

const newtonStep = ({ rows, observations, beta, ridge }: Step): number[] => {
  const penalty = beta.map((_, index) => (index === 0 ? 1e-9 : ridge));
  const gradient = beta.map((value, index) => -(penalty[index] ?? 0) * value);
  const hessian = beta.map((_, i) => beta.map((__, j) => (i === j ? (penalty[i] ?? 0) : 0)));
  for (const [index, row] of rows.entries()) {
    const one = observations[index];
    if (one === undefined) continue;
    const chance = sigmoid(sum(row.map((value, column) => value * (beta[column] ?? 0))));
    const curvature = one.weight * Math.max(chance * (1 - chance), 1e-9);
    for (const [i, value] of row.entries()) {
      gradient[i] = (gradient[i] ?? 0) + one.weight * (Number(one.right) - chance) * value;
      const line = hessian[i] ?? [];
      for (const [j, other] of row.entries()) line[j] = (line[j] ?? 0) + curvature * value * other;
    }
  }
  return solve(hessian, gradient);
};

/** Gaussian elimination with partial pivoting; the ridge keeps the matrix positive definite. */
const solve = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] => {
  const rows = matrix.map((line, index) => [...line, vector[index] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows.reduce(
      (best, line, index) =>
        index >= column && Math.abs(line[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0) ? index : best,
      column,
    );
    [rows[column], rows[pivot]] = [rows[pivot] ?? [], rows[column] ?? []];
    const head = rows[column] ?? [];
    for (let index = 0; index < size; index++) {
      if (index === column) continue;
      const line = rows[index] ?? [];
      const factor = (line[column] ?? 0) / (head[column] ?? 1);
      rows[index] = line.map((value, at) => value - factor * (head[at] ?? 0));
    }
  }
  return rows.map((line, index) => (line[size] ?? 0) / (line[index] ?? 1));
};
