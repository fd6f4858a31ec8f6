// The user's project, to be read and never written: the text files that version control would keep. Whatever lies in
// it, an odd file is left out and nothing throws.
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import type { Workspace } from "../core/ports.ts";

/** Larger files are no source that a model could read. */
const limitBytes = 512 << 10;
const limitFiles = 5_000;
/** For a walk; a tree this large without version control is no project. */
const limitVisited = 50_000;
/** Files looked into at once. */
const atOnce = 32;
const gitTimeoutMs = 10_000;

/** Never source, whether or not version control ignores them. */
const neverSource = new Set([".git", ".hydra", "node_modules", "__pycache__", ".venv"]);
/** Left out of a walk, where nobody says what is generated. */
const generated = new Set(["venv", "env", "dist", "build", "target", "coverage", ".tox", ".next"]);

interface WorkspaceOptions {
  /** Hydra's own folder, where it lies inside of the workspace under another name. */
  readonly home?: string;
}

export const makeWorkspace = (root: string | null, { home }: WorkspaceOptions = {}): Workspace => {
  if (root === null) return { root, list: async () => [], read: async () => null };
  const folder = resolve(root);
  // A demo's project lies inside of the home, not around it: there nothing is ours.
  const inner = home !== undefined && isInside(resolve(home), folder) ? resolve(home) : null;
  const isOurs = (path: string): boolean => inner !== null && isInside(resolve(folder, path), inner);
  return {
    root: folder,
    list: async () => {
      const sorted = (await keptFiles(folder)).filter((path) => !isOurs(path));
      const found: { path: string; bytes: number }[] = [];
      for (let next = 0; next < sorted.length && found.length < limitFiles; next += atOnce) {
        const looks = sorted.slice(next, next + atOnce).map(async (path) => {
          const file = await readText(folder, path, sniffBytes);
          return file === null ? [] : [{ path, bytes: file.bytes }];
        });
        found.push(...(await Promise.all(looks)).flat());
      }
      return found.slice(0, limitFiles);
    },
    read: async (path) => (await readText(folder, path, limitBytes))?.text ?? null,
  };
};

/** The same from a table of paths and contents. */
export const makeWorkspaceFake = (files: Readonly<Record<string, string>>): Workspace => ({
  root: "/workspace",
  list: async () =>
    Object.keys(files)
      .toSorted(shallowFirst)
      .map((path) => ({ path, bytes: Buffer.byteLength(files[path] ?? "") })),
  read: async (path) => files[path] ?? null,
});

/** Paths of all files that version control would keep, whatever they hold, relative, the shallow ones first. */
export const keptFiles = async (folder: string): Promise<string[]> => {
  const paths = (await gitFiles(folder)) ?? (await walk(folder));
  return paths
    .filter((path) => !path.split("/").some((step) => neverSource.has(step)))
    .toSorted(shallowFirst);
};

/** What git tracks or would track; null where this is no checkout or there is no git. */
const gitFiles = async (folder: string): Promise<string[] | null> => {
  try {
    const { stdout } = await promisify(execFile)(
      "git",
      // A repository may name a program as its file system monitor: none is run.
      ["-c", "core.fsmonitor=false", "ls-files", "-z", "-co", "--exclude-standard"],
      { cwd: folder, timeout: gitTimeoutMs, maxBuffer: 64 << 20 },
    );
    // Nothing at all: the folder itself is ignored by a repository around it, and says nothing about its files.
    return stdout === "" ? null : [...new Set(stdout.split("\0"))].filter((path) => path !== "");
  } catch {
    return null;
  }
};

/** Breadth first, so that the bound cuts the deepest. Links to folders are not followed. */
const walk = async (folder: string): Promise<string[]> => {
  const paths: string[] = [];
  const folders = [""];
  let visited = 0;
  for (const below of folders) {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      visited += 1;
      if (visited > limitVisited) return paths;
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (!entry.isDirectory()) paths.push(path);
      else if (!neverSource.has(entry.name) && !generated.has(entry.name)) folders.push(path);
    }
  }
  return paths;
};

/** Enough to tell a binary by, as git does. */
const sniffBytes = 8_000;

/** The first `wantedBytes` of a regular UTF-8 file inside of the folder, or null. Never blocks on a pipe or a device. */
const readText = async (
  folder: string,
  path: string,
  wantedBytes: number,
): Promise<{ text: string; bytes: number } | null> => {
  try {
    const real = await realpath(join(folder, path));
    if (!isInside(real, await realpath(folder)) || !(await lstat(real)).isFile()) return null;
    const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = await file.stat();
      if (size > limitBytes) return null;
      const buffer = Buffer.alloc(Math.min(size, wantedBytes));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      const head = buffer.subarray(0, bytesRead);
      if (head.includes(0)) return null;
      // A cut may go through a character; only the last one may be incomplete.
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(head, {
        stream: bytesRead < size,
      });
      return { text, bytes: size };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};

const isInside = (path: string, folder: string): boolean => {
  const steps = relative(folder, path);
  return steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
};

const shallowFirst = (left: string, right: string): number =>
  left.split("/").length - right.split("/").length || (left < right ? -1 : 1);
