// Builds Hydra's memory from its configuration: the library, its indexes, the models that find text again, and the retriever.
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { GraphIndex, KeywordIndex, VectorIndex } from "../../core/indexes.ts";
import type { Settings } from "../../core/settings.ts";
import { openDatabase, type Database } from "../../memory/database.ts";
import { openSqlGraph } from "../../memory/indexes/sql-graph.ts";
import { openSqlKeywords } from "../../memory/indexes/sql-keywords.ts";
import { openSqlVectors } from "../../memory/indexes/sql-vectors.ts";
import { mentionsOf } from "../../memory/ingest/extract.ts";
import { splitIdentifiers } from "../../memory/ingest/identifiers.ts";
import { activeOf, readGenerations } from "../../memory/library/generation-rows.ts";
import { openGenerations } from "../../memory/library/generations.ts";
import { makeLibrary } from "../../memory/library/library.ts";
import { makeRetriever } from "../../memory/retrieve/retriever.ts";
import type { Knowledge, OpenKnowledge } from "../knowledge.ts";
import { systemClock } from "./system.ts";
import { openTextModels } from "./text-models.ts";

export const openKnowledge: OpenKnowledge = async (options) => {
  const { settings, home, holder, signal } = options;
  const database = await openDatabase({ home, postgresUrl: settings.postgresUrl, command: holder, signal });
  try {
    const knowledge = await knowledgeIn(database, options);
    const close = async (): Promise<void> => {
      await knowledge.close();
      await database.close();
    };
    return { ...knowledge, close };
  } catch (error) {
    await database.close();
    throw error;
  }
};

interface Parts {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly allowOtherEmbedder?: boolean;
}

/** In a database that somebody else opened and closes. Throws as `OpenKnowledge`. */
export const knowledgeIn = async (database: Database, parts: Parts): Promise<Knowledge> => {
  const { settings, signal, allowOtherEmbedder = false } = parts;
  const { pool, kind } = database;
  const remembered = activeOf(await readGenerations(pool))?.identity ?? null;
  const models = await openTextModels(settings, { signal, remembered });
  try {
    const { embedder, reranker } = models;
    const clock = systemClock;
    const notes: string[] = [];
    const generations = await openGenerations({
      pool,
      embedder,
      clock,
      signal,
      allowOtherEmbedder,
      openIndex: async ({ name, dims }) => openVectors(parts, { pool, generation: name, dims, notes }),
    });
    const indexes = {
      vectors: generations.vectors,
      keywords: await openKeywords(parts, { pool, kind }),
      graph: await openGraph(parts, { pool }),
    };
    const library = makeLibrary({
      pool,
      indexes,
      embedder,
      mentionsOf,
      clock,
      generation: () => generations.name(),
    });
    const retriever = makeRetriever({
      library,
      ...indexes,
      embedder,
      reranker,
      hypothesis: null,
      wordsOf: splitIdentifiers,
    });
    if (embedder.kind === "lexical") notes.push(lexicalOnly);
    if (reranker === null) notes.push("no reranker: results stand in the order of the fused stages");
    return {
      library,
      retriever,
      database,
      generations,
      embedder,
      reranker,
      indexes,
      notes,
      close: async () => models.close(),
    };
  } catch (error) {
    await models.close();
    throw error;
  }
};

const lexicalOnly =
  "no embedding model: vectors are of hashed words, which know nothing of meaning (HYDRA_EMBED_FILE or HYDRA_EMBED_URL names one)";

type Pool = Database["pool"];

/** Null, with a note, where the database has no vectors. */
const openVectors = async (
  { settings }: Parts,
  { pool, generation, dims, notes }: { pool: Pool; generation: string; dims: number; notes: string[] },
): Promise<VectorIndex | null> => {
  if (settings.memory.vectors === "qdrant") throw notYet("vectors", "qdrant");
  try {
    return await openSqlVectors({ pool, generation, dims });
  } catch (error) {
    if (!isHydraError(error) || error.code !== "INDEX_DOWN") throw error;
    notes.push(`no vectors: ${error.message} ${error.fix}`);
    return null;
  }
};

const openKeywords = async (
  { settings }: Parts,
  { pool, kind }: { pool: Pool; kind: Database["kind"] },
): Promise<KeywordIndex> => {
  if (settings.memory.keywords === "qdrant") throw notYet("keywords", "qdrant");
  return openSqlKeywords({ pool, kind });
};

const openGraph = async ({ settings }: Parts, { pool }: { pool: Pool }): Promise<GraphIndex> => {
  if (settings.memory.graph === "neo4j") throw notYet("graph", "neo4j");
  return openSqlGraph({ pool });
};

const notYet = (what: string, where: string): HydraError =>
  new HydraError("CONFIG_INVALID", `memory.${what} is ${where}, which is being built`, {
    fix: `set memory.${what} to sql`,
  });
