// The folder of a run that a person reads and edits: `<home>/runs/<thread>/`. Files appear whole or not at all, and
// nothing is ever written outside of it, whatever a model calls its files.
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, realpath, rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { HydraError } from "../core/errors.ts";
import { fileError } from "../core/file-errors.ts";
import type { RunFolder } from "../core/ports.ts";

export interface RunFolders extends RunFolder {
  /** Threads that have a folder, by name. */
  threads(): Promise<string[]>;
  remove(thread: string): Promise<void>;
}

/** Throws `BAD_INPUT` for a name that leads out of the folder, `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`. */
export const makeRunFolder = (home: string): RunFolders => {
  const runs = resolve(home, "runs");
  const locate = (thread: string): string => join(runs, safeThread(thread));
  const read = async (thread: string, name: string): Promise<string | null> => {
    const path = join(locate(thread), safeName(name));
    try {
      await ensureInside(locate(thread), path);
      return await readFile(path, "utf8");
    } catch (error) {
      if (isMissing(error)) return null;
      throw fileError(error, path);
    }
  };
  return {
    locate,
    read,
    write: async (thread, name, content) => {
      const path = join(locate(thread), safeName(name));
      // Beside the runs, so that a killed write leaves nothing among the files that a person sees.
      const fresh = join(runs, ".writing", randomUUID());
      try {
        await mkdir(locate(thread), { recursive: true });
        await ensureInside(locate(thread), path);
        await mkdir(dirname(path), { recursive: true });
        if ((await read(thread, name)) === content) return;
        await mkdir(dirname(fresh), { recursive: true });
        await writeDurably(fresh, content);
        await rename(fresh, path);
      } catch (error) {
        await rm(fresh, { force: true }).catch(() => undefined);
        throw fileError(error, path);
      }
    },
    threads: async () => {
      const entries = await readdir(runs, { withFileTypes: true }).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw fileError(error, runs);
      });
      return entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
        .map((entry) => entry.name)
        .toSorted();
    },
    remove: async (thread) => {
      const path = locate(thread);
      try {
        await rm(path, { recursive: true, force: true });
      } catch (error) {
        throw fileError(error, path);
      }
    },
  };
};

/** The same without a disk. */
export const makeRunFolderFake = (): RunFolders => {
  const threads = new Map<string, Map<string, string>>();
  return {
    locate: (thread) => `/runs/${safeThread(thread)}`,
    read: async (thread, name) => {
      const path = safeName(name);
      return threads.get(safeThread(thread))?.get(path) ?? null;
    },
    write: async (thread, name, content) => {
      const files = threads.get(safeThread(thread)) ?? new Map<string, string>();
      threads.set(thread, files.set(safeName(name), content));
    },
    threads: async () => [...threads.keys()].toSorted(),
    remove: async (thread) => void threads.delete(safeThread(thread)),
  };
};

const safeThread = (thread: string): string => {
  if (/^[\w-][\w.-]{0,120}$/u.test(thread)) return thread;
  throw outside(thread, "a thread's name has letters, digits, dots and dashes only");
};

/** A relative path in which every step is a plain name, on every system. */
const safeName = (name: string): string => {
  const steps = name.split("/");
  // oxlint-disable-next-line no-control-regex
  const plain = steps.every((step) => !/^(?:\.{1,2})?$|[\\:\0-\x1F]/u.test(step));
  if (plain && Buffer.byteLength(name) <= 1_000) return join(...steps);
  throw outside(name, "it is not a plain relative path");
};

/** A link inside of the folder must not lead out of it either. */
const ensureInside = async (folder: string, path: string): Promise<void> => {
  const root = await realpath(folder);
  for (let step = path; step.length >= folder.length; step = dirname(step)) {
    const real = await realpath(step).catch(() => null);
    if (real === null) continue;
    const steps = relative(root, real);
    if (steps === ".." || steps.startsWith(`..${sep}`)) throw outside(path, "a link leads out of the folder");
    return;
  }
};

const outside = (name: string, why: string): HydraError =>
  new HydraError("BAD_INPUT", `Refused to use the path ${JSON.stringify(name.slice(0, 200))}: ${why}.`, {
    fix: "Give a plain relative path such as src/solution.py.",
  });

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/** Renamed before its bytes are on the disk, a file could be empty after a power loss. */
const writeDurably = async (path: string, content: string): Promise<void> => {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
};
