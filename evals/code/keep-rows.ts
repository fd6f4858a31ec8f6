// The rows of an evaluation on disk, one line each, so that a killed run goes on behind its last one. The folder's name is
// made of everything that the rows depend on: another question never continues this one.
import { createHash, randomBytes } from "node:crypto";
import { appendFile, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import { fileError } from "../../core/file-errors.ts";

export interface KeptRows<Row> {
  readonly path: string;
  /** A new name each time the rows are begun anew: a resumed run has the one it began with. */
  readonly run: string;
  /** What an earlier run finished; empty unless it is to be resumed. */
  readonly rows: readonly Row[];
  append(row: Row): Promise<void>;
  /** Recorded grades that were run again, those of earlier runs of the same question included. */
  addChecked(found: Checked): Promise<Checked>;
}

interface Checked {
  readonly programs: number;
  readonly agree: number;
}

const Counted = z.strictObject({ programs: z.number().int(), agree: z.number().int() });

/**
 * `question` is whatever the rows depend on. Throws `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`, and `BAD_INPUT` for a damaged row that
 * whole ones follow.
 */
export const openRows = async <Row>(
  home: string,
  { question, resume, schema }: { question: unknown; resume: boolean; schema: z.ZodType<Row> },
): Promise<KeptRows<Row>> => {
  const name = createHash("sha256").update(JSON.stringify(question)).digest("hex").slice(0, 16);
  const folder = join(home, "evals", "runs", name);
  const path = join(folder, "rows.jsonl");
  const failing = (error: unknown): never => {
    throw fileError(error, path);
  };
  await mkdir(folder, { recursive: true }).catch(failing);
  const [checkedPath, runPath] = [join(folder, "checked.json"), join(folder, "run.txt")];
  if (!resume) {
    const others = [checkedPath, runPath].map(async (other) => rm(other, { force: true }));
    await Promise.all([writeFile(path, ""), ...others]).catch(failing);
  }
  const run = (await readFile(runPath, "utf8").catch(() => "")) || randomBytes(4).toString("hex");
  await writeFile(runPath, run).catch(failing);
  await writeFile(join(folder, "question.json"), `${JSON.stringify(question, null, 2)}\n`).catch(failing);
  const { rows, bytes } = wholeRows(path, { schema, content: await readFile(path, "utf8").catch(() => "") });
  // A kill in the midst of a write leaves half a line; what is appended must not go on in it.
  await truncate(path, bytes).catch(() => undefined);
  let last = Promise.resolve();
  return {
    path,
    run,
    rows,
    append: (row) => (last = last.then(() => appendFile(path, `${JSON.stringify(row)}\n`)).catch(failing)),
    addChecked: async (found) => {
      const earlier = Counted.safeParse(jsonOf(await readFile(checkedPath, "utf8").catch(() => "")));
      const { programs, agree } = earlier.success ? earlier.data : { programs: 0, agree: 0 };
      const all = { programs: programs + found.programs, agree: agree + found.agree };
      await writeFile(checkedPath, JSON.stringify(all)).catch(failing);
      return all;
    },
  };
};

/** All rows but a last line that is none, and where that begins. */
const wholeRows = <Row>(
  path: string,
  { schema, content }: { schema: z.ZodType<Row>; content: string },
): { rows: Row[]; bytes: number } => {
  const rows: Row[] = [];
  let bytes = 0;
  const lines = content.split("\n");
  const torn = lines.pop() !== "";
  for (const [index, line] of lines.entries()) {
    const row = schema.safeParse(jsonOf(line));
    if (!row.success) {
      if (index === lines.length - 1 && !torn) break;
      throw damaged(path, index + 1);
    }
    rows.push(row.data);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { rows, bytes };
};

const damaged = (path: string, line: number): HydraError =>
  new HydraError("BAD_INPUT", `${path}:${line} is damaged, and other rows stand behind it`, {
    fix: "remove that line and give the same command with --resume: only its draw is done again",
  });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
