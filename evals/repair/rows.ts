// One repaired task as it is kept, line by line, so that a killed run goes on behind its last row.
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { VerdictStatus } from "../../core/domain.ts";
import { HydraError } from "../../core/errors.ts";

export const RepairRow = z.strictObject({
  task: z.string(),
  /** The program that was handed over: whether it passes the shown tests (null: none is shown), and the hidden ones. */
  before: z.strictObject({ shown: z.boolean().nullable(), right: z.boolean() }),
  status: VerdictStatus,
  /** Stated chance that the pick is right. */
  chance: z.number().min(0).max(1).nullable(),
  /** The repair that was shipped; null where none was. */
  after: z.strictObject({ shown: z.boolean().nullable(), right: z.boolean() }).nullable(),
  calls: z.number().int(),
  /** Prompt and completion together. */
  tokens: z.number().int(),
  /** Programs run in the sandbox. */
  runs: z.number().int(),
  seconds: z.number(),
});
export type RepairRow = z.infer<typeof RepairRow>;

/** What rows belong to: rows of another suite, model or number of candidates are not gone on with. */
export const Header = z.strictObject({
  version: z.literal(1),
  suite: z.string(),
  models: z.string(),
  k: z.number().int(),
  sandbox: z.string(),
  /** Stands in the names of the run's threads, under which a model's answers are journaled. */
  run: z.string(),
});
export type Header = z.infer<typeof Header>;

export interface Kept {
  readonly run: string;
  readonly rows: readonly RepairRow[];
  readonly append: (row: RepairRow) => Promise<void>;
}

/** Starts the file anew unless it is to be gone on with. Throws `BAD_INPUT` where it can't be. */
export const openRows = async (
  path: string,
  { header, resume }: { header: Header; resume: boolean },
): Promise<Kept> => {
  const kept = resume ? await readKept(path, header) : null;
  await mkdir(dirname(path), { recursive: true });
  const lines = [kept?.header ?? header, ...(kept?.rows ?? [])].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(path, lines.join(""));
  return {
    run: (kept?.header ?? header).run,
    rows: kept?.rows ?? [],
    append: async (row) => appendFile(path, `${JSON.stringify(row)}\n`),
  };
};

/** Null where there is nothing to go on with. A last line that a kill cut off is none. */
const readKept = async (
  path: string,
  wanted: Header,
): Promise<{ header: Header; rows: RepairRow[] } | null> => {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  const [first = "", ...others] = text.split("\n").slice(0, -1);
  const header = parse(Header, first, { path, line: 1 });
  for (const key of ["suite", "models", "k", "sandbox"] as const) {
    if (header[key] !== wanted[key]) {
      throw new HydraError("BAD_INPUT", `${path} was made with ${key} ${header[key]}, not ${wanted[key]}`, {
        fix: "ask for the same again, or start over without --resume",
      });
    }
  }
  return { header, rows: others.map((line, index) => parse(RepairRow, line, { path, line: index + 2 })) };
};

const parse = <T>(schema: z.ZodType<T>, text: string, { path, line }: { path: string; line: number }): T => {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new HydraError("BAD_INPUT", `${path}:${line} is no row of this version`, {
      fix: "start over without --resume",
      cause: error,
    });
  }
};
