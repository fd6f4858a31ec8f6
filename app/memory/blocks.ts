// `hydra memory blocks`: which files a person may write, and what of them is shown.
import type { MemoryBlock } from "../../core/memory.ts";
import { type BlockPlaces, blockPaths, readBlocks } from "../../memory/learn/blocks.ts";

export interface BlockState extends Omit<MemoryBlock, "text"> {
  /** Shown to the workers; 0: there is no such file, or nothing in it. */
  readonly characters: number;
}

export const listBlocks = async (
  places: BlockPlaces,
  signal: AbortSignal,
): Promise<readonly BlockState[]> => {
  const read = await readBlocks(places, { signal });
  return blockPaths(places).map(({ name, path }) => ({
    name,
    path,
    characters: read.find((block) => block.name === name)?.text.length ?? 0,
  }));
};
