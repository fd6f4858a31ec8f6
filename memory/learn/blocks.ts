// What a person writes down for every task, as Markdown: the project's beside its code, so that it is reviewed and shared like
// code; the person's own where the person's data is, so that it goes along from project to project.
import { constants } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Abort } from "../../core/abort.ts";
import type { MemoryBlock } from "../../core/memory.ts";

export interface BlockPlaces {
  /** Absolute: the person's data folder. */
  readonly data: string;
  /** Absolute; null: no project. */
  readonly workdir: string | null;
}

/** Shown of each block. */
export const blockLimitCharacters = 4_000;
const limitBytes = 4 * blockLimitCharacters;

/** Where each block is, or would be. */
export const blockPaths = ({ data, workdir }: BlockPlaces): readonly Omit<MemoryBlock, "text">[] => [
  { name: "person", path: join(data, "memory", "person.md") },
  ...(workdir === null
    ? []
    : (["project", "conventions"] as const).map((name) => ({
        name,
        path: join(workdir, ".hydra-memory", `${name}.md`),
      }))),
];

/** Those that say something. A file that can't be read says nothing. */
export const readBlocks = async (places: BlockPlaces, { signal }: Abort): Promise<readonly MemoryBlock[]> => {
  const blocks: MemoryBlock[] = [];
  for (const { name, path } of blockPaths(places)) {
    signal.throwIfAborted();
    const text = await readText(path, name === "person" ? places.data : (places.workdir ?? "")).catch(
      () => "",
    );
    if (text !== "") blocks.push({ name, path, text });
  }
  return blocks;
};

/** Without comments. A project may come from a stranger: a link in it does not lead out of it, and nothing is waited for. */
const readText = async (path: string, inside: string): Promise<string> => {
  const real = await realpath(path);
  if (!real.startsWith(`${await realpath(inside)}${sep}`) || !(await lstat(real)).isFile()) return "";
  const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const buffer = Buffer.alloc(limitBytes);
    const { bytesRead } = await file.read(buffer, 0, limitBytes, 0);
    const text = new TextDecoder().decode(buffer.subarray(0, bytesRead), { stream: true });
    return text
      .replaceAll(/<!--[\s\S]*?-->/gu, "")
      .trim()
      .slice(0, blockLimitCharacters);
  } finally {
    await file.close();
  }
};
