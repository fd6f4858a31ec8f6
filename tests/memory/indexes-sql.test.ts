// The contracts of the indexes over PGlite, and over a real PostgreSQL that has no pgvector.
import { expect, it } from "vitest";
import { openSqlGraph } from "../../memory/indexes/sql-graph.ts";
import { openSqlKeywords } from "../../memory/indexes/sql-keywords.ts";
import { openSqlVectors } from "../../memory/indexes/sql-vectors.ts";
import { onEachDatabase } from "../support/databases.ts";
import { graphIndexSuite } from "./graph-index.suite.ts";
import { keywordIndexSuite } from "./keyword-index.suite.ts";
import { graphOfVectorsSuite } from "./sql-vectors.suite.ts";
import { vectorIndexSuite } from "./vector-index.suite.ts";

onEachDatabase((databases, kind) => {
  keywordIndexSuite(async () => openSqlKeywords(databases().database));
  graphIndexSuite(
    async () => openSqlGraph(databases().database),
    async () => openSqlGraph(databases().other),
  );

  const vectors = {
    pglite: () => {
      const open = async (dims: number) =>
        openSqlVectors({ pool: databases().database.pool, generation: "contract", dims });
      vectorIndexSuite(open);
      graphOfVectorsSuite(async () =>
        openSqlVectors({ pool: databases().database.pool, generation: "Many!", dims: 16 }),
      );
    },
    postgres: () => {
      it("says what a server without pgvector lacks", async () => {
        const { pool } = databases().database;
        await expect(openSqlVectors({ pool, generation: "g1", dims: 4 })).rejects.toMatchObject({
          code: "INDEX_DOWN",
          fix: expect.stringContaining("CREATE EXTENSION vector") as string,
        });
      });
    },
  };
  vectors[kind]();

  it("names an index that somebody removed, and makes it anew when it is opened", async () => {
    const { database } = databases();
    const index = await openSqlKeywords(database);
    await database.pool.query(
      "DROP TABLE IF EXISTS hydra.keywords, hydra.keyword_terms, hydra.keyword_texts",
    );
    await expect(index.search("alpha", { signal, limit: 1 })).rejects.toMatchObject({
      code: "INDEX_DOWN",
      fix: expect.stringContaining("hydra memory reindex") as string,
    });
    expect(await (await openSqlKeywords(database)).search("alpha", { signal, limit: 1 })).toEqual([]);
  });

  it("finds words by their stem", async () => {
    const index = await openSqlKeywords(databases().database);
    await index.put([{ id: "a", kind: "code", text: "Indexing the libraries" }], { signal });
    expect(await index.search("indexed library", { signal, limit: 1 })).toHaveLength(1);
    await index.drop({ signal });
  });
});

const { signal } = new AbortController();
