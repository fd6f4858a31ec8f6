// What may be said of the pick: `verified` needs trusted tests and a second witness, `probable` a calibrated chance,
// and everything else is `unsolved`. Each sentence of the reasons names the evidence it rests on.
import type { Score, VerdictStatus } from "../../core/domain.ts";
import { probabilityOf } from "./calibration.ts";
import type { CandidateEvidence, Evidence, TrustedTest } from "./evidence.ts";
import { likenessTo, passes, type Support } from "./support.ts";
import type { Features, Weights } from "./weights.ts";

export interface Pick {
  readonly kind: "pick";
  /** Null where nothing is to be shipped. */
  readonly winner: string | null;
  /** Whom the evidence favours, also where nothing is shipped; null where nothing ran. */
  readonly best: string | null;
  readonly status: VerdictStatus;
  /** Calibrated chance that `winner` is right; null unless `probable`. */
  readonly probability: number | null;
  /** The same of `best`, whatever becomes of it; null where nothing ran. */
  readonly chance: number | null;
  readonly reasons: readonly string[];
  /** Fallible trusted examples that `best` does not satisfy. */
  readonly failingExamples: readonly string[];
  /** What the chance is made from; null where nothing ran. */
  readonly features: Features | null;
}

export type Decision =
  | Pick
  | {
      readonly kind: "duel";
      readonly finalists: readonly [string, string];
      readonly reasons: readonly string[];
    };

/** How far the vote came. */
export interface Ballot {
  readonly running: readonly CandidateEvidence[];
  /** Trusted tests that the sandbox could run. */
  readonly trusted: readonly TrustedTest[];
  /** Those that no test which can't be wrong refutes. */
  readonly standing: readonly CandidateEvidence[];
  /** Those level on trusted tests, best first. */
  readonly ranked: readonly Support[];
  readonly pick: Support | null;
  /** What parted the pick from its equals, if anything had to. */
  readonly how: "duel" | "reviews" | "size" | null;
}

export const judge = (ballot: Ballot, evidence: Evidence, weights: Weights): Pick => {
  const { pick, trusted, standing } = ballot;
  if (pick === null) {
    return { ...unsolved, best: null, chance: null, features: null, reasons: nothingRan(evidence) };
  }
  const best = pick.candidate.id;
  const features = featuresOf(ballot, pick, evidence);
  const { probability, basis } = chanceOf(ballot, pick, { features, weights });
  const failingExamples = trusted
    .filter((test) => test.fallible && !passes(pick.candidate, test.id))
    .map(({ text }) => text);
  const told = { best, features, failingExamples, chance: probability };
  const reasons = [...trustedReasons(ballot, pick, evidence), ...supportReasons(ballot, pick, evidence)];
  const because = (reason: string): string[] => [...reasons, reason];
  if (standing.length === 0)
    return {
      ...unsolved,
      ...told,
      reasons: because("unsolved: every candidate fails a test that must hold"),
    };

  const witness = witnessOf(pick, evidence, weights);
  const allHold =
    evidence.trusted.length > 0 && evidence.trusted.every(({ id }) => passes(pick.candidate, id));
  if (allHold && witness !== null) {
    const reason = `verified: all trusted tests hold, and ${witness}`;
    return {
      kind: "pick",
      winner: best,
      status: "verified",
      probability: null,
      ...told,
      reasons: because(reason),
    };
  }
  const chance = `${Math.round(probability * 100)}% (${basis})`;
  if (evidence.stages.abstention && probability < weights.abstainBelow)
    return { ...unsolved, ...told, reasons: because(`unsolved: its chance is ${chance}, too low to ship`) };
  const reason = `probable: its chance is ${chance}`;
  return { kind: "pick", winner: best, status: "probable", probability, ...told, reasons: because(reason) };
};

const unsolved = {
  kind: "pick",
  winner: null,
  status: "unsolved",
  probability: null,
  failingExamples: [],
} as const;

/**
 * The fitted chance, but where most examples hold and all else contradicts the rest of them: recordings have too few
 * such cases to fit, and an example read from prose may be the one that is wrong.
 */
