// A model file that the settings name, looked for before an engine is started for it.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { HydraError } from "../core/errors.ts";

/** Its absolute path. Throws `CONFIG_INVALID`. */
export const modelFile = async (path: string, setting: string): Promise<string> => {
  const file = resolve(path);
  const found = await stat(file).catch(() => null);
  if (found?.isFile() === true) return file;
  throw new HydraError("CONFIG_INVALID", `${setting}.file names ${file}, where no file is`, {
    fix: "correct the path, or fetch the model to it",
  });
};
