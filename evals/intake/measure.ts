// What the intake reads out of tasks, against their references: an example that the reference fails was read wrongly, or
// contradicts its own reference; both count as wrong, and the line it stood in lets a person tell.
import type { TestBody, TestCase } from "../../core/domain.ts";
import type { Sandbox } from "../../core/ports.ts";
import { extractExamples } from "../../nodes/examples/extract.ts";
import type { Loaded } from "../suites/form.ts";
import type { CodeTask, LeftOut } from "../suites/task.ts";
import { truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

export interface WrongExample {
  readonly task: string;
  readonly example: string;
  /** What the reference did instead. */
  readonly reference: string;
  /** The line of the task that comes closest. */
  readonly line: string;
  /** The line, or it and the next, holds the call and after it the value to the letter: the task contradicts its reference. */
  readonly asWritten: boolean;
}

export interface IntakeRow {
  readonly task: string;
  readonly truth: Truth;
  readonly found: number;
  /** How many of the found the reference was run on. */
  readonly run: number;
  readonly wrong: readonly WrongExample[];
}

interface IntakeOptions {
  readonly tasks: readonly Loaded[];
  readonly mirror: ReadonlyMap<string, number>;
  readonly sandbox: Sandbox;
  /** How many references run at once. */
  readonly parallel: number;
  readonly signal: AbortSignal;
  readonly onRow?: (row: IntakeRow) => void;
}

/** A task that defines its function is read as it is; any other with the assertions that its suite shows. */
export const textOf = ({ prompt, entryPoint, shown }: CodeTask): string => {
  const defined = [...prompt.matchAll(/\b(?:def|function\*?|const|let|var)\s+([\w$]+)/gu)];
  return shown === null || defined.some(([, name]) => name === entryPoint) ? prompt : `${prompt}\n\n${shown}`;
};

/** Rows in the order of the tasks. References that don't run here are counted as left out; their tasks have a row. */
export const measureIntake = async (
  options: IntakeOptions,
): Promise<{ rows: IntakeRow[]; leftOut: LeftOut[] }> => {
  const rows: IntakeRow[] = [];
  const leftOut: LeftOut[] = [];
  const due = options.tasks.entries();
  const work = async (): Promise<void> => {
    for (const [index, loaded] of due) {
      options.signal.throwIfAborted();
      const { task } = loaded;
      const examples = extractExamples(textOf(task), { language: task.language });
      const { ran, wrong } = await judge(loaded, examples, options);
      if (!ran)
        leftOut.push({ what: `${task.id}, its reference`, count: 1, why: "it does not run in this sandbox" });
      const found = examples.length;
      const row = { task: task.id, truth: truthOf(task, options.mirror), found, run: ran ? found : 0, wrong };
      rows[index] = row;
      options.onRow?.(row);
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
  return { rows, leftOut: leftOut.toSorted((a, b) => (a.what < b.what ? -1 : 1)) };
};

const fileNames = { python: "solution.py", javascript: "solution.js", typescript: "solution.ts" } as const;

const judge = async (
  { task, reference }: Loaded,
  tests: readonly TestCase[],
  { sandbox, signal }: IntakeOptions,
): Promise<{ ran: boolean; wrong: WrongExample[] }> => {
  if (tests.length === 0) return { ran: true, wrong: [] };
  if (reference === null) return { ran: false, wrong: [] };
  const { language } = task;
  const files = [{ path: fileNames[language], content: reference }];
  const { status, outcomes } = await sandbox.check({ language, files, tests, calls: [] }, { signal });
  if (status !== "ok") return { ran: false, wrong: [] };
  const said = new Map(outcomes.map((one) => [one.id, one]));
  const wrong = tests.flatMap(({ id, body }) => {
    const outcome = said.get(id);
    if (outcome?.status === "passed") return [];
    const message = `${outcome?.status ?? "missing"}: ${outcome?.message ?? ""}`.slice(0, 300);
    return [
      { task: task.id, example: textOfExample(body), reference: message, ...placeOf(body, textOf(task)) },
    ];
  });
  return { ran: true, wrong };
};

const signs = { equal: "==", approx: "≈", raises: "raises", prints: "prints" } as const;

const textOfExample = (body: TestBody): string => {
  if (body.kind === "example") return `${body.call} ${signs[body.compare]} ${body.expected}`;
  return body.kind === "assertion" ? body.source : JSON.stringify(body);
};

/** The line with the arguments of the call, else with the value, else the first. */
const placeOf = (body: TestBody, text: string): { line: string; asWritten: boolean } => {
  const lines = text.split("\n");
  const wanted =
    body.kind === "example"
      ? ([plain(body.call.slice(body.call.indexOf("("))), plain(body.expected)] as const)
      : ([plain(body.kind === "assertion" ? body.source : JSON.stringify(body)), ""] as const);
  const holds = (index: number) => {
    const written = plain(`${lines[index] ?? ""}\n${lines[index + 1] ?? ""}`);
    const at = written.indexOf(wanted[0]);
    return at >= 0 && written.includes(wanted[1], at + wanted[0].length);
  };
  const whole = lines.findIndex((line, index) => plain(line).includes(wanted[0]) && holds(index));
  const close = lines.findIndex((line) => plain(line).includes(wanted[0]));
  return { line: (lines[Math.max(whole, close)] ?? "").trim(), asWritten: whole >= 0 };
};

const plain = (text: string): string => text.replaceAll(/[\s"'`]+/gu, "");
