// Vectors of two embedders never meet: another embedder is refused, and a new generation takes over without a gap.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Embedder, VectorIndex } from "../../../core/indexes.ts";
import type { Database } from "../../../memory/database.ts";
import { openDatabase } from "../../../memory/database.ts";
import { makeGraphFake } from "../../../memory/indexes/fake-graph.ts";
import { makeKeywordsFake } from "../../../memory/indexes/fake-keywords.ts";
import { makeVectorsFake } from "../../../memory/indexes/fake-vectors.ts";
import { readGenerations } from "../../../memory/library/generation-rows.ts";
import { openGenerations } from "../../../memory/library/generations.ts";
import { makeLibrary } from "../../../memory/library/library.ts";
import { temporaryFolder } from "../../support/databases.ts";
import { draftOf, emptyTables, lost, makeEmbedderFake, signal } from "./library-fixture.ts";

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

/** A server of vectors: what is in it outlives whoever opens it. */
const makeServer = () => {
  const tables = new Map<string, VectorIndex>();
  const openIndex = async ({ name, dims }: { name: string; dims: number }): Promise<VectorIndex> => {
    const table = tables.get(name) ?? { ...makeVectorsFake({ dims }), name };
    tables.set(name, table);
    return { ...table, drop: async () => void tables.delete(name) };
  };
  const idsIn = async () =>
    Object.fromEntries(
      await Promise.all(
        [...tables].map(
          async ([name, table]) =>
            [name, (await table.ids({ signal, after: null, limit: 99 })).length] as const,
        ),
      ),
    );
  return { tables, openIndex, idsIn };
};

let ms = 1_000;
const clock = { now: () => (ms += 1) };

const openWith = async (
  server: ReturnType<typeof makeServer>,
  embedder: Embedder,
  allowOtherEmbedder = false,
) => {
  const { pool } = database;
  const { openIndex } = server;
  const generations = await openGenerations({ pool, embedder, clock, openIndex, allowOtherEmbedder, signal });
  const library = makeLibrary({
    pool,
    embedder,
    clock,
    indexes: { vectors: generations.vectors, keywords: makeKeywordsFake(), graph: makeGraphFake() },
    mentionsOf: () => ({ entities: [], facts: [] }),
    generation: () => generations.name(),
  });
  return { generations, library };
};

const small = () => makeEmbedderFake({ model: "small", dims: 4 });
const large = () => makeEmbedderFake({ model: "large", dims: 8 });
const texts = Array.from({ length: 70 }, (_, place) => `text ${place}`);
const statesOf = async () =>
  (await readGenerations(database.pool)).map(({ identity, state }) => [identity.model, state]);

it("remembers who made the vectors, and refuses another by name with the way on", async () => {
  const server = makeServer();
  const { library } = await openWith(server, small().embedder);
  await library.add(draftOf("a.md", texts), { signal });
  await library.index({ signal });
  const again = await openWith(server, small().embedder);
  expect(again.generations.name()).toBe("g0");
  await expect(openWith(server, large().embedder)).rejects.toMatchObject({
    code: "EMBEDDER_CHANGED",
    message: expect.stringContaining("model small became large, dimensions 4 became 8") as string,
    fix: expect.stringContaining("hydra memory reindex") as string,
  });
  const prefixed = makeEmbedderFake({ model: "small", prefix: { query: "query: ", passage: "" } });
  await expect(openWith(server, prefixed.embedder)).rejects.toMatchObject({ code: "EMBEDDER_CHANGED" });
  expect(await server.idsIn()).toEqual({ g0: 70 });
});

it("lets another embedder take over where nothing is known yet", async () => {
  const server = makeServer();
  await openWith(server, small().embedder);
  const { generations } = await openWith(server, large().embedder);
  expect(await statesOf()).toEqual([["large", "active"]]);
  expect([...server.tables.keys()]).toEqual([generations.name()]);
});

it("queues what was there before the database had vectors", async () => {
  const server = makeServer();
  const { pool } = database;
  const { embedder } = small();
  const without = await openGenerations({ pool, embedder, clock, openIndex: async () => null, signal });
  expect(without.vectors).toBeNull();
  const indexes = { vectors: null, keywords: makeKeywordsFake(), graph: makeGraphFake() };
  const mentionsOf = () => ({ entities: [], facts: [] });
  const blind = makeLibrary({ pool, embedder, clock, indexes, mentionsOf });
  await blind.add(draftOf("a.md", texts), { signal });
  expect((await blind.index({ signal })).left).toEqual({ vectors: 0, keywords: 0, graph: 0 });
  const { library } = await openWith(server, embedder);
  expect(await library.index({ signal })).toMatchObject({ indexed: 70 });
});

it("neither searches nor fills the vectors of another embedder until they are made again", async () => {
  const server = makeServer();
  const before = await openWith(server, small().embedder);
  await before.library.add(draftOf("a.md", texts), { signal });
  await before.library.index({ signal });
  const { library, generations } = await openWith(server, large().embedder, true);
  await library.add(draftOf("b.md", ["more"]), { signal });
  const report = await library.index({ signal });
  expect(report).toMatchObject({ left: { vectors: 1, keywords: 0, graph: 0 } });
  expect(report.down[0]).toContain("hydra memory reindex");
  const search = generations.vectors?.search(new Float32Array(8).fill(0.1), { limit: 1, signal });
  await expect(search).rejects.toMatchObject({ code: "EMBEDDER_CHANGED" });
  expect(await generations.reindex({ signal })).toMatchObject({
    inService: true,
    indexed: 71,
    left: 0,
    down: [],
  });
  expect(await generations.vectors?.search(new Float32Array(8).fill(0.1), { limit: 9, signal })).toHaveLength(
    9,
  );
});

