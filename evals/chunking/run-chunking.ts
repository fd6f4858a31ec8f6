// Documents are cut to one size, added to memory as the product would, and every question is asked: what comes back is held against
// its exact answer, at a number of pieces and at a number of characters.
import { cutText } from "../../app/memory/cut.ts";
import { openScratch } from "../../app/memory/scratch.ts";
import type { Embedder } from "../../core/indexes.ts";
import type { Found } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import type { Cover } from "./measures.ts";
import { coverOf } from "./measures.ts";
import type { SpanQuestion, SpanSet } from "./questions.ts";

interface ChunkingOptions extends Abort {
  readonly targetCharacters: number;
  readonly embedder: Embedder;
  /** Pieces that are looked at. */
  readonly top: number;
  /** Characters that are looked at, so that sizes can be compared. */
  readonly characters: number;
}

export interface SizeOutcome {
  readonly targetCharacters: number;
  readonly chunks: number;
  readonly meanCharacters: number;
  /** In the order of the questions. */
  readonly atTop: readonly Cover[];
  readonly atCharacters: readonly Cover[];
}

/** Throws what its parts throw. */
export const runChunking = async (
  { documents, questions }: SpanSet,
  { targetCharacters, embedder, top, characters, signal }: ChunkingOptions,
): Promise<SizeOutcome> => {
  const scratch = await openScratch({ embedder, reranker: null, signal });
  try {
    const lengths: number[] = [];
    for (const { uri, text } of documents) {
      const draft = await cutText({ uri, content: text }, { targetCharacters, signal });
      lengths.push(...draft.pieces.map((piece) => piece.text.length));
      await scratch.library.add(draft, { signal });
    }
    await scratch.library.index({ signal });
    const retriever = scratch.retriever();
    const atTop: Cover[] = [];
    const atCharacters: Cover[] = [];
    const stages = {
      keyword: true,
      vector: embedder.kind === "semantic",
      graph: false,
      rerank: false,
      hyde: false,
    };
    for (const one of questions) {
      const { found } = await retriever.search(one.question, { limit: 100, stages, signal });
      atTop.push(held(one, found.slice(0, top)));
      atCharacters.push(held(one, within(found, characters)));
    }
    const total = lengths.reduce((sum, length) => sum + length, 0);
    return {
      targetCharacters,
      chunks: lengths.length,
      meanCharacters: Math.round(total / Math.max(1, lengths.length)),
      atTop,
      atCharacters,
    };
  } finally {
    await scratch.close();
  }
};

interface Taken {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

const held = ({ uri, answers }: SpanQuestion, found: readonly (Found | Taken)[]): Cover => {
  const taken = found.map((one) =>
    "chunk" in one ? { uri: one.document.uri, start: one.chunk.start, end: one.chunk.end } : one,
  );
  const elsewhere = taken
    .filter((one) => one.uri !== uri)
    .reduce((sum, { start, end }) => sum + end - start, 0);
  const here = taken.filter((one) => one.uri === uri);
  return coverOf(answers, here, elsewhere);
};

/** The best pieces up to so many characters, the last one cut off there. */
const within = (found: readonly Found[], characters: number): Taken[] => {
  const taken: Taken[] = [];
  let left = characters;
  for (const { chunk, document } of found) {
    if (left <= 0) break;
    const end = Math.min(chunk.end, chunk.start + left);
    taken.push({ uri: document.uri, start: chunk.start, end });
    left -= end - chunk.start;
  }
  return taken;
};
