// From what the vote saw to the chance that its pick is right. Pure; the coefficients are data, fitted elsewhere.
import { featureNames, type Calibration, type Features } from "./weights.ts";

export const probabilityOf = (features: Features, calibration: Calibration): number => {
  const table = features.trustedShare === null ? calibration.withoutTrusted : calibration.withTrusted;
  const sum = featureNames.reduce((total, name) => {
    const [term, value] = [table.terms[name], features[name]];
    return term === undefined || value === null ? total : total + term.coefficient * (value - term.mean);
  }, table.intercept);
  return 1 / (1 + Math.exp(-sum));
};