it("serves the former until the new one is full, then drops it", async () => {
  const server = makeServer();
  const { embedder, on } = small();
  const { library, generations } = await openWith(server, embedder);
  await library.add(draftOf("a.md", texts), { signal });
  await library.index({ signal });
  const query = (await embedder.embed(["text 1"], { as: "query", signal }))[0]!;
  const hits: number[] = [];
  on.embed = async () => {
    hits.push((await generations.vectors!.search(query, { limit: 100, signal })).length);
  };
  const seen: unknown[] = [];
  const report = await generations.reindex({ signal, onProgress: (progress) => seen.push(progress) });
  expect(report).toMatchObject({ inService: true, indexed: 70, down: [] });
  expect(hits).toEqual([70, 70, 70]);
  expect(seen.at(-1)).toEqual({ done: 70, of: 70 });
  expect(await server.idsIn()).toEqual({ [report.generation]: 70 });
  expect(generations.name()).toBe(report.generation);
  expect(await statesOf()).toEqual([["small", "active"]]);
  expect(await generations.vectors!.search(query, { limit: 100, signal })).toHaveLength(70);
  await library.add(draftOf("b.md", ["new"]), { signal });
  delete on.embed;
  await library.index({ signal });
  expect(await server.idsIn()).toEqual({ [report.generation]: 71 });
});

it("goes on where it was killed, and brings back nothing that was forgotten meanwhile", async () => {
  const server = makeServer();
  const before = await openWith(server, small().embedder);
  const { document } = await before.library.add(draftOf("a.md", texts.slice(0, 35)), { signal });
  await before.library.add(draftOf("b.md", texts.slice(35)), { signal });
  await before.library.index({ signal });

  const killed = new AbortController();
  const dying = await openWith(server, large().embedder, true);
  const onProgress = ({ done }: { done: number }): void => {
    if (done >= 32) killed.abort();
  };
  await expect(dying.generations.reindex({ signal: killed.signal, onProgress })).rejects.toMatchObject({
    code: "ABORTED",
  });
  expect(await statesOf()).toEqual(
    expect.arrayContaining([
      ["small", "active"],
      ["large", "filling"],
    ]),
  );

  // The process that serves forgets one document and learns another.
  await before.library.remove([document.id], { signal });
  await before.library.add(draftOf("c.md", ["later"]), { signal });
  await before.library.index({ signal });

  const second = large();
  const { generations } = await openWith(server, second.embedder, true);
  const report = await generations.reindex({ signal });
  expect(report).toMatchObject({ inService: true, left: 0, down: [] });
  // By their ids b.md comes first: three of it were left, a.md is not embedded any more.
  expect(second.embedded).toHaveLength(4);
  expect(await server.idsIn()).toEqual({ [report.generation]: 36 });
});

it("keeps the former in service where the new index or the embedder is lost", async () => {
  const server = makeServer();
  const { embedder, on } = small();
  const { library, generations } = await openWith(server, embedder);
  await library.add(draftOf("a.md", texts), { signal });
  await library.index({ signal });
  on.embed = async () => {
    throw lost("the embedder");
  };
  const report = await generations.reindex({ signal });
  expect(report).toMatchObject({ inService: false, left: 70 });
  expect(report.down).toEqual([expect.stringContaining("the embedder can't be reached")]);
  expect(generations.name()).toBe("g0");
  delete on.embed;
  expect(await generations.reindex({ signal })).toMatchObject({ inService: true, indexed: 70 });
});

it("drops the former later where its server was lost at the switch", async () => {
  const server = makeServer();
  const { embedder } = small();
  const { library } = await openWith(server, embedder);
  await library.add(draftOf("a.md", ["one"]), { signal });
  await library.index({ signal });
  const { openIndex } = server;
  const broken = {
    ...server,
    openIndex: async (of: { name: string; dims: number }) => ({
      ...(await openIndex(of)),
      drop: async () => {
        throw lost();
      },
    }),
  };
  const { generations } = await openWith(broken, embedder);
  expect(await generations.reindex({ signal })).toMatchObject({
    inService: true,
    down: [expect.stringContaining("former vectors g0")],
  });
  expect(server.tables.size).toBe(2);
  await openWith(server, embedder);
  expect(server.tables.size).toBe(1);
  expect(await statesOf()).toEqual([["small", "active"]]);
});

it("gives up what was filling for an embedder that changed again", async () => {
  const server = makeServer();
  const { library } = await openWith(server, small().embedder);
  await library.add(draftOf("a.md", texts), { signal });
  await library.index({ signal });
  const broken = large();
  broken.on.embed = async () => {
    throw lost();
  };
  await (await openWith(server, broken.embedder, true)).generations.reindex({ signal });
  const third = makeEmbedderFake({ model: "third", dims: 4 });
  const { generations } = await openWith(server, third.embedder, true);
  const report = await generations.reindex({ signal });
  expect(report).toMatchObject({ inService: true, model: "third" });
  expect(await statesOf()).toEqual([["third", "active"]]);
  expect([...server.tables.keys()]).toEqual([report.generation]);
});