const chanceOf = (
  { trusted }: Ballot,
  { candidate, alike, untrusted }: Support,
  { features, weights }: { features: Features; weights: Weights },
): { probability: number; basis: string } => {
  const fitted = probabilityOf(features, weights.calibration);
  const { passed, total } = scoreOf(candidate, trusted);
  const contradicted =
    passed < total &&
    passed * 2 > total &&
    alike > 0 &&
    untrusted.total > 1 &&
    untrusted.passed === untrusted.total;
  return contradicted && fitted < weights.contradictedExample
    ? {
        probability: weights.contradictedExample,
        basis: "all but an example that may be wrong speaks for it",
      }
    : { probability: fitted, basis: "calibrated" };
};

const nothingRan = ({ candidates }: Evidence): string[] =>
  candidates.length === 0
    ? ["there is no candidate"]
    : candidates.map(({ id, unusable, status }) => `${id}: ${unusable ?? status ?? "it never ran"}`);

/** The second witness in words, or null. A person's own test file needs no second. */
const witnessOf = (pick: Support, evidence: Evidence, weights: Weights): string | null => {
  if (evidence.trusted.some(({ origin }) => origin === "file")) return "they are the person's own";
  if (pick.alike > 0) return "another candidate behaves alike";
  if (pick.closest >= weights.witnessLikeness) return "another candidate behaves alike on nearly all inputs";
  const { passed, total } = pick.untrusted;
  return total > 0 && passed >= weights.witnessShare * total ? "enough of QA's own tests hold" : null;
};

const featuresOf = (ballot: Ballot, pick: Support, { candidates, stages }: Evidence): Features => {
  const { trusted, running } = ballot;
  const others = candidates.length - 1;
  const rivals = running.filter((one) => one !== pick.candidate);
  const score = scoreOf(pick.candidate, trusted);
  const passers = candidates.filter((one) => trusted.every(({ id }) => passes(one, id)));
  const seen = stages.agreement && pick.candidate.behaviour.some((value) => value !== null);
  return {
    trustedShare: share(score),
    allTrusted: score.total === 0 ? null : Number(score.passed === score.total),
    passers: score.total > 0 && others > 0 ? passers.length / candidates.length : null,
    untrustedShare: share(pick.untrusted),
    agreement: seen && others > 0 ? pick.alike / others : null,
    likeness: seen && rivals.length > 0 ? likenessTo(pick.candidate, rivals) : null,
    varied: seen ? Number(!pick.constant) : null,
  };
};

const scoreOf = (one: CandidateEvidence, tests: readonly TrustedTest[]): Score => ({
  passed: tests.filter(({ id }) => passes(one, id)).length,
  total: tests.length,
});

const share = ({ passed, total }: Score): number | null => (total === 0 ? null : passed / total);

const trustedReasons = (ballot: Ballot, pick: Support, evidence: Evidence): string[] => {
  const { running, standing, trusted, ranked } = ballot;
  const refuted = running.filter((one) => !standing.includes(one)).map(({ id }) => id);
  const passed = trusted.filter(({ id }) => passes(pick.candidate, id)).length;
  const silent = evidence.trusted.length - trusted.length;
  return [
    ...(refuted.length > 0 && standing.length > 0
      ? [`refuted by a test that must hold: ${refuted.join(", ")}`]
      : []),
    trusted.length === 0
      ? "there is no trusted test to decide"
      : `${ranked.map((one) => one.candidate.id).join(", ")}: ${passed} of ${trusted.length} trusted tests hold`,
    ...(silent > 0 ? [`trusted tests that this sandbox can't run: ${silent}`] : []),
  ];
};

const supportReasons = ({ how, ranked }: Ballot, pick: Support, evidence: Evidence): string[] => {
  const { id } = pick.candidate;
  const constant = ranked.filter((one) => one.constant).map((one) => one.candidate.id);
  const { passed, total } = pick.untrusted;
  return [
    ...(constant.length > 0 ? [`the same answer to every call: ${constant.join(", ")}`] : []),
    ...(total === 0 ? [] : [`${id} passes ${passed} of QA's ${total} tests`]),
    ...(pick.alike > 0 ? [`${id} behaves like ${pick.alike} of the others`] : []),
    ...(how === "duel" ? [`the duel on ${evidence.duel?.input ?? "an input"} went to ${id}`] : []),
    ...(evidence.duel !== null && how !== "duel" ? ["the duel decided nothing"] : []),
    ...(how === "reviews" ? [`among equals the reviews prefer ${id}`] : []),
    ...(how === "size" ? [`among equals ${id} is of middle size`] : []),
  ];
};
