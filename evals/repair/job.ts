// A faulty program as a person brings it to Hydra: the file, its test file, and a sentence that says which tests fail.
import type { Question } from "../../app/solve-one.ts";
import type { SourceFile } from "../../core/domain.ts";
import type { Sandbox, TestOutcome } from "../../core/ports.ts";
import type { CodeTask } from "../suites/task.ts";
import { extensions, testFileOf } from "./shown-tests.ts";

/** What is known of a task before anybody repairs it. */
export interface Job {
  readonly task: CodeTask;
  /** The function's, as the program spells it. */
  readonly name: string;
  readonly faulty: SourceFile;
  /** Null where the suite shows no test. */
  readonly tests: SourceFile | null;
  /** Of the faulty program, in the order of the test file. */
  readonly outcomes: readonly TestOutcome[];
}

interface Options {
  readonly sandbox: Pick<Sandbox, "check">;
  readonly signal: AbortSignal;
}

/** `program` is the faulty one. */
export const jobOf = async (task: CodeTask, program: string, options: Options): Promise<Job> => {
  const name = nameIn(program, task);
  const faulty = { path: `solution.${extensions[task.language]}`, content: fileOf(program, task) };
  const tests = testFileOf({ ...task, entryPoint: name });
  return { task, name, faulty, tests, outcomes: await runShown({ task, tests }, [faulty], options) };
};

/** Outcomes of the shown tests; none where there are none. */
export const runShown = async (
  { task, tests }: Pick<Job, "task" | "tests">,
  files: readonly SourceFile[],
  { sandbox, signal }: Options,
): Promise<readonly TestOutcome[]> => {
  if (tests === null) return [];
  const body = { kind: "file", ...tests } as const;
  const test = { id: "shown", origin: "file", block: 0, body } as const;
  const { language } = task;
  return (await sandbox.check({ language, files, tests: [test], calls: [] }, { signal })).outcomes;
};

export const allPass = (outcomes: readonly TestOutcome[]): boolean =>
  outcomes.every(({ status }) => status === "passed");

/** As `hydra run --workdir . --test …` would be given it. */
export const questionOf = (
  job: Job,
  how: Pick<Question, "thread" | "candidates" | "testBlocks">,
): Question => ({
  ...how,
  text: textOf(job),
  language: job.task.language,
  workspace: job.tests === null ? [job.faulty] : [job.faulty, job.tests],
  ...(job.tests === null ? {} : { tests: [job.tests] }),
});

const fileOf = (program: string, { language }: CodeTask): string =>
  language === "python"
    ? `${program.trim()}\n`
    : `${program.trim()}\n\nexport { ${declaredIn(program).join(", ")} };\n`;

/** Top-level names of a script. */
const declaredIn = (program: string): string[] => [
  ...new Set(
    [...program.matchAll(/^(?:(?:async )?function\*?|const|let|var|class)\s+(\w+)/gmu)].map(
      ([, name = ""]) => name,
    ),
  ),
];

/** A suite may spell the function's name otherwise than its program does. */
const nameIn = (program: string, { entryPoint, language }: CodeTask): string => {
  const names = language === "python" ? [] : declaredIn(program);
  return names.includes(entryPoint)
    ? entryPoint
    : (names.find((name) => name.toLowerCase() === entryPoint.toLowerCase()) ?? entryPoint);
};

const mostFailures = 5;

const textOf = ({ task, name, faulty, tests, outcomes }: Job): string => {
  const failing = outcomes.filter(({ status }) => status !== "passed");
  const lines = failing.slice(0, mostFailures).map(({ id, status, message, line }) => {
    const place = `${tests?.path ?? ""}${line === undefined ? "" : `:${line}`}`;
    return `- ${id.replace(/^shown::/u, "")} (${place}), ${status}: ${(message ?? "").slice(0, 400)}`.trimEnd();
  });
  const symptom =
    failing.length > 0
      ? `${failing.length} of the ${outcomes.length} tests in ${tests?.path ?? ""} fail:\n${lines.join("\n")}`
      : `${tests === null ? "There is no test for it" : `The tests in ${tests.path} pass`}, but it does not do what it should.`;
  return [
    `The function ${name} in ${faulty.path} has a bug. Write ${faulty.path} again with the bug fixed.`,
    `Keep the function's name and parameters${task.language === "python" ? "" : ", the export"} and all else that the file defines.`,
    "",
    symptom,
    "",
    "What it should do:",
    "",
    task.prompt.trimEnd(),
    "",
  ].join("\n");
};
