// A few texts in the indexes of this process, and a retriever over them whose parts a test can break.
import type { Embedder } from "../../../core/indexes.ts";
import type { Chunk, KnowledgeKind, KnownDocument, Library } from "../../../core/knowledge.ts";
import { makeGraphFake } from "../../../memory/indexes/fake-graph.ts";
import { makeKeywordsFake } from "../../../memory/indexes/fake-keywords.ts";
import { makeVectorsFake } from "../../../memory/indexes/fake-vectors.ts";
import type { RetrieverParts } from "../../../memory/retrieve/first-pass.ts";

export interface Text {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly kind?: KnowledgeKind;
  /** What it names, its title included. */
  readonly names?: readonly string[];
  readonly vector?: readonly [number, number, number];
}

export const signal = new AbortController().signal;

/** A query's vector is what follows `→` in it: `how? →0,1,0`. */
export const threeDims: Embedder = {
  kind: "semantic",
  identity: {
    model: "test",
    dims: 3,
    pooling: "mean",
    prefix: { query: "", passage: "" },
    normalised: true,
  },
  embed: async (texts) =>
    texts.map((text) => Float32Array.from((text.split("→")[1] ?? "1,0,0").split(","), Number)),
  close: async () => undefined,
};

export const shelve = async (texts: readonly Text[]): Promise<RetrieverParts> => {
  const vectors = makeVectorsFake({ dims: 3 });
  const keywords = makeKeywordsFake();
  const graph = makeGraphFake();
  for (const { id, title, text, kind = "document", names = [], vector = [1, 0, 0] } of texts) {
    await keywords.put([{ id, kind, text: `${title}\n${text}` }], { signal });
    await vectors.put([{ id, kind, vector: Float32Array.from(vector) }], { signal });
    const entities = names.map((name) => ({ name, type: "name" }));
    await graph.put([{ chunk: id, kind, entities, facts: [] }], {
      signal,
      seenAt: "2026-01-01T00:00:00.000Z",
    });
  }
  const known = new Map(texts.map((one) => [one.id, entryOf(one)]));
  const library: Pick<Library, "chunks"> = {
    chunks: async (ids) => ids.flatMap((id) => known.get(id) ?? []),
  };
  return {
    library,
    vectors,
    keywords,
    graph,
    embedder: threeDims,
    reranker: null,
    hypothesis: null,
    wordsOf: (query) => query.split("→")[0] ?? "",
  };
};

const entryOf = ({ id, title, text, kind = "document" }: Text) => {
  const chunk: Chunk = {
    id,
    document: id,
    place: 0,
    text,
    headings: [],
    start: 0,
    end: text.length,
    context: title,
  };
  const document: KnownDocument = {
    id,
    uri: id,
    title,
    kind,
    hash: "",
    addedAt: "2026-01-01T00:00:00.000Z",
  };
  return { chunk, document };
};
