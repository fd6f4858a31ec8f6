// The grader itself: recorded grades where they are to be used, hidden tests run otherwise, and a look at whether the two agree.
import { createHash, randomBytes } from "node:crypto";
import { digestOfSources } from "../../app/sources.ts";
import { HydraError } from "../../core/errors.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Loaded } from "../suites/form.ts";
import { loadSuite } from "../suites/load.ts";
import type { LeftOut } from "../suites/task.ts";
import { makeGradeCache } from "./cache.ts";
import { marksOf } from "./marks.ts";
import type { Asked, Checked, Grade, Opened, Opening } from "./protocol.ts";
import { loadRecordedGrades } from "./recorded.ts";
import { passesHidden } from "./run-hidden.ts";

export interface Grading {
  readonly opened: Opened;
  grade(asked: Asked): Promise<Grade>;
  check(): Promise<Checked>;
  close(): Promise<void>;
}

interface GradingOptions {
  readonly signal: AbortSignal;
  /** Not called where all grades are recorded. */
  readonly openSandbox: () => Promise<Sandbox>;
}

/** Changes whenever the same program could be graded otherwise. */
const version = "grade-2";
/** Recorded programs that are run as well. */
const checkedPrograms = 30;

export const openGrading = async (opening: Opening, options: GradingOptions): Promise<Grading> => {
  const { mode } = opening;
  const { tasks, leftOut } = await loadSuite(opening.suite);
  const more = opening.plus === null ? [] : (await loadSuite(opening.plus)).tasks;
  const byId = new Map(tasks.map((one) => [one.task.id, one]));
  const plusById = new Map(more.map((one) => [one.task.id, one]));
  const recorded = await loadRecordedGrades(mode === "run" ? null : opening.recording);
  if (mode === "recorded" && recorded.files.length === 0) throw nothingRecorded(opening.recording);
  const plusLacks = tasks.filter(({ task }) => !plusById.has(task.id)).length;
  if (opening.plus !== null && plusLacks === tasks.length) throw notTheSame(opening.plus, opening.suite);
  const sandbox = mode === "recorded" ? null : await options.openSandbox();
  const { timeoutMs, jobTimeoutMs, memoryBytes, outputBytes } = opening.sandbox;
  const conditions = {
    ...sandbox?.identity,
    limits: { timeoutMs, jobTimeoutMs, memoryBytes, outputBytes },
    sources: await digestOfSources(["tools/sandbox"]),
  };
  const cache = makeGradeCache(opening.cache);
  const canary = `hydra-canary-${randomBytes(16).toString("hex")}`;
  const asked = new Map<string, { asked: Asked; grade: Grade }>();

  const passes = async (one: Loaded, files: Asked["files"]): Promise<boolean> => {
    if (files.length === 0) return false;
    if (sandbox === null) throw notRecorded(one.task.id);
    const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const parts = [version, one.task.language, sorted, one.hidden, conditions];
    const { signal } = options;
    return cache(parts, () => passesHidden(one, sorted, { sandbox, canary, jobTimeoutMs, signal }));
  };

  /** With the larger set of tests where there is one. */
  const withPlus = async (task: string, base: boolean, files: Asked["files"]): Promise<Grade> => {
    const plus = plusById.get(task);
    return { base, plus: plus === undefined ? null : base && (await passes(plus, files)) };
  };

  const find = (id: string): Loaded => {
    const one = byId.get(id);
    if (one === undefined)
      throw new HydraError("BAD_INPUT", `${id} is no task of this suite`, {
        fix: "evaluate the suite that the recording is of",
      });
    return one;
  };

  return {
    opened: {
      tasks: tasks.map(({ task }) => task),
      leftOut: [...leftOut, ...(opening.plus === null || plusLacks === 0 ? [] : [lacking(plusLacks)])],
      bugs: Object.fromEntries(tasks.flatMap(({ task, bug }) => (bug === null ? [] : [[task.id, bug]]))),
      canary,
      marks: marksOf([...tasks, ...more], randomBytes(16).toString("hex")),
      how: describe(recorded.files, sandbox),
    },
    grade: async (wanted) => {
      const one = find(wanted.task);
      const grade = recorded.find(wanted.task, wanted.sample);
      if (grade === null) return withPlus(wanted.task, await passes(one, wanted.files), wanted.files);
      if (wanted.files.length > 0)
        asked.set(digest([wanted.task, wanted.files, grade.base]), { asked: wanted, grade });
      return grade.plus === null ? withPlus(wanted.task, grade.base, wanted.files) : grade;
    },
    check: async () => {
      if (sandbox === null) return { programs: 0, agree: 0 };
      // By their hash: any selection would do, but it must not depend on the order in which they were asked.
      const chosen = [...asked].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, checkedPrograms);
      const agreeing = await Promise.all(
        chosen.map(
          async ([, each]) => (await passes(find(each.asked.task), each.asked.files)) === each.grade.base,
        ),
      );
      return { programs: agreeing.length, agree: agreeing.filter(Boolean).length };
    },
    close: async () => sandbox?.close(),
  };
};

const describe = (files: readonly string[], sandbox: Sandbox | null): string => {
  const runs =
    sandbox === null ? null : `hidden tests run in ${sandbox.identity.tier} (${sandbox.identity.detail})`;
  if (files.length === 0) return runs ?? "";
  return `recorded grades (${files.join(", ")})${runs === null ? "" : `; where there is none, ${runs}`}`;
};

const digest = (content: unknown): string =>
  createHash("sha256").update(JSON.stringify(content)).digest("hex");

const lacking = (count: number): LeftOut => ({
  what: `task${count === 1 ? "" : "s"} without more tests`,
  count,
  why: "the suite of --plus lacks them, so only the base tests grade there",
});

const notTheSame = (plus: string, suite: string): HydraError =>
  new HydraError("BAD_INPUT", `${plus} has no task of ${suite}, so it can't grade any of them further`, {
    fix: "name the larger suite of the same tasks with --plus, or leave --plus out",
  });

const nothingRecorded = (folder: string | null): HydraError =>
  new HydraError("BAD_INPUT", `${folder ?? "no recording was named, so there"} has no recorded grades`, {
    fix: "choose --grader run, or a recording with grades.jsonl.gz or outcomes.jsonl.gz",
  });

const notRecorded = (task: string): HydraError =>
  new HydraError("BAD_INPUT", `${task}: a program was to be graded whose grade is not recorded`, {
    fix: "choose --grader auto or --grader run",
  });
