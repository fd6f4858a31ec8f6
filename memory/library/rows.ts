// How documents and chunks stand in the database, and how they are read from there.
import type { Chunk, KnowledgeKind, KnownDocument } from "../../core/knowledge.ts";
import type { Row, SqlClient } from "../sql.ts";

/** A chunk with what it was cut from: all that an index is told. */
export interface Known {
  readonly chunk: Chunk;
  readonly document: KnownDocument;
}

export type Asked = Pick<SqlClient, "query">;

export interface DocumentRow extends Row {
  readonly id: string;
  readonly uri: string;
  readonly title: string;
  readonly kind: KnowledgeKind;
  readonly hash: string;
  readonly added_at: Date;
}

export interface ChunkRow extends Row {
  readonly id: string;
  readonly document: string;
  readonly place: number;
  readonly text: string;
  readonly context: string;
  readonly headings: readonly string[];
  readonly start_at: number;
  readonly end_at: number;
}

export const documentColumns = "id, uri, title, kind, hash, added_at";
export const chunkColumns = "id, document, place, text, context, headings, start_at, end_at";

export const documentOf = ({ added_at, id, uri, title, kind, hash }: DocumentRow): KnownDocument => ({
  id,
  uri,
  title,
  kind,
  hash,
  addedAt: added_at.toISOString(),
});

export const chunkOf = ({
  start_at,
  end_at,
  id,
  document,
  place,
  text,
  context,
  headings,
}: ChunkRow): Chunk => ({
  id,
  document,
  place,
  text,
  context,
  headings,
  start: start_at,
  end: end_at,
});

/** By chunk id; those that are gone are not in it. */
export const lookUp = async (asked: Asked, ids: readonly string[]): Promise<Map<string, Known>> => {
  if (ids.length === 0) return new Map();
  const chunks = await asked.query<ChunkRow>(
    `SELECT ${chunkColumns} FROM hydra.chunks WHERE id = ANY($1::text[])`,
    [ids],
  );
  const documents = await asked.query<DocumentRow>(
    `SELECT ${documentColumns} FROM hydra.documents WHERE id = ANY($1::text[])`,
    [[...new Set(chunks.rows.map((row) => row.document))]],
  );
  const byId = new Map(documents.rows.map((row) => [row.id, documentOf(row)]));
  return new Map(
    chunks.rows.flatMap((row) => {
      const document = byId.get(row.document);
      // Removed between the two questions.
      return document === undefined ? [] : [[row.id, { chunk: chunkOf(row), document }] as const];
    }),
  );
};
