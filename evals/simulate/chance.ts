// Seeded draws from the distributions that a simulated model is made of.
import { makeRandom } from "../figures/bootstrap.ts";

export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  happens(probability: number): boolean;
  /** An index, each with its weight. */
  choose(weights: readonly number[]): number;
  beta(a: number, b: number): number;
  /** Shares that sum to 1; the smaller `alpha`, the more one of them has. */
  dirichlet(count: number, alpha: number): number[];
}

/** The same name, the same draws. */
export const makeChance = (name: string): Chance => {
  const next = makeRandom(`simulate/${name}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  /** Marsaglia and Tsang 2000, with Johnk's boost below 1. */
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - next()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    happens: (probability) => next() < probability,
    choose: (weights) => {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const found = weights.findIndex((weight) => (left -= weight) < 0);
      return found === -1 ? weights.length - 1 : found;
    },
    beta: (a, b) => {
      const [x, y] = [gamma(a), gamma(b)];
      return x + y === 0 ? Number(next() < a / (a + b)) : x / (x + y);
    },
    dirichlet: (count, alpha) => {
      const shares = Array.from({ length: count }, () => gamma(alpha) + Number.MIN_VALUE);
      const total = shares.reduce((sum, share) => sum + share, 0);
      return shares.map((share) => share / total);
    },
  };
};
