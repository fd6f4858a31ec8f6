// Lines of JSON, gzipped or not. What can't be read is named with its file and line; nothing is skipped.
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { z } from "zod";
import { HydraError } from "../../core/errors.ts";

/** In order, blank lines apart. Throws `BAD_INPUT`. */
export const readRows = async <T>(path: string, schema: z.ZodType<T>): Promise<T[]> =>
  (await readText(path)).split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const at = `${path}:${index + 1}`;
    const read = schema.safeParse(parsed(line, at));
    if (read.success) return [read.data];
    const [issue] = read.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    throw badRow(`${at}: ${where}${issue?.message ?? "another form than expected"}`);
  });

const readText = async (path: string): Promise<string> => {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw badRow(`${path} can't be read`, cause);
  });
  if (!path.endsWith(".gz")) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes).toString("utf8");
  } catch (cause) {
    throw badRow(`${path} is no whole gzip file`, cause);
  }
};

const parsed = (line: string, at: string): unknown => {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw badRow(`${at}: this line is not JSON`, cause);
  }
};

const badRow = (problem: string, cause?: unknown): HydraError =>
  new HydraError("BAD_INPUT", problem, {
    fix: "mend or remove that line; each is one JSON object with task_id and its answer",
    cause,
  });
