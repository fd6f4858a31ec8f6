// The texts behind the ids of a question's state.
import type { FencedSource } from "../../core/fence.ts";
import type { Passage, RagSlice, Strip } from "../../core/rag-state.ts";
import { sentencesOf } from "../../core/words.ts";
import type { RagPorts } from "../../core/rag-ports.ts";

type Store = Pick<RagPorts, "artifacts">;

export interface Source {
  readonly passage: Passage;
  /** Only what was kept of it. */
  readonly sentences: readonly string[];
}

export const readPassages = async (
  ids: readonly string[],
  { passages }: Pick<RagSlice, "passages">,
  { artifacts }: Store,
): Promise<{ passage: Passage; text: string }[]> =>
  Promise.all(
    ids
      .flatMap((id) => passages[id] ?? [])
      .map(async (passage) => ({ passage, text: await artifacts.get(passage.text) })),
  );

/** In the order of the strips: the n-th is what `[n]` cites. */
export const readSources = async (
  slice: Pick<RagSlice, "passages"> & { readonly strips: readonly Strip[] },
  store: Store,
): Promise<Source[]> => {
  const read = await readPassages(
    slice.strips.map(({ passage }) => passage),
    slice,
    store,
  );
  return read.map(({ passage, text }) => {
    const sentences = sentencesOf(text);
    const kept = slice.strips.find((strip) => strip.passage === passage.id)?.sentences ?? [];
    return { passage, sentences: kept.flatMap((at) => sentences[at] ?? []) };
  });
};

export const aboutOf = ({ title, headings }: Passage): string => [title, ...headings].join("\n");

export const fenced = ({ passage, sentences }: Source): FencedSource => ({
  origin: passage.uri,
  readAt: passage.readAt,
  text: sentences.join("\n"),
});
