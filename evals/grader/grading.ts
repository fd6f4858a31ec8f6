// The grader itself: recorded grades where they are to be used, hidden tests run otherwise, and a look at whether the two agree.
import { createHash, randomBytes } from "node:crypto";
import { HydraError } from "../../core/errors.ts";
import type { Sandbox } from "../../core/ports.ts";
import type { Loaded } from "../suites/form.ts";
import { loadSuite } from "../suites/load.ts";
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
const version = "grade-1";
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
  const sandbox = mode === "recorded" ? null : await options.openSandbox();
  const cache = makeGradeCache(opening.cache);
  const canary = `hydra-canary-${randomBytes(16).toString("hex")}`;
  const asked = new Map<string, { asked: Asked; grade: Grade }>();

  const passes = async (one: Loaded, files: Asked["files"]): Promise<boolean> => {
    if (files.length === 0) return false;
    if (sandbox === null) throw notRecorded(one.task.id);
    const { tier, detail } = sandbox.identity;
    const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const parts = [version, one.task.language, sorted, one.hidden, tier, detail, opening.sandbox.timeoutMs];
    return cache(parts, () => passesHidden(one, sorted, { sandbox, canary, signal: options.signal }));
  };

  const run = async (one: Loaded, files: Asked["files"]): Promise<Grade> => {
    const plus = plusById.get(one.task.id);
    const base = await passes(one, files);
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
      leftOut: [...leftOut],
      bugs: Object.fromEntries(tasks.flatMap(({ task, bug }) => (bug === null ? [] : [[task.id, bug]]))),
      canary,
      marks: marksOf([...tasks, ...more], randomBytes(16).toString("hex")),
      how: describe(recorded.files, sandbox),
    },
    grade: async (wanted) => {
      const one = find(wanted.task);
      const grade = recorded.find(wanted.task, wanted.sample);
      if (grade === null) return run(one, wanted.files);
      if (wanted.files.length > 0)
        asked.set(digest([wanted.task, wanted.files, grade.base]), { asked: wanted, grade });
      return grade;
    },
    check: async () => {
      if (sandbox === null) return { programs: 0, agree: 0, differing: [] };
      // By their hash: any selection would do, but it must not depend on the order in which they were asked.
      const chosen = [...asked].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, checkedPrograms);
      const results = await Promise.all(
        chosen.map(async ([, each]) => ({
          ...each,
          right: await passes(find(each.asked.task), each.asked.files),
        })),
      );
      const differing = results
        .filter(({ grade, right }) => grade.base !== right)
        .flatMap((one) =>
          one.asked.sample === null
            ? []
            : [{ task: one.asked.task, ...one.asked.sample, recorded: one.grade.base }],
        );
      return { programs: results.length, agree: results.length - differing.length, differing };
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

const nothingRecorded = (folder: string | null): HydraError =>
  new HydraError("BAD_INPUT", `${folder ?? "no recording was named, so there"} has no recorded grades`, {
    fix: "choose --grader run, or a recording with grades.jsonl.gz or outcomes.jsonl.gz",
  });

const notRecorded = (task: string): HydraError =>
  new HydraError("BAD_INPUT", `${task}: a program was to be graded that has no recorded grade`, {
    fix: "choose --grader auto or --grader run",
  });
