// The vote: rule 1 of the design as one pure function. Trusted tests refute; untrusted tests and agreement weigh; then a
// duel between finalists that differ and stand close; then reviews; then the program of middle size. Its weights are data.
import type { Duel } from "../../core/domain.ts";
import { judge, type Ballot, type Decision } from "./judge.ts";
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
  const ranked = rank(supportOf(level, evidence, weights), middleOf(evidence.candidates));
  const judged = (pick: Support | null, how: Ballot["how"]) =>
    judge({ running, trusted, standing, ranked, pick, how }, evidence, weights);

  const [first = null, second = null] = ranked;
  const rival = evidence.stages.duel
    ? ranked.find((one) => first !== null && mayFight(first, one, weights))
    : null;
  if (first === null || !rival) return judged(first, howItLeads(first, second));
  const [ahead, behind] = [judged(first, howItLeads(first, second)), judged(rival, null)];
  // A duel costs model calls; it is not worth any where neither finalist could be shipped.
  if (ahead.winner === null && behind.winner === null) return ahead;
  if (evidence.duel === null) {
    const finalists = [first.candidate.id, rival.candidate.id] as const;
    return {
      kind: "duel",
      finalists,
      reasons: [`${finalists.join(" and ")} differ, and the evidence leaves them level`],
    };
  }
  const winner = duelWinner(evidence.duel);
  if (winner === first.candidate.id) return judged(first, "duel");
  return winner === rival.candidate.id ? judged(rival, "duel") : ahead;
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

/**
 * Execution first, then reviews (weak: they only part equals), then size: neither the shortest, which often leaves something
 * out, nor the longest. The hash makes the order total.
 */
const rank = (supports: readonly Support[], middle: number): Support[] =>
  supports.toSorted(
    (a, b) =>
      Number(a.constant) - Number(b.constant) ||
      b.score - a.score ||
      approval(b.candidate) - approval(a.candidate) ||
      Math.abs(a.candidate.size - middle) - Math.abs(b.candidate.size - middle) ||
      a.candidate.size - b.candidate.size ||
      // Words that do nothing win nothing: of twins the one with fewer.
      a.candidate.length - b.candidate.length ||
      compareText(a.candidate.hash, b.candidate.hash) ||
      compareText(a.candidate.id, b.candidate.id),
  );

/** The size in the middle of all programs, those that do not run included. */
const middleOf = (candidates: readonly CandidateEvidence[]): number => {
  const sizes = candidates.flatMap(({ size }) => (size > 0 ? size : [])).toSorted((a, b) => a - b);
  const [below = 0, above = 0] = [
    sizes[Math.floor((sizes.length - 1) / 2)],
    sizes[Math.floor(sizes.length / 2)],
  ];
  return (below + above) / 2;
};

const approval = (one: CandidateEvidence): number =>
  one.reviews.reduce((sum, { verdict }) => sum + { approve: 1, abstain: 0, object: -1 }[verdict], 0);

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const mayFight = (first: Support, other: Support, weights: Weights): boolean =>
  other.constant === first.constant &&
  other.candidate.hash !== first.candidate.hash &&
  !alike(first.candidate, other.candidate) &&
  first.score - other.score <= weights.duelMargin;

/** More than half of the jurors that held to an answer. */
export const duelWinner = ({ votes }: Duel): string | null => {
  const choices = votes.flatMap(({ choice }) => choice ?? []);
  return choices.find((one) => choices.filter((other) => other === one).length * 2 > choices.length) ?? null;
};

/** What parted equals, if anything had to. */
const howItLeads = (first: Support | null, second: Support | null): Ballot["how"] => {
  if (first === null || second === null || first.constant !== second.constant || first.score > second.score)
    return null;
  if (approval(first.candidate) > approval(second.candidate)) return "reviews";
  return "size";
};
