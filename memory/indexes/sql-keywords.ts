// Words in the database that is there anyway.
import type { KeywordIndex } from "../../core/indexes.ts";
import type { Database } from "../database.ts";
import { openPgliteKeywords } from "./sql-keywords-pglite.ts";
import { openPostgresKeywords } from "./sql-keywords-postgres.ts";

/** Throws `INDEX_DOWN`. */
export const openSqlKeywords = async ({
  pool,
  kind,
}: Pick<Database, "pool" | "kind">): Promise<KeywordIndex> =>
  kind === "pglite" ? openPgliteKeywords(pool) : openPostgresKeywords(pool);
