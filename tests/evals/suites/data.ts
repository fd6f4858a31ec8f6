// The evaluation data made by others, which is not part of the project: tests on it are skipped where it is not there.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(process.env["HYDRA_EVAL_DATA"] ?? "../shared/data");

/** Null where there is none; `why` belongs into a test's name, so that a skipped one says so. */
export const evalData: string | null = existsSync(join(folder, "code")) ? folder : null;
export const why =
  evalData === null ? ` (skipped: no evaluation data in ${folder}, set HYDRA_EVAL_DATA)` : "";
