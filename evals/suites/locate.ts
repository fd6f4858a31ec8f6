// Where a suite lies, by name or path. Nothing is opened here, so everybody may ask.
import { access, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { HydraError } from "../../core/errors.ts";

/** A suite is a file, or the name of a folder below one of `folders` that holds one. Throws `BAD_INPUT`. */
export const locateSuite = async (
  suite: string,
  folders: readonly string[],
): Promise<{ name: string; path: string }> => {
  if (/\.jsonl(?:\.gz)?$/u.test(suite)) {
    const path = resolve(suite);
    if (await exists(path)) return { name: basename(path).replace(ending, ""), path };
  }
  const below = await Promise.all(folders.map(suitesBelow));
  const found = below.flat().find(({ name }) => name === suite);
  if (found !== undefined) return found;
  const names = [...new Set(below.flat().map(({ name }) => name))].toSorted();
  throw new HydraError("BAD_INPUT", `there is no suite ${suite}`, {
    fix:
      names.length === 0
        ? "name a file (.jsonl or .jsonl.gz), or bring a public suite with `hydra eval fetch humaneval`"
        : `name a file (.jsonl or .jsonl.gz) or one of ${names.join(", ")}; \`hydra eval fetch\` brings more`,
  });
};

const ending = /\.jsonl(?:\.gz)?$/u;

const suitesBelow = async (folder: string): Promise<{ name: string; path: string }[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const files = (await readdir(join(folder, name))).filter((file) => ending.test(file));
        return files.length === 1 ? [{ name, path: join(folder, name, files[0] ?? "") }] : [];
      }),
  );
  return found.flat();
};

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
