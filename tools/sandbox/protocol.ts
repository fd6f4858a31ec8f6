// What a harness is asked and what it says: one JSON document in, one line per report out. Every line is untrusted text
// from a process that also runs the candidate, so it is parsed by schema and whatever does not fit is not a report.
import { z } from "zod";
import type { SourceFile } from "../../core/domain.ts";
import { ValueSchema } from "../../core/values.ts";

/** One thing that a harness runs. Sources are as the dialect prepared them: no expected value is left in them where it could be taken out. */
export type Item =
  | { readonly kind: "value"; readonly setup: string; readonly call: string }
  | { readonly kind: "script"; readonly source: string }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly source: string;
      /** The tests to run, and those that a process before this one has already seen. */
      readonly names: readonly string[];
      readonly skip: readonly string[];
    }
  | { readonly kind: "io"; readonly input: string }
  | { readonly kind: "expected"; readonly setup: string; readonly source: string }
  | { readonly kind: "assertion"; readonly source: string };

export interface HarnessInput {
  readonly nonce: string;
  /** `prepare` reads tests in a process without a candidate. */
  readonly mode: "run" | "prepare";
  readonly files: readonly SourceFile[];
  /** Whether the files are loaded as modules before the items run. */
  readonly load: boolean;
  readonly items: readonly Item[];
  readonly outputBytes: number;
  readonly valueBytes: number;
}

const operators = ["==", "!=", "is", "is not", "<", "<=", ">", ">=", "in", "not in"] as const;

/** An assertion. `expected` is there where it was computed without the candidate; `held` leaves the judging to the harness. */
export const Site = z.object({
  op: z.enum([...operators, "near", "approx", "true", "false", "held"]),
  line: z.number().int(),
  text: z.string(),
  expected: ValueSchema.optional(),
  tolerance: z.number().optional(),
});
export type Site = z.infer<typeof Site>;

/** What an assertion saw: one value, or both where the expected one could not be taken out; `ok` is the process's own opinion. */
export const Sighting = z.object({
  /** Number in the prepared table, or the site itself where nothing was prepared. */
  site: z.union([z.number().int(), Site]),
  values: z.array(ValueSchema).max(2),
  ok: z.boolean().optional(),
});
export type Sighting = z.infer<typeof Sighting>;

/** The sites that a test which passes must have reported: every one of `all`, and one of `any` if there are some. */
export const Duties = z.object({ all: z.array(z.number().int()), any: z.array(z.number().int()) });
export type Duties = z.infer<typeof Duties>;

export const Failure = z.object({
  type: z.string(),
  /** Class names from the most particular one up. */
  mro: z.array(z.string()),
  message: z.string(),
  file: z.string().nullable(),
  line: z.number().int().nullable(),
  /** The module that an import asked for in vain. */
  module: z.string().nullable(),
});
export type Failure = z.infer<typeof Failure>;

export const Report = z.object({
  at: z.union([z.number().int(), z.enum(["start", "load", "end", "flood"])]),
  done: z.literal(true).optional(),
  name: z.string().optional(),
  value: ValueSchema.optional(),
  sites: z.array(Sighting).default([]),
  error: Failure.optional(),
  unsupported: z.string().optional(),
  printed: z.string().default(""),
  /** `load` only: whether anything of the program can be tested. */
  usable: z.boolean().optional(),
  /** `prepare` only. */
  source: z.string().optional(),
  table: z.array(Site).optional(),
  names: z.array(z.string()).optional(),
  /** By test name; `module` stands for a script. */
  duties: z.record(z.string(), Duties).optional(),
  /** By test name, why this tier can't run it whatever the candidate. */
  lacking: z.record(z.string(), z.string()).optional(),
});
export type Report = z.infer<typeof Report>;

/** The report in a line, or null where the line is the program's own print or a forgery. */
export const parseReport = (line: string, nonce: string): Report | null => {
  if (!line.startsWith(`${nonce} `)) return null;
  try {
    const parsed = Report.safeParse(JSON.parse(line.slice(nonce.length + 1)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};
