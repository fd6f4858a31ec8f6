// Grades by content (program × hidden tests × tier) on disk: what was once run is not run again. One small file each, written
// whole or not at all. Nothing of the tests is in it.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../../app/files.ts";
import type { Verdict } from "./run-hidden.ts";

const Entry = z.strictObject({ right: z.boolean() });

/**
 * `parts` are everything that the answer depends on. At the same time the same thing is run only once; what does not last is
 * not kept.
 */
export type GradeCache = (parts: readonly unknown[], run: () => Promise<Verdict>) => Promise<boolean>;

export const makeGradeCache = (folder: string): GradeCache => {
  const running = new Map<string, Promise<boolean>>();
  const lookUp = async (key: string, run: () => Promise<Verdict>): Promise<boolean> => {
    const path = join(folder, key.slice(0, 2), `${key}.json`);
    const known = await readEntry(path);
    if (known !== null) return known;
    const { right, lasting } = await run();
    if (lasting) await writeWhole(path, JSON.stringify({ right }));
    return right;
  };
  return (parts, run) => {
    const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
    const known = running.get(key);
    if (known !== undefined) return known;
    const answer = lookUp(key, run).finally(() => running.delete(key));
    running.set(key, answer);
    return answer;
  };
};

/** A file that is not whole is as good as none. */
const readEntry = async (path: string): Promise<boolean | null> => {
  try {
    return Entry.parse(JSON.parse(await readFile(path, "utf8"))).right;
  } catch {
    return null;
  }
};
