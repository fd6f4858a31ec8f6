// The vote's weights are data: fitted by a command on recordings of real models, frozen in `weights.json`, replaceable
// by a person's own calibration. The schema is what the vote relies on.
import { z } from "zod";
import shipped from "./weights.json" with { type: "json" };

/** In the order in which a calibration table lists them. Each lies in [0, 1]; null where there was nothing to see. */
export const featureNames = [
  "trustedShare",
  "untrustedShare",
  "agreement",
  "margin",
  "groupShare",
  "liveliness",
] as const;
export type FeatureName = (typeof featureNames)[number];
export const Features = z.record(z.enum(featureNames), z.number().min(0).max(1).nullable());
export type Features = z.infer<typeof Features>;

/** A logistic regression. What a candidate has nothing of counts as the mean of what was seen, so it weighs nothing. */
export const Logistic = z.strictObject({
  intercept: z.number(),
  coefficients: z.record(z.enum(featureNames), z.number()),
  means: z.record(z.enum(featureNames), z.number()),
});
export type Logistic = z.infer<typeof Logistic>;

export const Calibration = z.strictObject({
  /** Which recordings, how many draws, by which command. */
  provenance: z.string(),
  /** Where trusted tests exist, and where none does. */
  withTrusted: Logistic,
  withoutTrusted: Logistic,
});
export type Calibration = z.infer<typeof Calibration>;

export const Weights = z.strictObject({
  /** How much a test's agreement with the other tests (leave-one-out) moves its weight from 1. 0: all weigh the same. */
  leaveOneOut: z.number().min(0).max(1),
  /** Exponent of the number of candidates that pass the same untrusted tests (CodeT has 0.5). */
  companyExponent: z.number().min(0),
  /** Worth of all others behaving alike, where passing every untrusted test is worth 1. */
  behaviour: z.number().min(0),
  /** A candidate that answers the same to this many different calls or more is no answer while another one varies. */
  constantCalls: z.number().int().min(2),
  /** Finalists nearer than this fight a duel. */
  duelMargin: z.number().min(0),
  /** A second witness in untrusted tests: this share of them holds, and at least so many. */
  witnessShare: z.number().min(0).max(1),
  witnessTests: z.number().int().min(1),
  /** Below this chance there is no answer. */
  abstainBelow: z.number().min(0).max(1),
  calibration: Calibration,
});
export type Weights = z.infer<typeof Weights>;

export const shippedWeights = (): Weights => Weights.parse(shipped);
