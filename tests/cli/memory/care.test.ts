// hydra memory show, forget, doctor, export, import, reindex, migrate: over one PGlite, with indexes of this process.
import { rm, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Knowledge, OpenKnowledge } from "../../../app/knowledge.ts";
import type { VectorIndex } from "../../../core/indexes.ts";
import type { Database } from "../../../memory/database.ts";
import { openDatabase } from "../../../memory/database.ts";
import { makeGraphFake } from "../../../memory/indexes/fake-graph.ts";
import { makeKeywordsFake } from "../../../memory/indexes/fake-keywords.ts";
import { makeVectorsFake } from "../../../memory/indexes/fake-vectors.ts";
import { openGenerations } from "../../../memory/library/generations.ts";
import { makeLibrary } from "../../../memory/library/library.ts";
import {
  draftOf,
  emptyTables,
  lost,
  makeEmbedderFake,
  signal,
} from "../../memory/library/library-fixture.ts";
import { temporaryFolder } from "../../support/databases.ts";
import { makeTerminal } from "../edge.ts";

let home: string;
let database: Database;
beforeAll(async () => {
  home = await temporaryFolder();
  database = await openDatabase({ home });
});
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true });
});
beforeEach(async () => emptyTables(database));

/** Memory whose indexes outlive each opening, as those of servers do. */
const makeMemory = () => {
  const vectors = new Map<string, VectorIndex>();
  const keywords = makeKeywordsFake();
  const graph = makeGraphFake();
  const world = { ...makeEmbedderFake({ model: "first" }), indexes: { keywords, graph }, open: 0 };
  let ms = Date.parse("2026-01-02T03:04:05Z");
  const clock = { now: () => (ms += 1_000) };
  const openKnowledge: OpenKnowledge = async ({ allowOtherEmbedder = false }) => {
    const { pool } = database;
    const { embedder, indexes } = world;
    const generations = await openGenerations({
      pool,
      embedder,
      clock,
      signal,
      allowOtherEmbedder,
      openIndex: async ({ name, dims }) => {
        const index = vectors.get(name) ?? makeVectorsFake({ dims });
        vectors.set(name, index);
        return index;
      },
    });
    const all = { ...indexes, vectors: generations.vectors };
    const generation = () => generations.name();
    const mentionsOf = () => ({ entities: [], facts: [] });
    world.open += 1;
    const knowledge: Knowledge = {
      library: makeLibrary({ pool, embedder, clock, indexes: all, mentionsOf, generation }),
      retriever: { search: async () => ({ found: [], stages: [], confidence: 0 }) },
      database,
      embedder,
      reranker: null,
      indexes: all,
      generations,
      notes: ["no reranker"],
      close: async () => void (world.open -= 1),
    };
    return knowledge;
  };
  const terminal = makeTerminal(undefined, openKnowledge);
  const open = async () => openKnowledge({} as Parameters<OpenKnowledge>[0]);
  const add = async (uri: string, texts: readonly string[]) => {
    const knowledge = await open();
    const { library } = knowledge;
    const { document } = await library.add(draftOf(uri, texts), { signal });
    await library.index({ signal });
    const chunks = await library.chunksOf(document.id, { signal });
    await knowledge.close();
    return { document, chunks };
  };
  return { ...terminal, world, add };
};

it("shows what is known, one document, and one chunk", async () => {
  const { run, json, add, world } = makeMemory();
  expect(await run(["memory", "show"])).toMatchObject({
    code: 0,
    stdout: "nothing is known yet; `hydra memory add PATH` changes that\n",
  });
  const { document, chunks } = await add("docs/a.md", ["one \u001b[31mred", "two"]);
  expect((await run(["memory", "show"])).stdout).toContain(`${document.id}  document  2026-01-02  docs/a.md`);
  expect((await json(["memory", "show"])).value).toEqual({ documents: [document] });
  const { stdout } = await run(["memory", "show", "docs/a.md"]);
  expect(stdout).toContain("one [31mred");
  expect(stdout).not.toContain("\u001b");
  expect((await json(["memory", "show", chunks[1]!.id])).value).toEqual({ document, chunks: [chunks[1]] });
  expect((await json(["memory", "show", document.id])).value).toEqual({ document, chunks });
  const unknown = await run(["memory", "show", "docs/b.md"]);
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toMatch(
    /nothing is known by the name docs\/b\.md \(nearest: docs\/a\.md\)\. Fix: .*\n$/u,
  );
  expect(world.open).toBe(0);
});

it("forgets what is named, and tells what it does not know", async () => {
  const { run, json, add, world } = makeMemory();
  await add("a.md", ["one", "two"]);
  await add("b.md", ["three"]);
  const { code, stdout } = await run(["memory", "forget", "a.md", "nobody"]);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "forgot 1 documents, 2 chunks\n  a.md\nnothing is known by the name nobody\n",
  });
  expect(await world.indexes.keywords.ids({ signal, after: null, limit: 9 })).toHaveLength(1);
  expect(await json(["memory", "forget", "nobody"])).toMatchObject({
    code: 2,
    value: { error: { code: "BAD_INPUT" } },
  });
  expect((await json(["memory", "forget", "b.md"])).value).toMatchObject({
    documents: [{ uri: "b.md" }],
    unknown: [],
    waiting: [],
    down: [],
  });
});

