// The models that find text again: what makes vectors, and what puts results in order. Each from its settings.
import type { Embedder, EmbedderIdentity } from "../../core/indexes.ts";
import type { Abort } from "../../core/ports.ts";
import type { Settings } from "../../core/settings.ts";
import { openEmbedder } from "../../models/embed/open.ts";

export interface TextModels {
  readonly embedder: Embedder;
}

/** Throws as `openEmbedder`. */
export const openTextModels = async (
  { memory }: Pick<Settings, "memory">,
  options: Abort & { readonly remembered?: EmbedderIdentity | null },
): Promise<TextModels> => ({ embedder: await openEmbedder(memory.embed, options) });
