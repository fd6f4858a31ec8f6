// What is known as lines of JSON: a header, one document a line with all its pieces, and an end that tells a whole file from a torn one.
import { z } from "zod";
import { HydraError } from "../../core/errors.ts";
import type { KnownDocument } from "../../core/knowledge.ts";
import { knowledgeKinds } from "../../core/knowledge.ts";
import type { SqlClient, SqlPool } from "../sql.ts";
import { inTransaction, retryConflict } from "../sql.ts";
import { documentId } from "../library/ids.ts";
import { keepDocument } from "../library/keep.ts";
import type { ChunkRow, DocumentRow } from "../library/rows.ts";
import { chunkColumns, chunkOf, documentColumns, documentOf } from "../library/rows.ts";
import { storable } from "../library/storable.ts";

const version = 1;
const documentsAtOnce = 50;
const wholeNumber = z.number().int().min(0).max(2_147_483_647);

const Header = z.object({ format: z.literal("hydra-memory"), version: z.number() });
const Entry = z.strictObject({
  document: z.strictObject({
    uri: z.string().min(1),
    title: z.string(),
    kind: z.enum(knowledgeKinds),
    hash: z.string().regex(/^[0-9a-f]{64}$/u),
    addedAt: z.iso.datetime(),
  }),
  pieces: z.array(
    z.strictObject({
      text: z.string(),
      context: z.string(),
      headings: z.array(z.string()),
      start: wholeNumber,
      end: wholeNumber,
    }),
  ),
});
const End = z.strictObject({ end: z.strictObject({ documents: wholeNumber, chunks: wholeNumber }) });

export interface Counts {
  readonly documents: number;
  readonly chunks: number;
}

/** Lines with their line breaks; gives how much it was. Every document is whole, whoever writes meanwhile. */
export async function* exportLines(pool: SqlPool): AsyncGenerator<string, Counts> {
  yield lineOf({ format: "hydra-memory", version });
  const end = { documents: 0, chunks: 0 };
  for (let after = ""; ;) {
    const page = await readPage(pool, after);
    for (const { document, pieces } of page) {
      end.documents += 1;
      end.chunks += pieces.length;
      after = document.uri;
      yield lineOf({ document, pieces });
    }
    if (page.length < documentsAtOnce) break;
  }
  yield lineOf({ end });
  return end;
}

/** Lines without their line breaks. Throws `BAD_INPUT` for another version, a torn file, and whatever else is not what `exportLines` writes. */
export const checkLines = async (lines: AsyncIterable<string>, name: string): Promise<Counts> => {
  const seen = { documents: 0, chunks: 0 };
  let end: Counts | null = null;
  let at = 0;
  for await (const line of lines) {
    at += 1;
    const value = parseJson(line);
    if (at === 1) checkHeader(value, name);
    else if (end !== null) throw refuse(name, `line ${at} comes after its end`);
    else if (End.safeParse(value).success) ({ end } = End.parse(value));
    else {
      const entry = Entry.safeParse(value);
      if (!entry.success)
        throw refuse(name, `line ${at} is ${value === undefined ? "cut off" : "no document"}`);
      seen.documents += 1;
      seen.chunks += entry.data.pieces.length;
    }
  }
  if (end === null) throw refuse(name, at === 0 ? "it is empty" : `it ends in the middle, after line ${at}`);
  if (end.documents !== seen.documents || end.chunks !== seen.chunks) {
    throw refuse(name, `it has ${seen.documents} of ${end.documents} documents`);
  }
  return end;
};

export interface Imported {
  /** New, or in place of an older one. */
  readonly imported: number;
  /** The same text was there already. */
  readonly unchanged: number;
  /** Another text was there, added later than that of the file. */
  readonly newer: number;
}

/** Lines that `checkLines` has let through; all of them or none. */
export const importLines = async (
  pool: SqlPool,
  lines: () => AsyncIterable<string>,
  generation: string | null,
): Promise<Imported> =>
  retryConflict(async () =>
    inTransaction(pool, async (client) => {
      const counts = { imported: 0, unchanged: 0, newer: 0 };
      for await (const line of lines()) {
        const entry = Entry.safeParse(parseJson(line));
        if (entry.success) counts[await importOne(client, entry.data, generation)] += 1;
      }
      return counts;
    }),
  );

const importOne = async (
  client: SqlClient,
  { document: { hash, addedAt, ...given }, pieces: cut }: z.infer<typeof Entry>,
  generation: string | null,
): Promise<keyof Imported> => {
  const { origin, pieces } = storable({ origin: given, pieces: cut });
  const document: KnownDocument = { ...origin, id: documentId(origin.uri), hash, addedAt };
  const { rows } = await client.query<DocumentRow>(
    `SELECT ${documentColumns} FROM hydra.documents WHERE id = $1 FOR UPDATE`,
    [document.id],
  );
  const there = rows[0];
  if (there?.hash === hash) return "unchanged";
  if (there !== undefined && there.added_at > new Date(addedAt)) return "newer";
  await keepDocument(client, { document, pieces, generation });
  return "imported";
};

const readPage = async (pool: SqlPool, after: string) =>
  inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const documents = await client.query<DocumentRow>(
      `SELECT ${documentColumns} FROM hydra.documents WHERE uri COLLATE "C" > $1 ORDER BY uri COLLATE "C" LIMIT $2`,
      [after, documentsAtOnce],
    );
    const chunks = await client.query<ChunkRow>(
      `SELECT ${chunkColumns} FROM hydra.chunks WHERE document = ANY($1::text[]) ORDER BY document, place`,
      [documents.rows.map((row) => row.id)],
    );
    const byDocument = Map.groupBy(chunks.rows, (row) => row.document);
    return documents.rows.map((row) => {
      const { id, ...document } = documentOf(row);
      const pieces = (byDocument.get(id) ?? []).map((chunk) => {
        const { text, context, headings, start, end } = chunkOf(chunk);
        return { text, context, headings, start, end };
      });
      return { document, pieces };
    });
  });

const checkHeader = (value: unknown, name: string): void => {
  const header = Header.safeParse(value);
  if (!header.success) throw refuse(name, "it does not begin as an export of Hydra's memory does");
  if (header.data.version === version) return;
  throw new HydraError(
    "BAD_INPUT",
    `${name} is of version ${header.data.version}, and this Hydra reads version ${version}.`,
    { fix: "Export it again with this version of Hydra, or import it with the one that wrote it." },
  );
};

const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const refuse = (name: string, why: string): HydraError =>
  new HydraError("BAD_INPUT", `${name} can't be imported: ${why}. Nothing of it was.`, {
    fix: "Copy or export the file again: `hydra memory export FILE`.",
  });