it("examines memory, and repairs the indexes", async () => {
  const { run, json, add, cwd, world } = makeMemory();
  await writeFile(join(cwd, "a.md"), "one");
  await writeFile(join(cwd, "touched.md"), "three");
  await utimes(join(cwd, "touched.md"), new Date("2027-01-01"), new Date("2027-01-01"));
  await add("a.md", ["two"]);
  await add("touched.md", ["three"]);
  await add("gone.md", ["four"]);
  await add("https://example.com/", ["five"]);
  await utimes(join(cwd, "a.md"), new Date("2027-01-01"), new Date("2027-01-01"));
  const healthy = await run(["memory", "doctor"]);
  expect(healthy.code).toBe(0);
  expect(healthy.stdout).toContain(
    "known      4 documents, 4 chunks\nvectors    g0 active: first, 4 dimensions\n",
  );
  expect(healthy.stdout).toContain("stale      a.md has changed; fix: `hydra memory add a.md`");
  expect(healthy.stdout).toContain("stale      gone.md is gone; fix: `hydra memory forget gone.md`");
  expect(healthy.stdout).not.toContain("touched");
  expect(healthy.stdout).toMatch(/note {7}no reranker\nall indexes have what is known\n$/u);
  await world.indexes.keywords.drop({ signal });
  const ill = await json(["memory", "doctor"]);
  expect(ill).toMatchObject({ code: 4, value: { healthy: false, repaired: null } });
  expect(ill.value["drifts"]).toMatchObject([
    { missing: 0 },
    { index: "keywords", missing: 4 },
    { missing: 0 },
  ]);
  expect((await run(["memory", "doctor"])).stdout).toMatch(/fix: `hydra memory doctor --repair`\n$/u);
  expect(await json(["memory", "doctor", "--repair"])).toMatchObject({
    code: 0,
    value: { healthy: true, repaired: { queued: 4, indexed: 4 } },
  });
});

it("carries memory from one home to another in a file, whole or not at all", async () => {
  const { run, json, add, cwd } = makeMemory();
  await add("a.md", ["one", "two"]);
  await add("b.md", ["three"]);
  const file = join(cwd, "out", "memory.jsonl");
  const exported = await json(["memory", "export", "out/memory.jsonl"]);
  expect(exported).toMatchObject({ code: 0, value: { file, documents: 2, chunks: 3 } });
  const again = await run(["memory", "export", file]);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("--replace") as string });
  expect((await run(["memory", "export", file, "--replace"])).code).toBe(0);

  await emptyTables(database);
  const whole = await readFile(file, "utf8");
  await writeFile(join(cwd, "torn.jsonl"), whole.slice(0, -80));
  const torn = await run(["memory", "import", "torn.jsonl"]);
  expect(torn.code).toBe(2);
  expect(torn.stderr).toMatch(/^hydra: [^\n]*torn\.jsonl can't be imported: [^\n]* Fix: [^\n]*\n$/u);
  expect((await run(["memory", "import", "nowhere.jsonl"])).stderr).toMatch(/ENOENT.* Fix: /u);
  expect((await json(["memory", "show"])).value).toEqual({ documents: [] });

  expect(await json(["memory", "import", file])).toMatchObject({
    code: 0,
    value: { imported: 2, unchanged: 0, index: { indexed: 9, down: [] } },
  });
  expect((await run(["memory", "import", file])).stdout).toBe(
    "imported 0 documents; 2 were there, 0 are newer here and stay\n",
  );
});

it("makes all vectors again for another embedder, which every other command refuses", async () => {
  const { run, json, add, world } = makeMemory();
  await add("a.md", ["one", "two"]);
  Object.assign(world, makeEmbedderFake({ model: "second", dims: 8 }));
  const refused = await run(["memory", "migrate"]);
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toMatch(/model first became second.* Fix: Run `hydra memory reindex`/u);
  expect((await run(["memory", "show", "a.md"])).code).toBe(0);
  expect(await json(["memory", "reindex"])).toMatchObject({
    code: 0,
    value: { model: "second", inService: true, indexed: 2, left: 0, down: [] },
  });
  expect((await run(["memory", "migrate"])).code).toBe(0);
  world.on.embed = async () => {
    throw lost("the embedder");
  };
  const stopped = await run(["memory", "reindex"]);
  expect(stopped.code).toBe(4);
  expect(stopped.stdout).toMatch(
    /^0 entries done, 2 left; the former ones are still in service\. Fix: run it again\n/u,
  );
  // That is nothing to be repaired: what is in service has everything.
  const examined = await run(["memory", "doctor"]);
  expect(examined).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/filling: second.*`hydra memory reindex`/u) as string,
  });
  delete world.on.embed;
  expect((await run(["memory", "reindex"])).stdout).toMatch(
    /^the vectors of second are in service \(g\w+\): 2 entries done\n$/u,
  );
});

it("moves everything into other indexes, and goes on where it was stopped", async () => {
  const { run, json, add, world } = makeMemory();
  await add("a.md", ["one", "two"]);
  await add("b.md", ["three"]);
  world.indexes = { keywords: makeKeywordsFake(), graph: makeGraphFake() };
  const { put } = { put: world.indexes.graph.put.bind(world.indexes.graph) };
  world.indexes.graph.put = async () => {
    throw lost("neo4j");
  };
  const stopped = await run(["memory", "migrate"]);
  expect(stopped.code).toBe(4);
  expect(stopped.stdout).toContain("keywords  BM25 in memory: has every entry\n");
  expect(stopped.stdout).toContain("graph     graph in memory: 3 entries missing, 0 too many\n");
  expect(stopped.stdout).toMatch(
    /neo4j can't be reached\. Fix: Start it again\.\nnot complete; fix: run it again\n$/u,
  );
  world.indexes.graph.put = put;
  expect(await json(["memory", "migrate"])).toMatchObject({ code: 0, value: { complete: true, indexed: 3 } });
  expect(await json(["memory", "migrate"])).toMatchObject({ code: 0, value: { complete: true, indexed: 0 } });
});
