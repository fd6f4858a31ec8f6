// The rows of an evaluation on disk, one line each, so that a killed run goes on behind its last one. The folder's name is
// made of everything that the rows depend on: another question never continues this one.
import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { fileError } from "../../core/file-errors.ts";
import { Row } from "../rows.ts";

export interface KeptRows {
  readonly path: string;
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

/** `question` is whatever the rows depend on. Throws `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`. */
export const openRows = async (
  home: string,
  { question, resume }: { question: unknown; resume: boolean },
): Promise<KeptRows> => {
  const name = createHash("sha256").update(JSON.stringify(question)).digest("hex").slice(0, 16);
  const folder = join(home, "evals", "runs", name);
  const path = join(folder, "rows.jsonl");
  const failing = (error: unknown): never => {
    throw fileError(error, path);
  };
  await mkdir(folder, { recursive: true }).catch(failing);
  const checkedPath = join(folder, "checked.json");
  if (!resume) await Promise.all([writeFile(path, ""), rm(checkedPath, { force: true })]).catch(failing);
  await writeFile(join(folder, "question.json"), `${JSON.stringify(question, null, 2)}\n`).catch(failing);
  const { rows, bytes } = wholeRows(await readFile(path).catch(() => Buffer.alloc(0)));
  // A kill in the midst of a write leaves half a line; what is appended must not go on in it.
  await truncate(path, bytes).catch(() => undefined);
  let last = Promise.resolve();
  return {
    path,
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

/** Rows up to the first line that is not whole, and where that begins. */
const wholeRows = (content: Buffer): { rows: Row[]; bytes: number } => {
  const rows: Row[] = [];
  let bytes = 0;
  for (const line of content.toString("utf8").split("\n").slice(0, -1)) {
    const row = Row.safeParse(jsonOf(line));
    if (!row.success) break;
    rows.push(row.data);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { rows, bytes };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
