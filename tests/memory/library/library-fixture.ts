// A library over one PGlite, with indexes of this process that can be made to fail.
import type { Embedder, VectorIndex } from "../../../core/indexes.ts";
import { HydraError } from "../../../core/errors.ts";
import type { Draft } from "../../../core/knowledge.ts";
import type { Abort } from "../../../core/abort.ts";
import type { Database } from "../../../memory/database.ts";
import { makeGraphFake } from "../../../memory/indexes/fake-graph.ts";
import { makeKeywordsFake } from "../../../memory/indexes/fake-keywords.ts";
import { makeVectorsFake } from "../../../memory/indexes/fake-vectors.ts";
import type { MentionsOf } from "../../../memory/library/targets.ts";
import { makeLibrary } from "../../../memory/library/library.ts";

export const signal = new AbortController().signal;

export const lost = (name = "index") =>
  new HydraError("INDEX_DOWN", `${name} can't be reached.`, { fix: "Start it again." });

/** Hashed letters: no meaning, the same every time. `embedded` lists all texts that it was given. */
export const makeEmbedderFake = (identity: Partial<Embedder["identity"]> = {}) => {
  const dims = identity.dims ?? 4;
  const embedded: string[] = [];
  /** Told what is to be embedded; it may throw, or give other vectors. */
  const on: { embed?: (texts: readonly string[]) => Promise<Float32Array[] | void> } = {};
  const embedder: Embedder = {
    kind: "lexical",
    identity: {
      model: "fake",
      dims,
      pooling: "none",
      prefix: { query: "", passage: "" },
      normalised: true,
      ...identity,
    },
    embed: async (texts) => {
      const others = await on.embed?.(texts);
      if (others !== undefined) return others;
      embedded.push(...texts);
      return texts.map((text) => {
        const vector = new Float32Array(dims).fill(0.01);
        for (const letter of text) vector[(letter.codePointAt(0) ?? 0) % dims]! += 1;
        return vector.map((value) => value / Math.hypot(...vector));
      });
    },
    close: async () => undefined,
  };
  return { embedder, embedded, on };
};

type Hook = (ids: readonly string[], options: Abort & { readonly closeAt?: string }) => unknown;

/** The same index; `on` is told before or after each call, and may throw as a lost server does. */
const watched = <T extends Pick<VectorIndex, "remove">>(
  index: T & { put: (...args: never[]) => Promise<void> },
) => {
  const on: { beforePut?: Hook; afterPut?: Hook; beforeRemove?: Hook } = {};
  const put = async (entries: readonly { id?: string; chunk?: string }[], options: never): Promise<void> => {
    const ids = entries.map((entry) => entry.id ?? entry.chunk ?? "");
    await on.beforePut?.(ids, options);
    await index.put(entries as never, options);
    await on.afterPut?.(ids, options);
  };
  const remove: VectorIndex["remove"] = async (ids, options) => {
    await on.beforeRemove?.(ids, options);
    await index.remove(ids, options);
  };
  return { index: { ...index, put, remove } as T, on };
};

export const makeShelf = (database: Pick<Database, "pool">, startMs = Date.parse("2026-01-02T03:04:05Z")) => {
  const vectors = watched(makeVectorsFake({ dims: 4 }));
  const keywords = watched(makeKeywordsFake());
  const graph = watched(makeGraphFake());
  const embedding = makeEmbedderFake();
  const { embedder, embedded } = embedding;
  const clock = { ms: startMs, now: () => clock.ms };
  const mentions: { of: MentionsOf } = {
    of: ({ text }) => ({ entities: [{ name: text.split(" ")[0] ?? "", type: "word" }], facts: [] }),
  };
  const indexes = { vectors: vectors.index, keywords: keywords.index, graph: graph.index };
  const library = makeLibrary({
    pool: database.pool,
    indexes,
    embedder,
    clock,
    mentionsOf: (chunk, document) => mentions.of(chunk, document),
  });
  const allIds = async () =>
    Promise.all(
      Object.values(indexes).map(async (index) => index.ids({ signal, after: null, limit: 10_000 })),
    );
  const on = { vectors: vectors.on, keywords: keywords.on, graph: graph.on, embedder: embedding.on };
  return { library, indexes, on, embedder, embedded, clock, mentions, allIds };
};

export const draftOf = (uri: string, texts: readonly string[], context = ""): Draft => ({
  origin: { uri, title: uri, kind: "document" },
  text: texts.join("\n\n"),
  pieces: texts.map((text, place) => ({
    text,
    context,
    headings: ["Top"],
    start: place * 100,
    end: place * 100 + text.length,
  })),
});

export const emptyTables = async ({ pool }: Pick<Database, "pool">): Promise<void> => {
  await pool.query(
    "TRUNCATE hydra.documents, hydra.chunks, hydra.index_queue, hydra.generations RESTART IDENTITY CASCADE",
  );
};
