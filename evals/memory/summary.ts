// What the rows of `hydra eval memory` come to, and what they can't show. Pure.
import type { Arm, LiftRow } from "./lift.ts";

interface ArmFigures {
  readonly tasks: number;
  readonly verified: number;
  readonly unsolved: number;
  readonly tokens: number;
  readonly calls: number;
  readonly repairs: number;
  readonly recalls: number;
  readonly lessons: number;
}

export interface LiftSummary {
  readonly arms: Readonly<Record<Arm, ArmFigures>>;
  /** Of the same tasks in the same pass: verified in one arm alone. */
  readonly onlyWith: number;
  readonly onlyWithout: number;
  /** Share verified with memory minus without. */
  readonly lift: number;
  /** Exact two-sided sign test (McNemar) on the pairs that differ; 1 where none does. */
  readonly p: number;
  readonly extraTokens: number;
  /** What was recalled for what, for a person to judge. */
  readonly recalled: readonly {
    readonly task: string;
    readonly pass: number;
    readonly titles: readonly string[];
  }[];
  /** Warnings of the runs with memory, and reasons for not learning, each once with its count. */
  readonly notes: Readonly<Record<string, number>>;
  readonly caveats: readonly string[];
}

export const summarise = (rows: readonly LiftRow[], models: "scripted" | "live"): LiftSummary => {
  const arms = { with: figuresOf(rows, "with"), without: figuresOf(rows, "without") };
  const isVerified = (arm: Arm, { task, pass }: LiftRow): boolean =>
    rows.some(
      (row) => row.arm === arm && row.task === task && row.pass === pass && row.verdict === "verified",
    );
  const pairs = rows.filter(({ arm }) => arm === "with");
  const onlyWith = pairs.filter((row) => isVerified("with", row) && !isVerified("without", row)).length;
  const onlyWithout = pairs.filter((row) => !isVerified("with", row) && isVerified("without", row)).length;
  return {
    arms,
    onlyWith,
    onlyWithout,
    lift: pairs.length === 0 ? 0 : (onlyWith - onlyWithout) / pairs.length,
    p: signTest(onlyWith, onlyWithout),
    extraTokens: arms.with.tokens - arms.without.tokens,
    recalled: pairs.flatMap(({ task, pass, recalled }) =>
      recalled.length === 0 ? [] : [{ task, pass, titles: recalled }],
    ),
    notes: Object.fromEntries(
      [...new Set(pairs.flatMap(({ notes }) => notes))].map((note) => [
        note,
        pairs.flatMap(({ notes }) => notes).filter((one) => one === note).length,
      ]),
    ),
    caveats: caveats[models],
  };
};

const caveats = {
  scripted: [
    "SCRIPTED: the answers were written beforehand and do not change with what is recalled, so the lift is 0 by construction.",
    "What this shows is what memory costs in tokens of prompts, what it recalls for what, and that it does no harm to verdicts.",
  ],
  live: [
    "A verdict is the engine's own, not that of hidden tests.",
    "From the second pass on the tasks are known: that is memory as a notebook. The first pass shows what related tasks teach.",
  ],
} as const;

const figuresOf = (all: readonly LiftRow[], arm: Arm): ArmFigures => {
  const rows = all.filter((row) => row.arm === arm);
  const sum = (of: (row: LiftRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    tasks: rows.length,
    verified: rows.filter(({ verdict }) => verdict === "verified").length,
    unsolved: rows.filter(({ verdict }) => verdict === "unsolved").length,
    tokens: sum(({ tokens }) => tokens),
    calls: sum(({ calls }) => calls),
    repairs: sum(({ repairs }) => repairs),
    recalls: sum(({ recalled }) => recalled.length),
    lessons: sum(({ learned }) => learned),
  };
};

/** How likely a split at least as uneven is where neither arm is better. */
export const signTest = (one: number, other: number): number => {
  const tries = one + other;
  let tail = 0;
  let ways = 1;
  for (let hits = 0; hits <= Math.min(one, other); hits++) {
    tail += ways;
    ways = (ways * (tries - hits)) / (hits + 1);
  }
  return Math.min(1, (2 * tail) / 2 ** tries);
};

export const textOf = (summary: LiftSummary): string =>
  [
    ...summary.caveats,
    "",
    "memory    tasks  verified  unsolved   tokens  calls  repairs  recalled  learned",
    ...(["without", "with"] as const).map((arm) => {
      const { tasks, verified, unsolved, tokens, calls, repairs, recalls, lessons } = summary.arms[arm];
      const cells = [tasks, verified, unsolved, tokens, calls, repairs, recalls, lessons];
      const widths = [6, 10, 10, 9, 7, 9, 10, 9];
      return `${arm.padEnd(9)}${cells.map((cell, at) => String(Math.round(cell)).padStart(widths[at] ?? 8)).join("")}`;
    }),
    "",
    `lift ${(100 * summary.lift).toFixed(1)} points of verified (${summary.onlyWith} only with, ${summary.onlyWithout} only without, p ${summary.p.toFixed(2)}); ${summary.extraTokens} tokens more`,
    ...summary.recalled.map(({ task, pass, titles }) => `pass ${pass + 1}, ${task}: ${titles.join("; ")}`),
    ...Object.entries(summary.notes).map(([note, count]) => `${count} × ${note}`),
  ].join("\n");
