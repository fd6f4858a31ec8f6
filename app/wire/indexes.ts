// Which index keeps vectors, words and the graph, by the settings. Those on servers of their own are asked for nothing here:
// where one is away, what is added stays queued for it.
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { GraphIndex, KeywordIndex, VectorIndex } from "../../core/indexes.ts";
import type { Settings } from "../../core/settings.ts";
import type { Database } from "../../memory/database.ts";
import { openNeo4jGraph } from "../../memory/indexes/neo4j-graph.ts";
import { openQdrantKeywords } from "../../memory/indexes/qdrant-keywords.ts";
import { openQdrantVectors } from "../../memory/indexes/qdrant-vectors.ts";
import { openSqlGraph } from "../../memory/indexes/sql-graph.ts";
import { openSqlKeywords } from "../../memory/indexes/sql-keywords.ts";
import { openSqlVectors } from "../../memory/indexes/sql-vectors.ts";

type Memory = Settings["memory"];
type Tables = Pick<Database, "pool" | "kind">;

/** Null, with a note, where the database has no vectors. Throws `CONFIG_INVALID`, `EMBEDDER_CHANGED`, `DATABASE_DOWN`. */
export const openVectors = async (
  memory: Memory,
  { pool }: Tables,
  {
    generation,
    dims,
    notes,
  }: { readonly generation: string; readonly dims: number; readonly notes: string[] },
): Promise<VectorIndex | null> => {
  if (memory.vectors === "qdrant") {
    return openQdrantVectors({
      ...qdrant(memory, "vectors"),
      collection: `hydra_vectors_${generation}`,
      dims,
    });
  }
  try {
    return await openSqlVectors({ pool, generation, dims });
  } catch (error) {
    if (!isHydraError(error) || error.code !== "INDEX_DOWN") throw error;
    notes.push(`no vectors: ${error.message} ${error.fix}`);
    return null;
  }
};

/** Throws `CONFIG_INVALID`, `DATABASE_DOWN`. */
export const openKeywords = async (memory: Memory, { pool, kind }: Tables): Promise<KeywordIndex> =>
  memory.keywords === "qdrant"
    ? openQdrantKeywords({ ...qdrant(memory, "keywords"), collection: "hydra_keywords" })
    : openSqlKeywords({ pool, kind });

/** With `close` where it holds connections of its own. Throws `CONFIG_INVALID`, `DATABASE_DOWN`. */
export const openGraph = async (
  memory: Memory,
  { pool }: Tables,
): Promise<GraphIndex & { readonly close?: () => Promise<void> }> => {
  if (memory.graph === "sql") return openSqlGraph({ pool });
  const { url, user, password } = memory.neo4j;
  if (url === undefined) throw unnamed("graph", "neo4j", "HYDRA_NEO4J_URL");
  return openNeo4jGraph({ url, user, password });
};

const qdrant = ({ qdrant: { url, apiKey } }: Memory, what: string) => {
  if (url === undefined) throw unnamed(what, "qdrant", "HYDRA_QDRANT_URL");
  return { url, apiKey };
};

const unnamed = (what: string, where: string, variable: string): HydraError =>
  new HydraError("CONFIG_INVALID", `memory.${what} is ${where}, and no server is named for it.`, {
    fix: `Set ${variable}, or memory.${what} to sql.`,
  });
