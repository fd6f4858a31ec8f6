// Memory with its indexes on servers of their own, and what becomes of it while they are away. The Qdrant here is a stand-in.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { knowledgeIn } from "../../../app/wire/knowledge.ts";
import { parseSettings } from "../../../core/settings.ts";
import { type Database, openDatabase } from "../../../memory/database.ts";
import { draftOf } from "../../memory/library/library-fixture.ts";
import { temporaryFolder } from "../../support/databases.ts";
import { openQdrantFake, type QdrantFake } from "../../support/qdrant-server.ts";

let home: string;
let database: Database;
let server: QdrantFake;
beforeAll(async () => {
  home = await temporaryFolder();
  database = await openDatabase({ home });
  server = await openQdrantFake();
});
afterAll(async () => {
  await server.close();
  await database.close();
  await rm(home, { recursive: true });
});

const { signal } = new AbortController();
const open = async (env: Readonly<Record<string, string>>) =>
  knowledgeIn(database, {
    settings: parseSettings({ flags: {}, env, yaml: null, cwd: home, userDataDir: home }),
    signal,
  });

it("names the variable of a server that nobody named", async () => {
  for (const [env, variable] of [
    [{ HYDRA_MEMORY_VECTORS: "qdrant" }, "HYDRA_QDRANT_URL"],
    [{ HYDRA_MEMORY_KEYWORDS: "qdrant" }, "HYDRA_QDRANT_URL"],
    [{ HYDRA_MEMORY_GRAPH: "neo4j" }, "HYDRA_NEO4J_URL"],
  ] as const) {
    await expect(open(env)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      fix: expect.stringContaining(variable),
    });
  }
});

it("adds while the servers are away, keeps what is queued for them, and catches up", async () => {
  server.answer({ status: 503, error: "Service Unavailable" });
  const both = {
    HYDRA_MEMORY_VECTORS: "qdrant",
    HYDRA_MEMORY_KEYWORDS: "qdrant",
    HYDRA_QDRANT_URL: server.url,
  };
  const knowledge = await open(both);
  const { library, retriever } = knowledge;
  await library.add(draftOf("a.md", ["checkpoints survive a crash", "dates and their zones"]), { signal });
  const report = await library.index({ signal });
  expect(report.left).toEqual({ vectors: 2, keywords: 2, graph: 0 });
  expect(report.down).toEqual([
    expect.stringMatching(/BM25 in Qdrant.*Service Unavailable.*HYDRA_QDRANT_URL/u),
    expect.stringMatching(/vectors in Qdrant.*Service Unavailable.*HYDRA_QDRANT_URL/u),
  ]);
  server.answer(null);
  expect(await library.index({ signal })).toMatchObject({ left: { vectors: 0, keywords: 0 }, down: [] });
  const { found } = await retriever.search("what survives a crash?", { signal, limit: 1 });
  expect(found[0]?.chunk.text).toBe("checkpoints survive a crash");
  expect(Object.keys(found[0]?.stages ?? {})).toEqual(expect.arrayContaining(["keyword", "vector"]));
  await knowledge.close();
});

it("opens and searches although Neo4j is away", async () => {
  const knowledge = await open({ HYDRA_MEMORY_GRAPH: "neo4j", HYDRA_NEO4J_URL: "bolt://127.0.0.1:1" });
  await knowledge.library.add(draftOf("b.md", ["Rounding in `decimal.quantize`"]), { signal });
  const report = await knowledge.library.index({ signal });
  expect(report.left.graph).toBeGreaterThan(0);
  expect(report.down.join()).toMatch(/graph in Neo4j.*HYDRA_NEO4J_URL/u);
  const { found } = await knowledge.retriever.search("rounding decimal", { signal, limit: 1 });
  expect(found[0]?.document.uri).toBe("b.md");
  await knowledge.close();
});
