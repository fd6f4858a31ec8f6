// Folders and files outside a run's folder: a file is written whole or not at all.
import { randomUUID } from "node:crypto";
import { chmod, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { HydraError } from "../core/errors.ts";
import { fileError } from "../core/file-errors.ts";

/** Makes missing folders, keeps the file's mode. Throws `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`; the old file is then still there. */
export const writeWhole = async (path: string, content: string): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await makeFolder(dirname(path));
    const mode = await stat(path).then(
      (before) => before.mode,
      () => null,
    );
    await writeFile(temporary, content, { flag: "wx", flush: true });
    if (mode !== null) await chmod(temporary, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, path);
  }
};

/**
 * The folder and those above it. Step by step, since Node's own recursive `mkdir` never ends where a file system denies
 * that what it just refused to make is missing (`/proc`). Throws `DISK_FULL`, `WORKSPACE_NOT_WRITABLE`.
 */
export const makeFolder = async (path: string): Promise<void> => {
  if (await isFolder(path)) return;
  if (await isThere(path)) {
    throw new HydraError("WORKSPACE_NOT_WRITABLE", `${path} is a file, not a folder`, {
      fix: "name a folder, or move that file away",
    });
  }
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const typed = fileError(error, path);
    if (typed !== error) throw typed;
    throw new HydraError("WORKSPACE_NOT_WRITABLE", `the folder ${path} can't be made`, {
      fix: "choose another folder",
      cause: error,
    });
  }
};

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );
