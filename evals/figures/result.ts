// Building a result from rows, and reading one back: a file of another version or form is one clear line.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { Row } from "../rows.ts";
import { figuresOf } from "./figures.ts";
import type { Figures } from "./figures.ts";
import { Result, resultVersion } from "./schema.ts";
import type { ChoiceResult } from "./schema.ts";

/** What the rows do not tell. */
export type ResultContext = Omit<ChoiceResult, "version" | keyof Figures>;

export const resultOf = (rows: readonly Row[], context: ResultContext): ChoiceResult => ({
  version: resultVersion,
  ...context,
  ...figuresOf(rows),
});

/** As it is written: the same result, the same bytes. */
export const resultText = (result: Result): string => `${JSON.stringify(Result.parse(result), null, 2)}\n`;

/** Throws `BAD_INPUT` for what is no result file, or one of another version. */
export const readResult = async (path: string): Promise<Result> => {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw noResult(`${path} can't be read`, { fix: "name a file that `hydra eval … --json` wrote", cause });
  });
  return parseResult(text, path);
};

export const parseResult = (text: string, name: string): Result => {
  const fix = "name a file that `hydra eval … --json` wrote";
  const json = jsonOf(text);
  const version = z.looseObject({ version: z.number() }).safeParse(json);
  if (!version.success) throw noResult(`${name} is no result of an evaluation`, { fix });
  if (version.data.version !== resultVersion) {
    throw noResult(
      `${name} is a result of version ${version.data.version}, and this Hydra reads version ${resultVersion}`,
      { fix: "run the command that made it again; finished rows are kept" },
    );
  }
  const result = Result.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue === undefined ? "" : ` (${issue.path.join(".")}: ${issue.message})`;
  throw noResult(`${name} is no whole result of version ${resultVersion}${where}`, { fix });
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const noResult = (message: string, options: { fix: string; cause?: unknown }): HydraError =>
  new HydraError("BAD_INPUT", message, options);
