// From what the vote saw to the chance that its pick is right. Pure; the coefficients are data, fitted elsewhere.
import { featureNames, type Calibration, type Features, type Logistic } from "./weights.ts";

export const probabilityOf = (features: Features, calibration: Calibration): number =>
  logistic(features, features.trustedShare === null ? calibration.withoutTrusted : calibration.withTrusted);

const logistic = (features: Features, table: Logistic): number => {
  const sum = featureNames.reduce(
    (total, name) =>
      total + table.coefficients[name] * ((features[name] ?? table.means[name]) - table.means[name]),
    table.intercept,
  );
  return 1 / (1 + Math.exp(-sum));
};
