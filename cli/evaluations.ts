// What the evaluation commands share: counts, names and places as they are typed, and how a run is named afterwards.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { HydraError } from "../core/errors.ts";
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

/** A line on stderr at most every few seconds. */
export const progressTo = ({ stderr }: Edge) => {
  let last = Date.now();
  return ({ done, draws }: { done: number; draws: number }): void => {
    if (Date.now() - last < 5_000) return;
    last = Date.now();
    stderr.write(`${done} of ${draws} draws\n`);
  };
};
