// The contracts of the indexes over a PostgreSQL with pgvector. HYDRA_TEST_PGVECTOR_URL names an empty database there.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase, type Database } from "../../memory/database.ts";
import { openSqlGraph } from "../../memory/indexes/sql-graph.ts";
import { openSqlKeywords } from "../../memory/indexes/sql-keywords.ts";
import { openSqlVectors } from "../../memory/indexes/sql-vectors.ts";
import { graphIndexSuite } from "./graph-index.suite.ts";
import { keywordIndexSuite } from "./keyword-index.suite.ts";
import { graphOfVectorsSuite } from "./sql-vectors.suite.ts";
import { spread, vectorIndexSuite } from "./vector-index.suite.ts";

const postgresUrl = process.env["HYDRA_TEST_PGVECTOR_URL"];

describe.skipIf(postgresUrl === undefined)("PostgreSQL with pgvector (HYDRA_TEST_PGVECTOR_URL)", () => {
  let database: Database;
  let other: Database;
  beforeAll(async () => {
    database = await openDatabase({ home: "unused", postgresUrl });
    other = await openDatabase({ home: "unused", postgresUrl });
  });
  afterAll(async () => {
    await database.pool.query("DROP SCHEMA hydra CASCADE");
    await database.close();
    await other.close();
  });
  const open = async (dims: number, generation = "contract") =>
    openSqlVectors({ pool: database.pool, generation, dims });

  vectorIndexSuite(async (dims) => open(dims));
  graphOfVectorsSuite(async () => open(16, "Many!"));
  keywordIndexSuite(async () => openSqlKeywords(database));
  graphIndexSuite(
    async () => openSqlGraph(database),
    async () => openSqlGraph(other),
  );

  it("keeps generations apart, of any length, and refuses one of another", async () => {
    for (const dims of [3, 2_000, 4_000, 5_000]) {
      const index = await open(dims, `wide ${dims}`);
      const [vector] = wide(1, dims);
      await index.put([{ id: "a", kind: "web", vector: vector! }], { signal });
      const [hit] = await index.search(vector!, { signal, limit: 5 });
      expect(hit?.score).toBeCloseTo(1, 3);
      await expect(open(dims + 1, `wide ${dims}`)).rejects.toMatchObject({ code: "EMBEDDER_CHANGED" });
      await index.drop({ signal });
    }
  });

  it.each([2_000, 2_560])("finds vectors of %i numbers by a graph", async (dims) => {
    const index = await open(dims, "wide");
    const entries = wide(2_100, dims).map((vector, at) => ({
      id: String(at).padStart(4, "0"),
      kind: "web" as const,
      vector,
    }));
    await index.put(entries, { signal });
    const { rows } = await database.pool.query("SELECT FROM pg_class WHERE relname = 'vectors_wide_hnsw'");
    expect(rows).toHaveLength(1);
    expect(await index.search(entries[77]!.vector, { signal, limit: 1 })).toMatchObject([{ id: "0077" }]);
    await index.drop({ signal });
  });
});

const { signal } = new AbortController();

/** Vectors of which most is 0, so that they are short when they are written. */
const wide = (count: number, dims: number): Float32Array[] =>
  spread(count, Math.min(dims, 16)).map((values) => {
    const vector = new Float32Array(dims);
    vector.set(values);
    return vector;
  });
