// What the commands of memory share: it is opened by the settings, and closed whatever happens.
import type { Knowledge } from "../app/knowledge.ts";
import type { Progress } from "../core/knowledge.ts";
import type { Edge } from "./edge.ts";
import type { SettingOptions, Surroundings } from "./settings.ts";
import { look } from "./settings.ts";

interface Opening {
  /** The command, for whoever finds the home locked. */
  readonly name: string;
  /** The command needs no vectors, or makes them. */
  readonly allowOtherEmbedder?: boolean;
}

export const withKnowledge = async <const T>(
  edge: Edge,
  { flags, name, allowOtherEmbedder = false }: Opening & { readonly flags: SettingOptions },
  work: (knowledge: Knowledge, around: Surroundings) => Promise<T>,
): Promise<T> => {
  const around = await look(edge, flags);
  const knowledge = await edge.openKnowledge({
    settings: around.settings,
    home: around.homes.home,
    data: around.homes.data,
    holder: name,
    signal: edge.signal,
    allowOtherEmbedder,
  });
  try {
    return await work(knowledge, around);
  } finally {
    await knowledge.close();
  }
};

/** One line that a person at a terminal sees grow; nothing anywhere else. */
export const showProgress = ({ stderr }: Edge, what: string) => {
  if (stderr.isTTY !== true) return { onProgress: (): void => undefined, end: (): void => undefined };
  let shown = false;
  return {
    onProgress: ({ done, of }: Progress): void => {
      shown = true;
      stderr.write(`\r${what} ${done} of ${of}`);
    },
    end: (): void => {
      if (shown) stderr.write("\n");
    },
  };
};
