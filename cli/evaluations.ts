// What the evaluation commands share: counts, names and places as they are typed, and how a run is named afterwards.
import { execFile } from "node:child_process";
import { access, constants, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../app/files.ts";
import { HydraError, isHydraError } from "../core/errors.ts";
import { fileError } from "../core/file-errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Edge } from "./edge.ts";

/** Throws `BAD_INPUT`. */
export const countOf = (text: string, flag: string, most = 100_000): number => {
  const count = /^[1-9]\d{0,5}$/u.test(text) ? Number(text) : 0;
  if (count > 0 && count <= most) return count;
  throw new HydraError("BAD_INPUT", `${flag} ${text.slice(0, 40)} is no count from 1 to ${most}`, {
    fix: `say ${flag} 3`,
  });
};

/** Throws `BAD_INPUT`. */
export const oneOf = <T extends string>(text: string, flag: string, known: readonly T[]): T => {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  const near = nearest(text, known);
  throw new HydraError("BAD_INPUT", `${flag} ${text.slice(0, 40)} is not known`, {
    fix:
      near === null
        ? `choose from ${known.join(", ")}`
        : `did you mean ${near}? There are ${known.join(", ")}`,
  });
};

export const dataFolder = ({ cwd, env }: Edge, flag: string | undefined): string =>
  resolve(cwd, flag ?? env["HYDRA_EVAL_DATA"] ?? "../shared/data");

/** As a result file names the command that made it: without the places that are of this machine alone. */
export const commandLine = ({ argv }: Edge): string => {
  const told = argv.filter((word, at) => !places.has(word) && !places.has(argv[at - 1] ?? ""));
  return [
    "hydra",
    ...told.map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : JSON.stringify(word))),
  ].join(" ");
};

const places: ReadonlySet<string> = new Set(["--home", "--config", "--data", "--json", "--plot", "--record"]);

/** Of the checkout; a package has none and says its version. */
export const commitOf = async ({ versions }: Edge): Promise<string> => {
  try {
    const [commit, changes] = [
      await git("rev-parse", "--short", "HEAD"),
      await git("status", "--porcelain", "-uno"),
    ];
    return changes === "" ? commit : `${commit} and changes`;
  } catch {
    return `version ${versions.hydra}`;
  }
};

const git = async (...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)("git", args, { cwd: import.meta.dirname, timeout: 10_000 });
  return stdout.trim();
};

/** Before a run that may take an hour: where its results go can be written. Throws `WORKSPACE_NOT_WRITABLE`, `DISK_FULL`. */
export const checkResults = async (
  { cwd }: Edge,
  ...files: readonly (string | undefined)[]
): Promise<void> => {
  for (const file of files) {
    if (file === undefined) continue;
    const path = resolve(cwd, file);
    await makeFolder(dirname(path));
    await access(dirname(path), constants.W_OK).catch((error: unknown) => {
      throw fileError(error, path);
    });
  }
};

/** Nowhere where no file was asked for. Throws `WORKSPACE_NOT_WRITABLE`, `DISK_FULL`. */
export const writeResult = async ({ cwd }: Edge, file: string | undefined, text: string): Promise<void> => {
  if (file === undefined) return;
  const path = resolve(cwd, file);
  await makeFolder(dirname(path));
  await writeFile(path, text).catch((error: unknown) => {
    throw fileError(error, path);
  });
};

/** Whoever stops an evaluation, or whose model goes away in the middle, is told how its finished rows are kept. */
export const resumable = async <T>(
  { signal }: Edge,
  work: (finished: (count: number) => void) => Promise<T>,
): Promise<T> => {
  let count = 0;
  try {
    return await work((done) => (count = done));
  } catch (error) {
    const goOn = "the same command with --resume goes on behind what is finished";
    if (signal.aborted) throw new HydraError("ABORTED", "interrupted", { fix: goOn, cause: error });
    if (!isHydraError(error) || count === 0) throw error;
    const { code, message, details } = error;
    const fix = `${error.fix.replace(/\.$/u, "")}; ${goOn}`;
    throw new HydraError(code, message, { fix, cause: error, details });
  }
};

/** A line on stderr at most every few seconds. */
export const progressTo = ({ stderr }: Edge) => {
  let last = Date.now();
  return ({ done, draws }: { done: number; draws: number }): void => {
    if (Date.now() - last < 5_000) return;
    last = Date.now();
    stderr.write(`${done} of ${draws} draws\n`);
  };
};
