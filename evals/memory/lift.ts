// `hydra eval memory`: the same tasks in the same order with the memory that a run has and without any, each with the same budget of
// tokens. The two differ in nothing else.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Demo } from "../../app/demo/catalogue.ts";
import { runDemo } from "../../app/demo.ts";
import type { Place, RunDeps } from "../../app/perform.ts";
import { runTask } from "../../app/run-task.ts";
import type { Wired } from "../../app/wire/types.ts";
import type { RunResult } from "../../core/contract.ts";
import type { EventRecord } from "../../core/events.ts";
import type { Memory } from "../../core/memory.ts";

export type Arm = "with" | "without";

export interface LiftRow {
  readonly arm: Arm;
  /** From 0: in later ones memory knows the tasks. */
  readonly pass: number;
  readonly task: string;
  readonly verdict: RunResult["verdict"];
  readonly tokens: number;
  readonly calls: number;
  readonly repairs: number;
  /** Titles of what was recalled, and how many lessons were stored. */
  readonly recalled: readonly string[];
  readonly learned: number;
  /** What the run warned of, such as a memory that did not answer, and why something was not learned. */
  readonly notes: readonly string[];
}

interface LiftOptions {
  /** In their order; those with a project of their own are not posed to live models. */
  readonly demos: readonly Demo[];
  readonly passes: number;
  readonly models: "scripted" | "live";
  /** For each task, in both arms. */
  readonly tokens: number;
  readonly cwd: string;
  readonly onRow?: (row: LiftRow) => void;
}

export const measureLift = async (options: LiftOptions, place: Place, deps: RunDeps): Promise<LiftRow[]> => {
  const rows: LiftRow[] = [];
  for (const arm of ["without", "with"] as const) {
    // A home that nothing was learned in before, and that nobody else learns from.
    const home = join(place.home, `eval-memory-${arm}-${process.pid}`);
    const config = {
      ...place.config,
      postgresUrl: undefined,
      budget: { ...place.config.budget, tokens: options.tokens },
    };
    try {
      for (let pass = 0; pass < options.passes; pass++) {
        for (const demo of options.demos) {
          deps.signal.throwIfAborted();
          const row = await measure({ demo, arm, pass }, options, {
            place: { ...place, config, home },
            deps,
          });
          rows.push(row);
          options.onRow?.(row);
        }
      }
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  }
  return rows;
};

const measure = async (
  { demo, arm, pass }: { demo: Demo; arm: Arm; pass: number },
  { models, cwd }: LiftOptions,
  { place, deps }: { place: Place; deps: RunDeps },
): Promise<LiftRow> => {
  const records: EventRecord[] = [];
  const watched: RunDeps = {
    ...deps,
    onEvent: (record) => records.push(record),
    wire: async (wireOptions) => {
      const wired = await deps.wire(wireOptions);
      return arm === "with" ? wired : withoutMemory(wired);
    },
  };
  const { task, tests, language } = demo;
  const asked = {
    task,
    tests,
    language,
    cwd,
    thread: null,
    approve: false,
    apply: false,
    interactive: false,
  };
  const result =
    models === "scripted"
      ? (await runDemo({ demo, thread: null, cwd }, place, watched)).result
      : await runTask(asked, { ...place, models: "live", workdir: null }, watched);
  const events = records.map(({ event }) => event);
  return {
    arm,
    pass,
    task: demo.name,
    verdict: result.verdict,
    tokens: result.budget.tokens.used,
    calls: result.budget.steps.used,
    repairs: events.filter(({ type }) => type === "repair-start").length,
    recalled: events.flatMap((event) =>
      event.type === "recall-end" ? event.items.map(({ title }) => title) : [],
    ),
    learned: events.flatMap((event) => (event.type === "learn-end" ? event.stored : [])).length,
    notes: events.flatMap((event) => {
      if (event.type === "learn-end") return event.left;
      return event.type === "notice" && event.level === "warning" ? [event.text] : [];
    }),
  };
};

const nothing: Memory = {
  recall: async () => [],
  learn: async () => ({ stored: [], left: [] }),
  blocks: async () => [],
};

const withoutMemory = (wired: Wired): Wired => ({ ...wired, ports: { ...wired.ports, memory: nothing } });
