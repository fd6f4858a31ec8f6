// Which recorded samples one run is answered with. Everything follows from names and the seed, on every machine and in
// whatever order the rows stand.
import { createHash } from "node:crypto";
import type { CodeTask } from "../suites/task.ts";
import { answerOf } from "./answer.ts";
import type { Recording, Solution, TestBlock, Usage } from "./recording.ts";

export interface Draw {
  /** `recording/task/seed`. */
  readonly name: string;
  readonly seed: number;
  readonly candidates: readonly Drawn[];
  /** None where the recording has none for this task. */
  readonly tests: readonly TestBlock[];
}

interface Drawn {
  readonly model: string;
  readonly sample: number;
  /** A whole chat answer. */
  readonly answer: string;
  readonly usage: Usage;
}

interface DrawOptions {
  /** Draws wanted. */
  readonly seeds: number;
  /** Candidates per draw. */
  readonly k: number;
  /** Blocks of tests per draw, at most. */
  readonly blocks: number;
}

/**
 * Draws whose sets of samples all differ: fewer than `seeds` where there are not that many sets, none where there are
 * fewer than `k` samples. A draw is of one model, the models taking turns; where no model has `k` samples it is mixed, of
 * as many models as can be. More seeds only add draws.
 */
export const drawsOf = (recording: Recording, task: CodeTask, options: DrawOptions): Draw[] => {
  const { seeds, k, blocks } = options;
  const pools = poolsOf(recording.solutions.get(task.id) ?? [], k);
  const tests = recording.tests.get(task.id) ?? [];
  const draws: Draw[] = [];
  for (let seed = 0; seed < seeds; seed += 1) {
    const open = pools.filter((pool) => pool.drawn.size < pool.sets);
    const pool = open[seed % open.length];
    if (pool === undefined) break;
    const name = `${recording.name}/${task.id}/${seed}`;
    draws.push({
      name,
      seed,
      candidates: nextSet(pool, name, k).map((solution) => ({
        model: solution.model,
        sample: solution.sample,
        answer: answerOf(solution, task),
        usage: solution.usage,
      })),
      tests: shuffled(tests, name, ({ answer }) => answer).slice(0, blocks),
    });
  }
  return draws;
};

interface Pool {
  readonly samples: readonly Solution[];
  /** How many sets can be drawn. */
  readonly sets: number;
  /** Those that were. */
  readonly drawn: Set<string>;
}

const poolsOf = (samples: readonly Solution[], k: number): Pool[] => {
  const models = [...Map.groupBy(samples, ({ model }) => model)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const alone = models.map(([, of]) => of).filter((of) => of.length >= k);
  return (alone.length > 0 ? alone : [samples]).map((pool) => ({
    samples: pool,
    sets: countSets(
      [...Map.groupBy(pool, ({ model }) => model).values()].map((of) => of.length),
      k,
    ),
    drawn: new Set(),
  }));
};

/** The first set, in the order that the name and the attempt give, that was not drawn yet: there is one. */
const nextSet = (pool: Pool, name: string, k: number): readonly Solution[] => {
  for (let attempt = 0; ; attempt += 1) {
    const order = shuffled(pool.samples, `${name}/${attempt}`, idOf);
    const first = new Map(order.toReversed().map((solution) => [solution.model, solution]));
    const leading = order.filter((solution) => first.get(solution.model) === solution);
    const set = [...leading, ...order.filter((solution) => !leading.includes(solution))].slice(0, k);
    const id = set.map(idOf).toSorted().join("\n");
    if (pool.drawn.has(id)) continue;
    pool.drawn.add(id);
    return set;
  }
};

/**
 * Sets of `k` samples with as many models as can be, from the models' numbers of samples: the coefficient of x^k in the
 * product of each model's ways to give 0, 1, 2, … samples.
 */
export const countSets = (sizes: readonly number[], k: number): number => {
  const spread = sizes.length >= k;
  const product = sizes.reduce<readonly number[]>(
    (ways, size) =>
      Array.from({ length: k + 1 }, (_, total) =>
        ways
          .slice(0, total + 1)
          .reduce((sum, before, given) => sum + before * waysToGive(total - given, size, spread), 0),
      ),
    [1],
  );
  return product[k] ?? 0;
};

/** Enough models: each gives one sample or none. Too few: each gives one or more. */
const waysToGive = (count: number, size: number, spread: boolean): number => {
  if (spread ? count > 1 : count === 0) return 0;
  let ways = 1;
  for (let at = 0; at < count; at += 1) ways = (ways * (size - at)) / (at + 1);
  return ways;
};

const idOf = ({ model, sample }: Solution): string => `${model}/${sample}`;

/** The same order for the same name. */
const shuffled = <T>(items: readonly T[], name: string, id: (item: T) => string): T[] =>
  items
    .map((item) => ({
      item,
      place: createHash("sha256")
        .update(`${name}\n${id(item)}`)
        .digest("hex"),
    }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ item }) => item);
