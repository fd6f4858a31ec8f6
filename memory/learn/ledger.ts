// Which lessons there are, who used them and whether it helped.
import type { KnowledgeKind, KnownDocument, RecallTrigger } from "../../core/knowledge.ts";
import type { Language, ModelIdentity } from "../../core/domain.ts";
import type { SqlPool } from "../sql.ts";
import type { Signature } from "./signature.ts";

export interface LessonRow extends Record<string, unknown> {
  readonly document: string;
  readonly model: ModelIdentity["kind"];
  readonly language: Language;
  readonly task: string;
  readonly body: string;
  readonly thread: string;
}

/** How an entry has fared, of its last uses by other threads. */
export interface Standing {
  readonly uses: number;
  readonly wins: number;
}

/** What stops helping is found out by its last uses, however well it did long ago. */
const remembered = 8;
/** Under this an entry is no longer recalled: four uses of nothing, from the beginning. */
export const leastWorth = 0.4;

/** 1 for what was never used; half for two uses in vain. */
export const worthOf = ({ uses, wins }: Standing): number => (wins + 2) / (uses + 2);

export const makeLedger = (pool: Pick<SqlPool, "query">) => ({
  /** Whether there is anything of these kinds at all: a memory without an entry need not be opened. */
  holds: async (kinds: readonly KnowledgeKind[]): Promise<boolean> => {
    const { rows } = await pool.query("SELECT 1 FROM hydra.documents WHERE kind = ANY($1::text[]) LIMIT 1", [
      kinds,
    ]);
    return rows.length > 0;
  },

  write: async (
    lesson: LessonRow & { readonly signature: Signature | null; readonly at: string },
  ): Promise<void> => {
    await pool.query(
      `INSERT INTO hydra.lessons (document, model, language, task, body, signature, kin, thread, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
      [
        lesson.document,
        lesson.model,
        lesson.language,
        lesson.task,
        lesson.body,
        lesson.signature?.exact ?? null,
        lesson.signature?.kin ?? null,
        lesson.thread,
        lesson.at,
      ],
    );
  },

  lessons: async (documents: readonly string[]): Promise<ReadonlyMap<string, LessonRow>> => {
    const { rows } = await pool.query<LessonRow>(
      `SELECT ${columns} FROM hydra.lessons WHERE document = ANY($1::text[])`,
      [documents],
    );
    return new Map(rows.map((row) => [row.document, row]));
  },

  /** The same error, the newest first; then the same kind of error. */
  likeErrors: async (
    signatures: readonly Signature[],
    { model, language }: Pick<LessonRow, "model" | "language">,
  ): Promise<readonly (LessonRow & { readonly same: boolean })[]> => {
    const { rows } = await pool.query<LessonRow & { same: boolean }>(
      `SELECT ${columns}, signature = ANY($1::text[]) AS same FROM hydra.lessons
       WHERE (signature = ANY($1::text[]) OR kin = ANY($2::text[])) AND model = $3 AND language = $4
       ORDER BY same DESC, at DESC, document LIMIT 20`,
      [signatures.map(({ exact }) => exact), signatures.map(({ kin }) => kin), model, language],
    );
    return rows;
  },

  standings: async (documents: readonly string[], thread: string): Promise<ReadonlyMap<string, Standing>> => {
    const { rows } = await pool.query<{ document: string; uses: number; wins: number }>(
      `SELECT document, count(*)::int AS uses, count(*) FILTER (WHERE won)::int AS wins FROM (
         SELECT document, won, row_number() OVER (PARTITION BY document ORDER BY at DESC, thread DESC) AS nth
         FROM hydra.uses WHERE document = ANY($1::text[]) AND thread <> $2
       ) AS last WHERE nth <= ${remembered} GROUP BY document`,
      [documents, thread],
    );
    return new Map(rows.map(({ document, uses, wins }) => [document, { uses, wins }]));
  },

  use: async (
    used: readonly { readonly document: KnownDocument; readonly body: string }[],
    by: { readonly thread: string; readonly trigger: RecallTrigger; readonly at: string },
  ): Promise<void> => {
    for (const { document, body } of used) {
      await pool.query(
        `INSERT INTO hydra.uses (document, thread, trigger, body, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [document.id, by.thread, by.trigger, body, by.at],
      );
    }
  },

  /** What the thread was shown. */
  shown: async (thread: string): Promise<readonly { readonly document: string; readonly body: string }[]> => {
    const { rows } = await pool.query<{ document: string; body: string }>(
      "SELECT document, body FROM hydra.uses WHERE thread = $1 ORDER BY document",
      [thread],
    );
    return rows;
  },

  won: async (thread: string): Promise<void> => {
    await pool.query("UPDATE hydra.uses SET won = true WHERE thread = $1", [thread]);
  },
});
export type Ledger = ReturnType<typeof makeLedger>;

const columns = "document, model, language, task, body, thread";
