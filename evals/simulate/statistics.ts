// Simulated tasks without programs: a candidate is a right answer, a crash, or one of a task's ways of being wrong, each of
// which answers some inputs rightly. Enough to see what simple rules of choosing are worth, thousands of tasks in seconds.
import type { Matrix, MatrixCandidate } from "../matrix.ts";
import { codet } from "../solvers/codet.ts";
import { mostTests, visible } from "../solvers/most-tests.ts";
import { inTurn, shareAmongBest, type Solver } from "../solvers/solver.ts";
import { makeChance, type Chance } from "./chance.ts";
import { drawDifficulty, drawShares, type Difficulty, type Model } from "./world.ts";

/**
 * The largest group that behaves alike. Raising on everything is a behaviour here: how the reference table counted it is not
 * known, and the solver `majority`, to which it is none, gains a point more on simulated tasks.
 */
const behaviour: Solver = (matrix) => {
  const told = matrix.candidates.map((one) => JSON.stringify(one.behaviour));
  return shareAmongBest(
    matrix,
    ({ behaviour: own }) => told.filter((other) => other === JSON.stringify(own)).length,
  );
};

const rules = {
  majority: behaviour,
  mostTests,
  codet,
  visible,
  visibleMajority: inTurn(visible, behaviour),
} as const satisfies Record<string, Solver>;

/** Of one task, as shares of its draws. */
export interface TaskFigures extends Readonly<Record<keyof typeof rules, number>> {
  readonly single: number;
  readonly oracle: number;
  /** Chance that none of a hundred samples is right. */
  readonly neverSolved: number;
  /** Draws whose candidates all behave alike, and those of them that are right; the same where all differ. */
  readonly alike: number;
  readonly alikeRight: number;
  readonly differ: number;
  readonly differRight: number;
}

const k = 3;
/** Examples in a task's text, and inputs on which behaviours are told apart beside them. */
const examples = 3;
const inputs = 24;
const ways = 12;

export const simulateTask = (name: string, model: Model, draws: number): TaskFigures => {
  const chance = makeChance(name);
  const difficulty = drawDifficulty(model, chance);
  const task = {
    difficulty,
    model,
    shares: drawShares(ways, model, chance),
    right: waysOf(difficulty, chance),
  };
  const sums = { single: 0, oracle: 0, alike: 0, alikeRight: 0, differ: 0, differRight: 0 };
  const picked = { majority: 0, mostTests: 0, codet: 0, visible: 0, visibleMajority: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const { matrix, right } = drawMatrix(task, chance);
    const mean = right.reduce((sum, one) => sum + one, 0) / k;
    const kinds = new Set(matrix.candidates.map((one) => JSON.stringify(one.behaviour))).size;
    sums.single += mean;
    sums.oracle += Math.max(...right);
    if (kinds === 1) [sums.alike, sums.alikeRight] = [sums.alike + 1, sums.alikeRight + mean];
    if (kinds === k) [sums.differ, sums.differRight] = [sums.differ + 1, sums.differRight + mean];
    for (const [rule, solver] of Object.entries(rules)) {
      const pick = solver(matrix);
      picked[rule as keyof typeof rules] += pick.reduce(
        (sum, share, place) => sum + share * (right[place] ?? 0),
        0,
      );
    }
  }
  const shares = Object.entries({ ...sums, ...picked }).map(([figure, sum]) => [figure, sum / draws]);
  return {
    ...(Object.fromEntries(shares) as typeof sums & typeof picked),
    neverSolved: (1 - difficulty.right) ** 100,
  };
};

interface Task {
  readonly difficulty: Difficulty;
  readonly model: Model;
  readonly shares: readonly number[];
  /** By way of being wrong: the inputs, examples first, that it answers rightly all the same. */
  readonly right: readonly (readonly boolean[])[];
}

/** Each way passes all examples as often as the task's wrong samples do, and is wrong somewhere. */
const waysOf = ({ passing }: Difficulty, chance: Chance): boolean[][] => {
  const agreeing = passing ** (1 / examples);
  return Array.from({ length: ways }, () => {
    const answers = Array.from({ length: examples + inputs }, () => chance.happens(agreeing));
    if (answers.every(Boolean)) answers[answers.length - 1] = false;
    return answers;
  });
};

const status = (passed: boolean) => (passed ? "passed" : "failed");

const [isRight, isCrash] = [-1, -2];

const drawMatrix = ({ difficulty, model, shares, right }: Task, chance: Chance) => {
  const kinds = Array.from({ length: k }, () => {
    if (chance.happens(difficulty.right)) return isRight;
    return chance.happens(model.crash) ? isCrash : chance.choose(shares);
  });
  const holds = (kind: number, input: number): boolean =>
    kind === isRight || (kind !== isCrash && right[kind]?.[input] === true);
  const asserted = Array.from({ length: model.assertions }, () => ({
    input: examples + Math.floor(chance.between(0, inputs)),
    true: chance.happens(difficulty.holding),
  }));
  const shown = Array.from({ length: examples }, (_, input) => input);
  const tests = [
    ...shown.map((input) => ({ id: `shown-${input}`, trusted: true, block: 0 })),
    ...asserted.map((_, index) => ({ id: `qa-${index}`, trusted: false, block: 0 })),
  ];
  const candidates = kinds.map((kind, place): MatrixCandidate => {
    const outcomes = [
      ...shown.map((input) => [`shown-${input}`, status(holds(kind, input))] as const),
      ...asserted.map((one, index) => [`qa-${index}`, status(one.true && holds(kind, one.input))] as const),
    ];
    const calls = [...shown, ...asserted.map(({ input }) => input)];
    const behaviour = calls.map((input) =>
      kind === isCrash ? 'e"Error"' : holds(kind, input) ? "right" : `wrong ${kind}`,
    );
    return { place, files: [], ran: true, outcomes: Object.fromEntries(outcomes), behaviour };
  });
  const matrix: Matrix = { tests, candidates };
  return { matrix, right: kinds.map((kind) => Number(kind === isRight)) };
};
