// What untrusted evidence says for a candidate: tests that a model wrote, each weighed by whether the other tests agree
// with it, and the company of candidates that behave alike. It orders candidates that trusted tests left level.
import type { Score } from "../../core/domain.ts";
import type { CandidateEvidence, Evidence, UntrustedTest } from "./evidence.ts";
import type { Weights } from "./weights.ts";

export interface Support {
  readonly candidate: CandidateEvidence;
  /** 0 for nothing; about 1 for passing every test, more with company. */
  readonly score: number;
  /** Of the untrusted tests that this sandbox could run. */
  readonly untrusted: Score;
  /** How many of the other candidates behave alike on every input. */
  readonly alike: number;
  /** On how many of the inputs the others give the same, as a share. */
  readonly likeness: number;
  /** The same of the one that is most like it. */
  readonly closest: number;
  /** The same answer to every call. */
  readonly constant: boolean;
}

/** Each of `group`, seen among `group`. Untrusted tests that this sandbox could run for nobody are no evidence. */
export const supportOf = (
  group: readonly CandidateEvidence[],
  evidence: Evidence,
  weights: Weights,
): Support[] => {
  const tests = evidence.stages.untrusted
    ? evidence.untrusted.filter(({ id }) => group.some((one) => one.outcomes[id] !== "unsupported"))
    : [];
  const weighed = tests.map((test) => ({ test, weight: testWeight(test, tests, group, weights) }));
  return group.map((candidate) => {
    const others = evidence.stages.agreement ? group.filter((other) => other !== candidate) : [];
    const likeness = likenessTo(candidate, others);
    const passed = tests.filter(({ id }) => passes(candidate, id)).length;
    const score = blockShares(weighed, candidate) + weights.behaviour * likeness;
    return {
      candidate,
      score: Number(score.toFixed(9)),
      untrusted: { passed, total: tests.length },
      alike: others.filter((other) => alike(candidate, other)).length,
      likeness,
      closest: Math.max(0, ...others.map((other) => (answers(other) ? likenessTo(candidate, [other]) : 0))),
      constant: evidence.stages.agreement && isConstant(candidate, weights.constantCalls),
    };
  });
};

export const passes = (candidate: CandidateEvidence, test: string): boolean =>
  candidate.outcomes[test] === "passed";

/**
 * The same value for each shared call. Exceptions and values that can't be told are no common ground of their own: two
 * programs that crash on everything do not agree on anything.
 */
export const alike = (left: CandidateEvidence, right: CandidateEvidence): boolean =>
  answers(left) &&
  left.behaviour.length === right.behaviour.length &&
  left.behaviour.every((value, index) => value === right.behaviour[index]);

/**
 * Share of what the others give, on the shared calls, that is what it gives itself; what can't be told does not count. Not
 * every input is one that the task allows, and right programs may differ on the others, so it goes by degrees.
 */
export const likenessTo = (candidate: CandidateEvidence, others: readonly CandidateEvidence[]): number => {
  const told = others.flatMap(({ behaviour }) =>
    behaviour.flatMap((value, index) => {
      const own = candidate.behaviour[index] ?? null;
      return value === null || own === null ? [] : [Number(value === own)];
    }),
  );
  return mean(told);
};

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Answers the same to at least `calls` calls (two calls are always different texts). */
const isConstant = (candidate: CandidateEvidence, calls: number): boolean => {
  const answers = candidate.behaviour.filter((value) => value !== null);
  return answers.length >= calls && new Set(answers).size === 1;
};

const answers = ({ behaviour }: CandidateEvidence): boolean => behaviour.some(isAnswer);

const isAnswer = (value: string | null): boolean => value !== null && !value.startsWith("e");

/** Tests of one block stand together: a block counts once, however many tests it has. */
const blockShares = (
  weighed: readonly { test: UntrustedTest; weight: number }[],
  candidate: CandidateEvidence,
): number => {
  const blocks = [...Map.groupBy(weighed, ({ test }) => test.block).values()];
  const shares = blocks.map((block) => {
    const total = block.reduce((sum, { weight }) => sum + weight, 0);
    const passed = block.reduce(
      (sum, { test, weight }) => sum + (passes(candidate, test.id) ? weight : 0),
      0,
    );
    return total === 0 ? 0 : passed / total;
  });
  return mean(shares);
};

/**
 * Leave-one-out: how often the candidates that pass this test are also those that pass more of the others (an AUC, ties
 * half), moved to a weight around 1. A test that contradicts the rest weighs less.
 */
const testWeight = (
  test: UntrustedTest,
  tests: readonly UntrustedTest[],
  group: readonly CandidateEvidence[],
  weights: Weights,
): number => {
  const rest = tests.filter(({ id }) => id !== test.id);
  const scored = group.map((one) => ({
    passes: passes(one, test.id),
    others: rest.filter(({ id }) => passes(one, id)).length,
  }));
  const pairs = scored
    .filter((one) => one.passes)
    .flatMap((winner) =>
      scored.filter((one) => !one.passes).map((loser) => 0.5 + Math.sign(winner.others - loser.others) / 2),
    );
  if (pairs.length === 0) return 1;
  return 1 + weights.leaveOneOut * (2 * mean(pairs) - 1);
};
