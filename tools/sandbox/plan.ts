// How one test is run and judged. Each language brings a dialect that turns a test into something to prepare in a clean
// process, and what came of that into an item for the candidate's process with the judge of its report.
import type { SourceFile, TestCase } from "../../core/domain.ts";
import { errorText, judgeError, type Judgement, judgePrinted, judgeRaised } from "./judge.ts";
import type { ItemRun } from "./drive.ts";
import type { Item, Report } from "./protocol.ts";

export type Planned =
  | {
      readonly kind: "run";
      readonly item: Item;
      /** The tests of a file; none for the other kinds. `reported`: they could not be read without the candidate. */
      readonly names: readonly string[] | "reported";
      /** By test name, why this tier can't run it whatever the candidate; `module` stands for a script. */
      readonly lacking?: Readonly<Record<string, string>>;
      judge(report: Report): Judgement;
    }
  | { readonly kind: "unsupported"; readonly message: string };

export interface Preparation {
  /** What the clean process is asked; null where nothing is to be learnt from it. */
  readonly item: Item | null;
  readonly finish: (run: ItemRun | null) => Planned;
}

export interface Program {
  readonly files: readonly SourceFile[];
  /** A program that does not even parse needs no process. */
  readonly error: { readonly message: string; readonly file?: string; readonly line?: number } | null;
  /** The line of the author's file behind a line of what runs. */
  locate(file: string, line: number): number;
}

export interface Dialect {
  readonly engine: "python" | "javascript";
  harness(): Promise<string>;
  program(files: readonly SourceFile[]): Promise<Program>;
  call(expression: string): Promise<Item>;
  prepare(test: TestCase): Promise<Preparation>;
}

/** Tests whose expected side is a plain text that never leaves the parent. */
export const planText = (item: Item, expected: string, how: "raises" | "prints"): Preparation => ({
  item: null,
  finish: () => ({
    kind: "run",
    item,
    names: [],
    judge: (report) => {
      if (how === "raises") return judgeRaised(report.error, expected);
      return report.error === undefined ? judgePrinted(report.printed, expected) : judgeError(report.error);
    },
  }),
});

export const planUnsupported = (message: string): Preparation => ({
  item: null,
  finish: () => ({ kind: "unsupported", message }),
});

/** Why a clean process could not read a test. */
export const whyUnprepared = (run: ItemRun | null): string => {
  const report = run?.reports[0];
  if (report?.unsupported !== undefined) return report.unsupported;
  if (report?.error !== undefined) return `The test can't be read: ${errorText(report.error)}`;
  return "The test could not be read in time.";
};
