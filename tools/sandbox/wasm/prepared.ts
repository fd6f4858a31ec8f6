// A folder of files that are derived once and then only read: kept with the hash of each, and made again where one does not match.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HydraError } from "../../../core/errors.ts";

interface PreparedOptions {
  readonly cacheDir: string;
  readonly name: string;
  /** Changes whenever the files would. */
  readonly version: string;
  /** Fills the folder. */
  readonly make: (folder: string) => Promise<void>;
}

const list = "sha256.json";

/** The path of a folder that is known to be whole. Throws `SANDBOX_DOWN`. */
export const ensurePrepared = async ({ cacheDir, name, version, make }: PreparedOptions): Promise<string> => {
  const folder = join(cacheDir, `${name}-${sha256(version).slice(0, 16)}`);
  if (await isWhole(folder)) return folder;
  const temporary = `${folder}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await mkdir(temporary, { recursive: true });
    await make(temporary);
    await writeFile(join(temporary, list), JSON.stringify(await hashes(temporary)));
    await putInPlace(temporary, folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HydraError(
      "SANDBOX_DOWN",
      `The WebAssembly sandbox could not be prepared in ${cacheDir}: ${why}.`,
      {
        fix: "Check the free space and the rights of the cache folder, or use the Docker tier.",
        cause: error,
      },
    );
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
  }
  return folder;
};

/** Another process may have been as quick: its files are as good. */
const putInPlace = async (temporary: string, folder: string): Promise<void> => {
  try {
    await rename(temporary, folder);
  } catch {
    if (await isWhole(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  }
};

const isWhole = async (folder: string): Promise<boolean> => {
  try {
    const kept = await readFile(join(folder, list), "utf8");
    return kept === JSON.stringify(await hashes(folder));
  } catch {
    return false;
  }
};

const hashes = async (folder: string): Promise<readonly (readonly [file: string, sha256: string])[]> => {
  const names = (await readdir(folder)).filter((each) => each !== list).toSorted();
  return Promise.all(names.map(async (each) => [each, sha256(await readFile(join(folder, each)))] as const));
};

const sha256 = (content: Buffer | string): string => createHash("sha256").update(content).digest("hex");
