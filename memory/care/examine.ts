// What is wrong with what is known: entries that say nothing, say it twice, or speak of a file that is not so any more.
import type { KnownDocument } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { readGenerations } from "../library/generation-rows.ts";
import type { ChunkRow } from "../library/rows.ts";
import type { Compared, Kept } from "./drift.ts";
import { compareIndexes } from "./drift.ts";

/** Of what a document was read from; `elsewhere`: that is no file of the workspace. */
export type Freshness = "current" | "gone" | "newer" | "elsewhere";

interface Backlog {
  /** `keywords`, `graph`, `vectors:GENERATION`. */
  readonly queue: string;
  readonly puts: number;
  readonly removals: number;
}

export interface Examined extends Compared {
  readonly documents: number;
  readonly chunks: number;
  readonly backlog: readonly Backlog[];
  readonly generations: readonly {
    readonly name: string;
    readonly model: string;
    readonly dims: number;
    readonly state: "filling" | "active" | "retired";
  }[];
  /** Chunks of one text, those of the most copies first, at most `limitListed`. */
  readonly duplicates: readonly { readonly text: string; readonly chunks: readonly string[] }[];
  /** Chunks without a letter or a digit. */
  readonly empty: readonly { readonly chunk: string; readonly document: string }[];
  /** Documents without a chunk. */
  readonly hollow: readonly KnownDocument[];
  readonly stale: readonly { readonly document: KnownDocument; readonly why: "gone" | "newer" }[];
}

interface ExamineOptions extends Abort {
  readonly freshnessOf: (document: KnownDocument) => Promise<Freshness>;
}

const limitListed = 100;

export const examineMemory = async (
  kept: Kept,
  { signal, freshnessOf }: ExamineOptions,
): Promise<Examined> => {
  const { pool } = kept.database;
  const all = await kept.library.documents({ signal });
  const { rows: counts } = await pool.query<{ document: string; chunks: number }>(
    "SELECT document, count(*)::int AS chunks FROM hydra.chunks GROUP BY document",
  );
  const { rows: backlog } = await pool.query<{ queue: string; puts: number; removals: number }>(
    `SELECT target AS queue, (count(*) FILTER (WHERE action = 'put'))::int AS puts,
       (count(*) FILTER (WHERE action = 'remove'))::int AS removals
     FROM hydra.index_queue GROUP BY target ORDER BY target`,
  );
  const { rows: duplicates } = await pool.query<{ text: string; chunks: string[] }>(
    `SELECT left(min(text), 200) AS text, array_agg(id ORDER BY id) AS chunks FROM hydra.chunks
     GROUP BY md5(text), length(text) HAVING count(*) > 1 ORDER BY count(*) DESC, min(id) LIMIT $1`,
    [limitListed],
  );
  // What the database calls a letter depends on its locale: it only narrows the choice.
  const { rows: suspects } = await pool.query<Pick<ChunkRow, "id" | "document" | "text">>(
    "SELECT id, document, text FROM hydra.chunks WHERE text !~ '[a-zA-Z0-9]' ORDER BY id",
  );
  const stale: { document: KnownDocument; why: "gone" | "newer" }[] = [];
  for (const document of all) {
    const why = await freshnessOf(document);
    if (why === "gone" || why === "newer") stale.push({ document, why });
  }
  const filled = new Set(counts.map((row) => row.document));
  return {
    documents: all.length,
    chunks: counts.reduce((sum, row) => sum + row.chunks, 0),
    backlog,
    generations: (await readGenerations(pool)).map(({ name, identity, state }) => ({
      name,
      model: identity.model,
      dims: identity.dims,
      state,
    })),
    duplicates,
    empty: suspects
      .filter(({ text }) => !/[\p{L}\p{N}]/u.test(text))
      .slice(0, limitListed)
      .map(({ id, document }) => ({ chunk: id, document })),
    hollow: all.filter(({ id }) => !filled.has(id)),
    stale,
    ...(await compareIndexes(kept, { signal })),
  };
};
