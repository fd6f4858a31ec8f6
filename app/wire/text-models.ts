// The models that find text again: what makes vectors, and what puts results in order. Each from its settings.
import type { Embedder, EmbedderIdentity, Reranker } from "../../core/indexes.ts";
import type { Abort } from "../../core/abort.ts";
import type { Settings } from "../../core/settings.ts";
import { openEmbedder } from "../../models/embed/open.ts";
import { openReranker } from "../../models/rerank/open.ts";

export interface TextModels {
  readonly embedder: Embedder;
  /** Null: none is configured. */
  readonly reranker: Reranker | null;
  close(): Promise<void>;
}

interface TextModelOptions extends Abort {
  /** The identity of the vectors that are kept: with it a server's embedder opens though the server is away. */
  readonly remembered?: EmbedderIdentity | null;
}

/** Throws as `openEmbedder` and `openReranker`; then nothing is left open. */
export const openTextModels = async (
  { memory }: Pick<Settings, "memory">,
  options: TextModelOptions,
): Promise<TextModels> => {
  const [embedder, reranker] = await Promise.allSettled([
    openEmbedder(memory.embed, options),
    openReranker(memory.rerank, options),
  ]);
  if (embedder.status === "fulfilled" && reranker.status === "fulfilled") {
    const close = async (): Promise<void> => {
      await Promise.all([embedder.value.close(), reranker.value?.close()]);
    };
    return { embedder: embedder.value, reranker: reranker.value, close };
  }
  if (embedder.status === "fulfilled") await embedder.value.close();
  if (reranker.status === "fulfilled") await reranker.value?.close();
  throw embedder.status === "rejected" ? embedder.reason : (reranker as PromiseRejectedResult).reason;
};
