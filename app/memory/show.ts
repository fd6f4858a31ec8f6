// hydra memory show: what is known, and what one entry of it says.
import { HydraError } from "../../core/errors.ts";
import type { Chunk, KnownDocument } from "../../core/knowledge.ts";
import { nearest } from "../../core/nearest.ts";
import type { Abort } from "../../core/abort.ts";
import type { Knowledge } from "../knowledge.ts";

export interface Shown {
  readonly document: KnownDocument;
  /** All of the document's, in their order, or the one that was named. */
  readonly chunks: readonly Chunk[];
}

/** `name` is a document's `uri` or id, or a chunk's id. Throws `BAD_INPUT`. */
export const showEntry = async (
  { library }: Pick<Knowledge, "library">,
  name: string,
  { signal }: Abort,
): Promise<Shown> => {
  const [part] = await library.chunks([name], { signal });
  if (part !== undefined) return { document: part.document, chunks: [part.chunk] };
  const all = await library.documents({ signal });
  const document = all.find(({ id, uri }) => uri === name || id === name);
  if (document !== undefined) return { document, chunks: await library.chunksOf(document.id, { signal }) };
  const uris = all.map(({ uri }) => uri);
  const near = nearest(name, uris);
  throw new HydraError(
    "BAD_INPUT",
    `nothing is known by the name ${name.slice(0, 200)}${near === null ? "" : ` (nearest: ${near})`}`,
    { fix: "`hydra memory show` lists what is known" },
  );
};
