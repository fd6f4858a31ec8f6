// Where npm put the packages of this tier's engines.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** The folder of a package, found from its entry point: not every package exports its manifest. */
export const folderOf = (name: string): string => {
  const entry = require.resolve(name);
  const part = join("node_modules", name);
  return entry.slice(0, entry.lastIndexOf(part) + part.length);
};

export const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(folderOf(name), "package.json"), "utf8")) as { version: string }).version;
