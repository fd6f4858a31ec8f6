// What git says of files in the workspace. A workspace without git has nothing uncommitted.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { HydraError } from "../../core/errors.ts";

const run = promisify(execFile);
const timeoutMs = 20_000;

/** Those of these paths that differ from the last commit or are not tracked. Throws `WORKSPACE_CHANGED` where git can't tell. */
export const uncommitted = async (workdir: string, paths: readonly string[]): Promise<Set<string>> => {
  if (paths.length === 0 || !(await isVersioned(workdir))) return new Set();
  try {
    const below = (await git(workdir, ["rev-parse", "--show-prefix"])).trim();
    const status = [
      "status",
      "--porcelain=v1",
      "-z",
      "--untracked-files=all",
      "--no-renames",
      "--",
      ...paths,
    ];
    const entries = (await git(workdir, status)).split("\0").filter((entry) => entry !== "");
    return new Set(entries.map((entry) => entry.slice("XY ".length + below.length)));
  } catch (error) {
    const why = error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? "") : String(error);
    throw new HydraError("WORKSPACE_CHANGED", `git can't tell what is uncommitted in ${workdir} (${why})`, {
      fix: "make `git status` work there, or use --force",
      cause: error,
    });
  }
};

const git = async (workdir: string, args: readonly string[]): Promise<string> => {
  // A repository's own configuration can name programs to run; none of them is wanted here.
  const safe = ["--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false"];
  const options = { cwd: workdir, timeout: timeoutMs, maxBuffer: 16 << 20 };
  return (await run("git", [...safe, ...args], options)).stdout;
};

const isVersioned = async (folder: string): Promise<boolean> => {
  const there = await stat(join(folder, ".git")).catch(() => null);
  if (there !== null) return true;
  return dirname(folder) === folder ? false : isVersioned(dirname(folder));
};
