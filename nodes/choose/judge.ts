// What may be said of the pick: `verified` needs trusted tests and a second witness, `probable` a calibrated chance,
// and everything else is `unsolved`. Each sentence of the reasons names the evidence it rests on.
import type { Score, VerdictStatus } from "../../core/domain.ts";
import { probabilityOf } from "./calibration.ts";
import type { CandidateEvidence, Evidence, TrustedTest } from "./evidence.ts";
import { passes, type Support } from "./support.ts";
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
interface Ballot {
  readonly running: readonly CandidateEvidence[];
  /** Trusted tests that the sandbox could run. */
  readonly trusted: readonly TrustedTest[];
  /** Those that no test which can't be wrong refutes. */
  readonly standing: readonly CandidateEvidence[];
  /** Those level on trusted tests, best first. */
  readonly ranked: readonly Support[];
  readonly pick: Support | null;
  /** What parted the pick from an equal: `duel`, `reviews`, `simpler`. */
  readonly how: string | null;
}

export const judge = (ballot: Ballot, evidence: Evidence, weights: Weights): Pick => {
  const { pick, standing } = ballot;
  if (pick === null) return { ...nothing, reasons: nothingRan(evidence) };
  const { candidate } = pick;
  const features = featuresOf(ballot, pick, evidence);
  const failing = ballot.trusted.filter(({ id }) => !passes(candidate, id));
  const told = {
    kind: "pick",
    best: candidate.id,
    features,
    failingExamples: failing.filter(({ fallible }) => fallible).map(({ text }) => text),
  } as const;
  const reasons = [...trustedReasons(ballot, pick, evidence), ...supportReasons(ballot, pick, evidence)];
  if (standing.length === 0)
    return { ...told, ...withheld, reasons: ["every candidate fails a test that must hold", ...reasons] };

  const witness = witnessOf(pick, evidence, weights);
  if (evidence.trusted.length > 0 && evidence.trusted.every(({ id }) => passes(candidate, id)) && witness)
    return {
      ...told,
      winner: candidate.id,
      status: "verified",
      probability: null,
      reasons: [...reasons, `verified: all trusted tests hold, and ${witness}`],
    };

  const probability = probabilityOf(features, weights.calibration);
  const chance = `${Math.round(probability * 100)}%`;
  if (evidence.stages.abstention && probability < weights.abstainBelow)
    return { ...told, ...withheld, reasons: [...reasons, `unsolved: the evidence gives it ${chance}`] };
  return {
    ...told,
    winner: candidate.id,
    status: "probable",
    probability,
    reasons: [...reasons, `probable: the evidence gives it ${chance}`],
  };
};

const withheld = { winner: null, status: "unsolved", probability: null } as const;
const nothing = { kind: "pick", best: null, features: null, failingExamples: [], ...withheld } as const;

const nothingRan = ({ candidates }: Evidence): string[] =>
  candidates.length === 0
    ? ["there is no candidate"]
    : candidates.map(({ id, unusable, status }) => `${id}: ${unusable ?? status ?? "it never ran"}`);

/** The second witness in words, or null. A person's own test file needs no second. */
const witnessOf = (pick: Support, evidence: Evidence, weights: Weights): string | null => {
  if (evidence.trusted.some(({ origin }) => origin === "file")) return "they are the person's own";
  if (pick.alike > 0) return "another candidate behaves alike";
  const { passed, total } = pick.untrusted;
  return passed >= weights.witnessTests && passed >= weights.witnessShare * total
    ? "enough of QA's own tests hold"
    : null;
};

const featuresOf = (ballot: Ballot, pick: Support, { candidates, stages }: Evidence): Features => {
  const { trusted, ranked } = ballot;
  const others = candidates.length - 1;
  const compared = stages.agreement && others > 0 && pick.candidate.behaviour.some((value) => value !== null);
  const passed = trusted.filter(({ id }) => passes(pick.candidate, id)).length;
  const rival = ranked.find((one) => one !== pick && one.score <= pick.score);
  return {
    trustedShare: share({ passed, total: trusted.length }),
    untrustedShare: share(pick.untrusted),
    agreement: compared ? pick.alike / others : null,
    margin: rival === undefined ? null : Math.min(1, pick.score - rival.score),
    groupShare: others > 0 ? ranked.length / candidates.length : null,
    liveliness: pick.constant ? 0 : 1,
  };
};

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
    ...(silent > 0 ? [`${silent} trusted tests could not run in this sandbox`] : []),
  ];
};

const supportReasons = ({ how, ranked }: Ballot, pick: Support, evidence: Evidence): string[] => {
  const { id } = pick.candidate;
  const constant = ranked.filter((one) => one.constant).map((one) => one.candidate.id);
  const { passed, total } = pick.untrusted;
  return [
    ...(constant.length > 0 ? [`the same answer to every call: ${constant.join(", ")}`] : []),
    ...(total === 0 ? [] : [`${id} passes ${passed} of QA's ${total} tests`]),
    ...(pick.alike > 0 ? [`${pick.alike} other candidates behave like ${id}`] : []),
    ...(how === "duel" ? [`the duel on ${evidence.duel?.input ?? "an input"} went to ${id}`] : []),
    ...(how === "reviews" ? [`among equals the reviews prefer ${id}`] : []),
    ...(how === "simpler" ? [`among equals ${id} is the simplest`] : []),
  ];
};
