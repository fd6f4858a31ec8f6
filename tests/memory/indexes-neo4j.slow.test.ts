// The graph's contract over a real Neo4j. HYDRA_TEST_NEO4J_URL names an empty server without authentication.
import { afterAll, describe } from "vitest";
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
});

const { signal } = new AbortController();
