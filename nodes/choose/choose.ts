// The vote: rule 1 of the design as one pure function. Trusted tests refute; untrusted tests and agreement weigh; then a
// duel between finalists that differ and stand close; then reviews; then the simpler program. Its weights are data.
import { judge, type Decision } from "./judge.ts";
import type { CandidateEvidence, Evidence, TrustedTest } from "./evidence.ts";
import { alike, passes, supportOf, type Support } from "./support.ts";
import type { Weights } from "./weights.ts";

/** The same for every order of the candidates and whatever they are called. */
export const choose = (evidence: Evidence, weights: Weights): Decision => {
  const running = evidence.candidates.filter(ran);
  const trusted = evidence.trusted.filter(({ id }) =>
    running.some((one) => one.outcomes[id] !== "unsupported"),
  );
  const standing = running.filter((one) => !trusted.some((test) => refutes(test, one)));
  const level = passingMost(standing.length === 0 ? running : standing, trusted);
  const ranked = rank(supportOf(level, evidence, weights));
  const first = ranked[0];
  const seen = { running, trusted, standing, ranked };
  if (first === undefined) return judge({ ...seen, pick: null, how: null }, evidence, weights);

  const rival = ranked.find((one) => mayFight(first, one, weights)) ?? null;
  if (rival === null || !evidence.stages.duel || standing.length === 0)
    return judge({ ...seen, pick: first, how: howItLeads(first, ranked[1]) }, evidence, weights);
  if (evidence.duel === null)
    return {
      kind: "duel",
      finalists: [first.candidate.id, rival.candidate.id],
      reasons: [`${first.candidate.id} and ${rival.candidate.id} differ, and the evidence leaves them level`],
    };
  const winner = duelWinner(evidence);
  const pick = winner === rival.candidate.id ? rival : first;
  const how = pick.candidate.id === winner ? "duel" : howItLeads(first, ranked[1]);
  return judge({ ...seen, pick, how }, evidence, weights);
};

const ran = (one: CandidateEvidence): boolean =>
  one.unusable === null && one.status !== null && one.status !== "load-error";

/** Only a test that can't be wrong refutes, and only by an answer: `unsupported` is none. */
const refutes = (test: TrustedTest, one: CandidateEvidence): boolean =>
  !test.fallible && !passes(one, test.id) && one.outcomes[test.id] !== "unsupported";

/** Examples read from prose may contradict their own reference, so most beats all. */
const passingMost = (
  candidates: readonly CandidateEvidence[],
  trusted: readonly TrustedTest[],
): CandidateEvidence[] => {
  const count = (one: CandidateEvidence) => trusted.filter(({ id }) => passes(one, id)).length;
  const most = Math.max(...candidates.map(count));
  return candidates.filter((one) => count(one) === most);
};

/** Execution first, then reviews (weak: they only part equals), then size; the hash makes the order total. */
const rank = (supports: readonly Support[]): Support[] =>
  supports.toSorted(
    (a, b) =>
      Number(a.constant) - Number(b.constant) ||
      b.score - a.score ||
      approval(b.candidate) - approval(a.candidate) ||
      a.candidate.sizeBytes - b.candidate.sizeBytes ||
      compareText(a.candidate.hash, b.candidate.hash) ||
      compareText(a.candidate.id, b.candidate.id),
  );

const approval = (one: CandidateEvidence): number =>
  one.reviews.reduce((sum, { verdict }) => sum + { approve: 1, abstain: 0, object: -1 }[verdict], 0);

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const mayFight = (first: Support, other: Support, weights: Weights): boolean =>
  other.constant === first.constant &&
  other.candidate.hash !== first.candidate.hash &&
  !alike(first.candidate, other.candidate) &&
  first.score - other.score <= weights.duelMargin;

/** More than half of the jurors that held to an answer. */
const duelWinner = ({ duel }: Evidence): string | null => {
  const choices = duel?.votes.flatMap(({ choice }) => choice ?? []) ?? [];
  return choices.find((one) => choices.filter((other) => other === one).length * 2 > choices.length) ?? null;
};

const howItLeads = (first: Support, second: Support | undefined): string | null => {
  if (second === undefined || first.constant !== second.constant || first.score > second.score) return null;
  if (approval(first.candidate) > approval(second.candidate)) return "reviews";
  return "simpler";
};
