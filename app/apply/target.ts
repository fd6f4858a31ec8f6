// Whether a path that a model chose may be written below the workspace.
import { lstat, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import { HydraError } from "../../core/errors.ts";

/** The absolute path to write. Throws `BAD_INPUT` where it leaves the workspace, by `..`, a link or `.git`. */
export const checkTarget = async (workdir: string, path: string): Promise<string> => {
  const parts = path.split(/[/\\]/u);
  const escapes = isAbsolute(path) || /^[a-z]:/iu.test(path) || path.includes("\0");
  if (escapes || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw refused(path, "it is not a plain path below the workspace");
  }
  if (parts.some((part) => part.toLowerCase() === ".git" || part.toLowerCase() === ".hydra")) {
    throw refused(path, "it belongs to version control or to Hydra");
  }
  const target = join(workdir, ...parts);
  const root = await realpath(workdir);
  const parent = await nearestFolder(dirname(target));
  if (parent !== root && !parent.startsWith(root + sep)) throw refused(path, "a link leads it out");
  const there = await lstat(target).catch(() => null);
  if (there?.isSymbolicLink() === true) throw refused(path, "there is a link");
  if (there?.isDirectory() === true) throw refused(path, "there is a folder");
  return target;
};

/** Where the nearest folder that exists really is. */
const nearestFolder = async (folder: string): Promise<string> => {
  try {
    return await realpath(folder);
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return nearestFolder(dirname(folder));
  }
};

const refused = (path: string, why: string) =>
  new HydraError("BAD_INPUT", `${JSON.stringify(path)} can't be written into the workspace (${why})`, {
    fix: "copy what you need from the run's files folder by hand",
  });
