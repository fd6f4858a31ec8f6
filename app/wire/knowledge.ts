// Builds Hydra's memory from its configuration: the library, its indexes, the models that find text again, and the retriever.
import type { Settings } from "../../core/settings.ts";
import { openDatabase, type Database } from "../../memory/database.ts";
import { mentionsOf } from "../../memory/ingest/extract.ts";
import { splitIdentifiers } from "../../memory/ingest/identifiers.ts";
import { activeOf, readGenerations } from "../../memory/library/generation-rows.ts";
import { openGenerations } from "../../memory/library/generations.ts";
import { makeLibrary } from "../../memory/library/library.ts";
import { makeRetriever } from "../../memory/retrieve/retriever.ts";
import type { Knowledge, OpenKnowledge } from "../knowledge.ts";
import { openGraph, openKeywords, openVectors } from "./indexes.ts";
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
  const { memory } = settings;
  const { pool } = database;
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
      openIndex: async ({ name, dims }) => openVectors(memory, database, { generation: name, dims, notes }),
    });
    const graph = await openGraph(memory, database);
    const indexes = { vectors: generations.vectors, keywords: await openKeywords(memory, database), graph };
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
      close: async () => {
        await graph.close?.();
        await models.close();
      },
    };
  } catch (error) {
    await models.close();
    throw error;
  }
};

const lexicalOnly =
  "no embedding model: vectors are of hashed words, which know nothing of meaning (HYDRA_EMBED_FILE or HYDRA_EMBED_URL names one)";
