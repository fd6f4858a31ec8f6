// Lines of JSON, gzipped where the name ends so: the form of suites, recordings and of everything else that is kept by row.
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { z } from "zod";
import { HydraError } from "../../core/errors.ts";

const limitBytes = 1 << 30;

/** Empty lines and empty objects (holes) are left out. Throws `BAD_INPUT` with the file and the line. */
export const readRows = async <T>(path: string, schema: z.ZodType<T>): Promise<T[]> => {
  const text = await readText(path);
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = parseLine(line);
    if (value === undefined) throw badRow(path, `line ${index + 1} is not JSON`);
    if (isHole(value)) return [];
    const row = schema.safeParse(value);
    if (row.success) return [row.data];
    const [issue] = row.error.issues;
    const where = issue?.path.join(".") ?? "";
    throw badRow(
      path,
      `line ${index + 1}: ${where === "" ? "" : `"${where}": `}${issue?.message ?? "other form"}`,
    );
  });
};

const readText = async (path: string): Promise<string> => {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw badRow(path, `it can't be read (${reasonOf(cause)})`, cause);
  });
  if (!path.endsWith(".gz")) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes }).toString("utf8");
  } catch (cause) {
    throw badRow(path, `it can't be unpacked (${reasonOf(cause)})`, cause);
  }
};

/** Undefined where the line is no JSON. */
const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
};

const isHole = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const badRow = (path: string, problem: string, cause?: unknown): HydraError =>
  new HydraError("BAD_INPUT", `${path}: ${problem}`, {
    fix: "mend the file, or name another one",
    ...(cause !== undefined && { cause }),
  });
