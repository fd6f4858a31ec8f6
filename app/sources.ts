// A digest of Hydra's own sources: what was computed under another one may be computed otherwise now.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `folders` relative to the root, such as `tools/sandbox`. */
export const digestOfSources = async (folders: readonly string[]): Promise<string> => {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const hash = createHash("sha256");
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((file) => join(file.parentPath, file.name).slice(root.length));
    for (const path of paths.toSorted()) hash.update(`${path}\n`).update(await readFile(join(root, path)));
  }
  return hash.digest("hex");
};
