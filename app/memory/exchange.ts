// hydra memory export and import: all that is known as one file of lines, written whole, read whole or not at all.
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { HydraError, isHydraError } from "../../core/errors.ts";
import { fileError } from "../../core/file-errors.ts";
import type { IndexReport, Progress } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import type { Counts, Imported } from "../../memory/care/exchange.ts";
import { checkLines, exportLines, importLines } from "../../memory/care/exchange.ts";
import { makeFolder } from "../files.ts";
import type { Knowledge } from "../knowledge.ts";

/** Throws `BAD_INPUT` where there is such a file and `replace` is false, `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`. */
export const exportMemory = async (
  { database }: Pick<Knowledge, "database">,
  path: string,
  { signal, replace }: Abort & { readonly replace: boolean },
): Promise<Counts> => {
  if (!replace && (await isThere(path))) {
    throw new HydraError("BAD_INPUT", `${path} exists`, {
      fix: "name another file, or add --replace to write over it",
    });
  }
  const temporary = `${path}.${randomUUID()}.tmp`;
  let counts: Counts = { documents: 0, chunks: 0 };
  const lines = async function* (): AsyncGenerator<string> {
    counts = yield* exportLines(database.pool);
  };
  try {
    await makeFolder(dirname(path));
    await pipeline(lines, createWriteStream(temporary, { flags: "wx", flush: true }), { signal });
    await rename(temporary, path);
    return counts;
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileError(error, path);
  }
};

export interface ImportReport extends Imported {
  readonly index: IndexReport;
}

/** Nothing is imported of a file that is not whole. Throws `BAD_INPUT`. */
export const importMemory = async (
  { database, indexes, generations, library }: Knowledge,
  path: string,
  { signal, onProgress }: Abort & { readonly onProgress?: (progress: Progress) => void },
): Promise<ImportReport> => {
  const lines = (): AsyncIterable<string> => linesOf(path, signal);
  await checkLines(lines(), path);
  const generation = indexes.vectors === null ? null : generations.name();
  const imported = await importLines(database.pool, lines, generation);
  const index = await library.index({ signal, ...(onProgress !== undefined && { onProgress }) });
  return { ...imported, index };
};

/** One document, with all its pieces. */
const limitLineCharacters = 128_000_000;

async function* linesOf(path: string, signal: AbortSignal): AsyncGenerator<string> {
  let rest: string[] = [];
  let length = 0;
  try {
    for await (const part of createReadStream(path, { encoding: "utf8", signal }) as AsyncIterable<string>) {
      const [head = "", ...more] = part.split("\n");
      rest.push(head);
      length += head.length;
      if (length > limitLineCharacters) throw unreadable(path, "one of its lines has no end");
      for (const next of more) {
        yield rest.join("");
        rest = [next];
        length = next.length;
      }
    }
  } catch (error) {
    if (isHydraError(error) || signal.aborted) throw error;
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
  // The last line of a whole file ends in a line break.
  if (length > 0) yield rest.join("");
}

const unreadable = (path: string, why: string, cause?: unknown): HydraError =>
  new HydraError("BAD_INPUT", `${path} can't be read: ${why}`, {
    fix: "name a file that `hydra memory export` wrote",
    cause,
  });

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
