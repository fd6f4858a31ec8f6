// What the graph in Neo4j does where no Neo4j answers; its contract runs over a real one in the slow tests.
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { openNeo4jGraph } from "../../memory/indexes/neo4j-graph.ts";

it("opens although the server is away, and says so at the first call", async () => {
  const { url, close } = await listening();
  await close();
  const graph = await openNeo4jGraph({ url, user: "neo4j", password: "any", timeoutMs: 10_000 });
  await expect(graph.link(["a"], { signal })).rejects.toMatchObject({
    code: "INDEX_DOWN",
    message: expect.stringContaining("ECONNREFUSED"),
    fix: expect.stringContaining("HYDRA_NEO4J_URL"),
  });
  await graph.close();
});

it("ends by its deadline or an abort when the server is silent", async () => {
  const { url, close } = await listening();
  const graph = await openNeo4jGraph({ url, user: "neo4j", password: "any", timeoutMs: 300 });
  await expect(graph.link(["a"], { signal })).rejects.toMatchObject({ code: "INDEX_DOWN" });
  await graph.close();
  const patient = await openNeo4jGraph({ url, user: "neo4j", password: "any" });
  const abort = new AbortController();
  const asked = patient.put([{ chunk: "a", kind: "web", entities: [], facts: [] }], {
    signal: abort.signal,
    seenAt: "2026-03-02T10:00:00.000Z",
  });
  abort.abort();
  await expect(asked).rejects.toMatchObject({ code: "ABORTED" });
  await patient.close();
  await close();
});

const { signal } = new AbortController();

/** Takes connections and never says a word. */
const listening = async (): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const sockets = new Set<{ destroy(): unknown }>();
  server.on("connection", (socket) => sockets.add(socket));
  return {
    url: `bolt://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
