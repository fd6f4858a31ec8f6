// The vote's weights are data: tuned and fitted by commands on recordings of real models, frozen in `weights.json`;
// what `hydra eval code --calibrate` prints can stand there as its `calibration`. The schema is what the vote relies on.
import { z } from "zod";
import shipped from "./weights.json" with { type: "json" };

export const featureNames = [
  /** Share of the trusted tests that the pick passes. */
  "trustedShare",
  /** 1 where it passes all of them. */
  "allTrusted",
  /** Share of all candidates that pass all of them. */
  "passers",
  /** Share of the untrusted tests that it passes. */
  "untrustedShare",
  /** Share of the other candidates that are level with it and behave alike. */
  "agreement",
  /** On how many of the shared inputs all the others that run give the same as it, as a share. */
  "likeness",
  /** 0 where it answers the same to everything. */
  "varied",
] as const;
const FeatureName = z.enum(featureNames);

/** Each in [0, 1]; null where there was nothing to see. */
export const Features = z.record(FeatureName, z.number().min(0).max(1).nullable());
export type Features = z.infer<typeof Features>;

/** A logistic regression. A feature that is null counts as its mean, so it weighs nothing. */
const Logistic = z.strictObject({
  intercept: z.number(),
  terms: z.partialRecord(FeatureName, z.strictObject({ coefficient: z.number(), mean: z.number() })),
});

export const Calibration = z.strictObject({
  /** What it was fitted on and by which command. */
  provenance: z.string().min(1),
  /** Where trusted tests exist, and where none does. */
  withTrusted: Logistic,
  withoutTrusted: Logistic,
  /** The same, each fitted without the tasks of its place (`foldOf`): an evaluation reports on no task that a fit saw. */
  folds: z.array(z.strictObject({ withTrusted: Logistic, withoutTrusted: Logistic })).optional(),
});
export type Calibration = z.infer<typeof Calibration>;

export const Weights = z.strictObject({
  provenance: z.string().min(1),
  /** How much a test's agreement with the other tests (leave-one-out) moves its weight from 1. 0: all weigh the same. */
  leaveOneOut: z.number().min(0).max(1),
  /** Worth of all others behaving alike, where passing every untrusted test is worth 1. */
  behaviour: z.number().min(0),
  /** Whoever answers the same to this many different calls stands back where another one varies. */
  constantCalls: z.number().int().min(2),
  /** Finalists that differ and are no farther apart than this fight a duel. */
  duelMargin: z.number().min(0),
  /** A candidate that gives the same on this share of the inputs is a second witness. */
  witnessLikeness: z.number().min(0).max(1),
  /** So is this share of the untrusted tests. */
  witnessShare: z.number().min(0).max(1),
  /** Chance given where most examples hold and everything else contradicts the rest of them: a prior, not a fit. */
  contradictedExample: z.number().min(0).max(1),
  /** Below this chance there is no answer. */
  abstainBelow: z.number().min(0).max(1),
  calibration: Calibration,
});
export type Weights = z.infer<typeof Weights>;

/** With the calibration that saw nothing of this task, which is what an evaluation may report. */
export const weightsFor = (task: string, weights: Weights): Weights => {
  const { folds = [] } = weights.calibration;
  const fold = folds[foldOf(task, folds.length)];
  return fold === undefined ? weights : { ...weights, calibration: { ...weights.calibration, ...fold } };
};

/** The same problem in another language has the same number, and so the same fold. */
export const foldOf = (task: string, folds: number): number => {
  const number = Number(/\d+/u.exec(task)?.[0] ?? 0);
  return folds === 0 ? 0 : ((number * 2_654_435_761) >>> 7) % folds;
};

export const shippedWeights = (): Weights => Weights.parse(shipped);
