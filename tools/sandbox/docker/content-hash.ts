// The hash of everything in an archive. Hashing 200 MB at each start is slow, so the answer is kept for as long as no file's
// size or time has changed.
import { createHash, type Hash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { TarEntry } from "./tar.ts";

/** sha256, hex, of every path, mode and content. A cache that can't be read or written only costs time. */
export const contentHash = async (entries: readonly TarEntry[], cacheFile: string): Promise<string> => {
  const fingerprint = fingerprintOf(entries);
  const kept = await readFile(cacheFile, "utf8")
    .then((text) => JSON.parse(text) as { fingerprint?: string; hash?: string })
    .catch(() => null);
  if (kept?.fingerprint === fingerprint && kept.hash !== undefined) return kept.hash;
  const hash = await hashContents(entries);
  await mkdir(dirname(cacheFile), { recursive: true })
    .then(() => writeFile(cacheFile, JSON.stringify({ fingerprint, hash })))
    .catch(() => {});
  return hash;
};

const fingerprintOf = (entries: readonly TarEntry[]): string => {
  const hash = createHash("sha256");
  for (const entry of entries) {
    name(hash, entry);
    if (entry.kind === "file") hash.update(`${entry.bytes} ${entry.modified}\0`);
  }
  return hash.digest("hex");
};

const hashContents = async (entries: readonly TarEntry[]): Promise<string> => {
  const hash = createHash("sha256");
  for (const entry of entries) {
    name(hash, entry);
    if (entry.kind === "file") for await (const chunk of entry.read()) hash.update(chunk);
  }
  return hash.digest("hex");
};

const name = (hash: Hash, entry: TarEntry) =>
  hash.update(`${entry.kind} ${entry.path} ${entry.kind === "link" ? entry.to : entry.mode.toString(8)}\0`);
