// Hydra with one stage taken away, to see what the stage is worth.
import type { Voting } from "../../nodes/vote.ts";

interface Variant {
  readonly stages: NonNullable<Voting["stages"]>;
  /** Repair rounds at most; undefined: as in a run. */
  readonly repairs?: number;
}

const variants: Readonly<Record<string, Variant>> = {
  hydra: { stages: {} },
  "without-duel": { stages: { duel: false } },
  "without-tests": { stages: { untrusted: false } },
  "without-agreement": { stages: { agreement: false } },
  "without-repair": { stages: {}, repairs: 0 },
  "without-abstention": { stages: { abstention: false } },
};

export const variantNames: readonly string[] = Object.keys(variants);

export const variantOf = (name: string): Variant => variants[name] ?? { stages: {} };
