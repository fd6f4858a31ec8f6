// The graph's contract over a real Neo4j. HYDRA_TEST_NEO4J_URL names an empty server without authentication.
import { afterAll, describe, expect, it } from "vitest";
import { openNeo4jGraph } from "../../memory/indexes/neo4j-graph.ts";
import { graphIndexSuite } from "./graph-index.suite.ts";

const url = process.env["HYDRA_TEST_NEO4J_URL"];
type Graph = Awaited<ReturnType<typeof openNeo4jGraph>>;

describe.skipIf(url === undefined)("Neo4j (HYDRA_TEST_NEO4J_URL)", () => {
  const opened: Graph[] = [];
  const open = async (): Promise<Graph> => {
    const graph = await openNeo4jGraph({ url: url ?? "", user: "neo4j", password: undefined });
    opened.push(graph);
    return graph;
  };
  afterAll(async () => {
    await opened[0]?.drop({ signal });
    for (const graph of opened) await graph.close();
  });
  graphIndexSuite(open);

  it("makes one node of an entity that many writers name at once", async () => {
    const graph = await open();
    await graph.drop({ signal });
    const entities = Array.from({ length: 5 }, (_, at) => ({ name: `Shared ${at}`, type: "thing" }));
    const writers = Array.from({ length: 40 }, async (_, at) =>
      graph.put([{ chunk: `chunk ${at}`, kind: "document", entities, facts: [] }], { signal, seenAt }),
    );
    await Promise.all(writers);
    const { default: neo4j } = await import("neo4j-driver");
    const driver = neo4j.driver(url ?? "", undefined, { disableLosslessIntegers: true });
    const { records } = await driver.executeQuery(
      "MATCH (e:HydraEntity) WITH count(e) AS nodes MATCH (:HydraChunk)-[m:HYDRA_MENTIONS]->() RETURN nodes, count(m) AS mentions",
    );
    await driver.close();
    expect(records[0]?.toObject()).toEqual({ nodes: 5, mentions: 200 });
  });
});

const { signal } = new AbortController();
const seenAt = "2026-03-02T10:00:00.000Z";
