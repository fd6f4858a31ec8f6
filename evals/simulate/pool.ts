// What a simulated model may answer to a task: the reference, and wrong programs told apart by what they return. Everything
// here was run; what only looks wrong is dropped, and so is what does not end.
import type { Language } from "../../core/domain.ts";
import type { Sandbox } from "../../core/ports.ts";
import { comparable, type Value } from "../../core/values.ts";
import { showValue } from "../../nodes/show.ts";
import { callOf, drawCalls, programOf, type BankTask } from "./bank.ts";
import { makeChance } from "./chance.ts";
import { crashOf, doubleMutantsOf, mutantsOf } from "./mutants.ts";

export interface Pool {
  /** So many of the task's examples are shown. */
  readonly examples: number;
  readonly right: string;
  readonly crash: string;
  /** One program for each way of being wrong. */
  readonly passing: readonly string[];
  readonly failing: readonly string[];
  /** Calls that only the grading knows, with what the reference returns. */
  readonly hidden: readonly Call[];
  /** Calls that QA may write assertions about. */
  readonly asserted: readonly (Call & { readonly text: string; readonly wrong: string })[];
}

interface Call {
  readonly call: string;
  readonly answer: string;
}

interface Options {
  readonly sandbox: Pick<Sandbox, "check">;
  readonly signal: AbortSignal;
}

const hiddenCalls = 24;
const assertedCalls = 40;
/** More ways of being wrong change nothing. */
const enough = 16;
/** Small programs end at once or never; the reference has the sandbox's own patience. */
const limits = { timeoutMs: 2_000, jobTimeoutMs: 6_000 } as const;

/** Throws where the reference contradicts its own examples: the bank is broken then. */
export const makePool = async (task: BankTask, language: Language, options: Options): Promise<Pool> => {
  const chance = makeChance(`pool/${language}/${task.name}`);
  const body = task[language === "python" ? "python" : "typescript"];
  const path = { python: "solution.py", javascript: "solution.js", typescript: "solution.ts" }[language];
  const shown = task.examples.map(([given]) => callOf(task, given));
  const [hidden, asserted] = [drawCalls(task, hiddenCalls, chance), drawCalls(task, assertedCalls, chance)];
  const right = await programOf(task, body, language);
  const run = async (content: string, calls: readonly string[]): Promise<readonly Value[] | null> => {
    const job = {
      language,
      files: [{ path, content }],
      tests: [],
      calls,
      ...(content === right ? {} : { limits }),
    };
    const result = await options.sandbox.check(job, options);
    const known = result.status === "ok" && result.calls.every(([kind]) => kind !== "x");
    return known ? result.calls : null;
  };
  const answers = await run(right, [...shown, ...hidden, ...asserted]);
  if (answers === null) throw new Error(`the reference of ${task.name} does not run in ${language}`);
  const told = answers.slice(0, shown.length + hidden.length).map((value) => comparable(value) ?? "?");

  const ways = new Map<string, { program: string; agrees: readonly boolean[] }>();
  const crash = await programOf(task, crashOf(body, language), language);
  for (const mutant of [...mutantsOf(body), ...doubleMutantsOf(body, enough, chance)]) {
    if (ways.size >= enough) break;
    const program = await programOf(task, mutant, language).catch(() => null);
    const values = program === null ? null : await run(program, [...shown, ...hidden]);
    if (program === null || values === null) continue;
    const behaviour = values.map((value) => comparable(value) ?? "?");
    const raises = values.every(([kind]) => kind === "e");
    const wrong = behaviour.some((value, index) => value !== told[index]);
    if (!wrong || raises || ways.has(behaviour.join("\n"))) continue;
    ways.set(behaviour.join("\n"), { program, agrees: shown.map((_, at) => behaviour[at] === told[at]) });
  }
  const examples = weakestNeeded([...ways.values()].map(({ agrees }) => agrees));
  const programs = (wanted: boolean) =>
    [...ways.values()]
      .filter(({ agrees }) => agrees.slice(0, examples).every(Boolean) === wanted)
      .map(({ program }) => program);
  const call = (text: string, index: number) => ({ call: text, answer: told[shown.length + index] ?? "?" });
  return {
    examples,
    right,
    crash,
    passing: programs(true),
    failing: programs(false),
    hidden: hidden.map(call),
    asserted: asserted.map((text, index) => {
      const value = answers[shown.length + hidden.length + index] ?? ["n"];
      return {
        call: text,
        answer: comparable(value) ?? "?",
        text: showValue(value, language),
        wrong: showValue(changed(value), language),
      };
    }),
  };
};

/** As many examples as still let a wrong program pass, as examples of real tasks do. */
const weakestNeeded = (ways: readonly (readonly boolean[])[]): number => {
  const most = ways[0]?.length ?? 1;
  const counts = Array.from({ length: most }, (_, index) => most - index);
  return counts.find((count) => ways.some((agrees) => agrees.slice(0, count).every(Boolean))) ?? 1;
};

/** A value that no program of the pool returns. */
const changed = (value: Value): Value => {
  switch (value[0]) {
    case "b":
      return ["s", value[1] ? "no" : "yes"];
    case "i":
    case "f":
      return ["i", String(Math.trunc(Number(value[1])) + 7_919)];
    case "s":
      return ["s", `${value[1]}~`];
    case "l":
      return ["l", [...value[1], ["i", "7919"]]];
    default:
      return ["s", "~"];
  }
};
