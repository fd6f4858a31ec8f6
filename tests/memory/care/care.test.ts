// Looking after memory: drift that is found and repaired, what is forgotten everywhere, and files that are whole or refused.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkLines, exportLines, importLines } from "../../../memory/care/exchange.ts";
import { examineMemory } from "../../../memory/care/examine.ts";
import { compareIndexes, queueDrift } from "../../../memory/care/drift.ts";
import { forget } from "../../../memory/care/forget.ts";
import type { Database } from "../../../memory/database.ts";
import { openDatabase } from "../../../memory/database.ts";
import { temporaryFolder } from "../../support/databases.ts";
import { draftOf, emptyTables, lost, makeShelf, signal } from "../library/library-fixture.ts";

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

const makeKept = () => {
  const shelf = makeShelf(database);
  return { ...shelf, database, generations: { name: () => "g0" } };
};

const examine = async (kept: ReturnType<typeof makeKept>) =>
  examineMemory(kept, {
    signal,
    freshnessOf: async ({ uri }) =>
      uri.startsWith("old") ? "newer" : uri.startsWith("lost") ? "gone" : "current",
  });

describe("drift", () => {
  it("is found in each index and repaired, both ways", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["one", "two", "three"]), { signal });
    await kept.library.index({ signal });
    const [ids = []] = await kept.allIds();
    // Deleted by hand, and left over by somebody else.
    await kept.indexes.vectors.drop({ signal });
    await kept.indexes.keywords.remove([ids[0]!], { signal });
    await kept.indexes.keywords.put([{ id: "f".repeat(32), kind: "document", text: "left over" }], {
      signal,
    });
    const { drifts, down } = await compareIndexes(kept, { signal });
    expect(down).toEqual([]);
    expect(drifts).toMatchObject([
      { index: "vectors", missing: expect.arrayContaining([...ids]) as string[], orphaned: [] },
      { index: "keywords", missing: [ids[0]], orphaned: ["f".repeat(32)] },
      { index: "graph", missing: [], orphaned: [] },
    ]);
    expect(await queueDrift(kept, drifts)).toBe(5);
    await kept.library.index({ signal });
    expect(await kept.allIds()).toEqual([ids, ids, ids]);
  });

  it("is not what waits, and a lost index is named", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["one"]), { signal });
    kept.indexes.graph.ids = async () => {
      throw lost("neo4j");
    };
    const { drifts, down } = await compareIndexes(kept, { signal });
    expect(drifts).toMatchObject([
      { index: "vectors", missing: [] },
      { index: "keywords", missing: [] },
    ]);
    expect(down).toEqual([expect.stringContaining("neo4j can't be reached. Fix: Start it again.")]);
  });

  it("never takes what is known for an orphan, even where the finding is old", async () => {
    const kept = makeKept();
    const { document } = await kept.library.add(draftOf("a.md", ["one"]), { signal });
    await kept.library.index({ signal });
    await kept.library.remove([document.id], { signal });
    await database.pool.query("TRUNCATE hydra.index_queue");
    const { drifts } = await compareIndexes(kept, { signal });
    expect(drifts.map(({ orphaned }) => orphaned.length)).toEqual([1, 1, 1]);
    await kept.library.add(draftOf("a.md", ["one"]), { signal });
    await kept.library.index({ signal });
    await queueDrift(kept, drifts);
    await kept.library.index({ signal });
    for (const ids of await kept.allIds()) expect(ids).toHaveLength(1);
  });
});

describe("an examination", () => {
  it("counts, and finds what is equal, empty or stale", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["the same", "— … —", "漢字"]), { signal });
    await kept.library.index({ signal });
    const { document } = await kept.library.add(draftOf("old.md", ["the same"]), { signal });
    await kept.library.add(draftOf("lost.md", []), { signal });
    const found = await examine(kept);
    expect(found).toMatchObject({
      documents: 3,
      chunks: 4,
      backlog: [
        { queue: "graph", puts: 1, removals: 0 },
        { queue: "keywords", puts: 1, removals: 0 },
        { queue: "vectors:g0", puts: 1, removals: 0 },
      ],
      duplicates: [{ text: "the same", chunks: [expect.any(String), expect.any(String)] }],
      hollow: [{ uri: "lost.md" }],
      stale: [
        { document: { uri: "lost.md" }, why: "gone" },
        { document: { uri: "old.md" }, why: "newer" },
      ],
      down: [],
    });
    expect(found.empty).toHaveLength(1);
    expect(found.duplicates[0]?.chunks).toContain(
      (await kept.library.chunksOf(document.id, { signal }))[0]?.id,
    );
  });
});

describe("forgetting", () => {
  it("takes a document by its address or id, and a chunk by its id, out of every index", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["one"]), { signal });
    const b = await kept.library.add(draftOf("b.md", ["two"]), { signal });
    const c = await kept.library.add(draftOf("c.md", ["three", "four"]), { signal });
    await kept.library.index({ signal });
    const [three, four] = await kept.library.chunksOf(c.document.id, { signal });
    const first = await forget(kept, ["a.md", b.document.id, three!.id, "nobody"], { signal });
    expect(first).toMatchObject({ unknown: ["nobody"], waiting: [], down: [] });
    expect(first.documents.map(({ uri }) => uri).sort()).toEqual(["a.md", "b.md"]);
    expect(first.chunks).toHaveLength(3);
    expect(await kept.allIds()).toEqual([[four!.id], [four!.id], [four!.id]]);
    // The same file added again does not bring the chunk back; its last chunk takes the document along.
    await kept.library.add(draftOf("c.md", ["three", "four"]), { signal });
    expect(await kept.library.chunksOf(c.document.id, { signal })).toHaveLength(1);
    const second = await forget(kept, [four!.id], { signal });
    expect(second.documents).toMatchObject([{ uri: "c.md" }]);
    expect(await kept.library.documents({ signal })).toEqual([]);
  });

  it("tells which index has to be told later", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["one"]), { signal });
    await kept.library.index({ signal });
    kept.on.graph.beforeRemove = () => {
      throw lost("neo4j");
    };
    const report = await forget(kept, ["a.md"], { signal });
    expect(report).toMatchObject({ waiting: ["graph"], down: [expect.stringContaining("neo4j")] });
    delete kept.on.graph.beforeRemove;
    await kept.library.index({ signal });
    expect(await kept.allIds()).toEqual([[], [], []]);
  });
});

describe("export and import", () => {
  const exported = async (): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of exportLines(database.pool)) lines.push(line.trimEnd());
    return lines;
  };
  const asLines = (lines: readonly string[]) =>
    async function* (): AsyncGenerator<string> {
      yield* lines;
    };
  const check = async (lines: readonly string[]) => checkLines(asLines(lines)(), "x.jsonl");

  it("carry everything, and importing again changes nothing", async () => {
    const kept = makeKept();
    for (let place = 0; place < 60; place += 1) {
      await kept.library.add(draftOf(`d${place}.md`, [`text ${place}`, 'and\nmore "so"'], "where"), {
        signal,
      });
    }
    const before = await kept.library.documents({ signal });
    const lines = await exported();
    expect(await check(lines)).toEqual({ documents: 60, chunks: 120 });
    await emptyTables(database);
    expect(await importLines(database.pool, asLines(lines), "g0")).toEqual({
      imported: 60,
      unchanged: 0,
      newer: 0,
    });
    expect(await kept.library.documents({ signal })).toEqual(before);
    expect(await exported()).toEqual(lines);
    expect(await importLines(database.pool, asLines(lines), "g0")).toMatchObject({ unchanged: 60 });
    expect(await kept.library.index({ signal })).toMatchObject({ indexed: 360, down: [] });
  });

  it("leave a later text of the same address as it is, and replace an earlier one", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["old"]), { signal });
    await kept.library.add(draftOf("b.md", ["first"]), { signal });
    const lines = await exported();
    kept.clock.ms += 1_000;
    await kept.library.add(draftOf("a.md", ["new"]), { signal });
    kept.clock.ms -= 2_000;
    await forget(kept, ["b.md"], { signal });
    await kept.library.add(draftOf("b.md", ["before"]), { signal });
    expect(await importLines(database.pool, asLines(lines), "g0")).toEqual({
      imported: 1,
      unchanged: 0,
      newer: 1,
    });
    const texts = await database.pool.query<{ text: string }>("SELECT text FROM hydra.chunks ORDER BY text");
    expect(texts.rows.map(({ text }) => text)).toEqual(["first", "new"]);
  });

  it("refuse, in one line, what is torn, of another version, or something else", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["one"]), { signal });
    await kept.library.add(draftOf("b.md", ["two"]), { signal });
    const [header = "", a = "", b = "", end = ""] = await exported();
    const refusals: readonly (readonly [string[], RegExp])[] = [
      [[], /it is empty/u],
      [["# README"], /does not begin as an export/u],
      [[header.replace("1", "9"), a, b, end], /of version 9, and this Hydra reads version 1/u],
      [[header, a, b], /ends in the middle, after line 3/u],
      [[header, a, b.slice(0, 40)], /line 3 is cut off/u],
      [[header, b, end], /1 of 2 documents/u],
      [[header, a, a.replace('"document"', '"paper"'), end], /line 3 is no document/u],
      [[header, a, b, end, a], /line 5 comes after its end/u],
    ];
    for (const [lines, message] of refusals) {
      await expect(check(lines)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringMatching(message) as string,
      });
    }
    expect(await check([header, a, b, end])).toEqual({ documents: 2, chunks: 2 });
  });

  it("keep nothing where the database fails in the middle", async () => {
    const kept = makeKept();
    await kept.library.add(draftOf("a.md", ["one"]), { signal });
    const lines = await exported();
    await emptyTables(database);
    const failing = async function* (): AsyncGenerator<string> {
      yield* lines.slice(0, 2);
      throw new Error("the disk is gone");
    };
    await expect(importLines(database.pool, failing, "g0")).rejects.toThrow("the disk is gone");
    expect(await kept.library.documents({ signal })).toEqual([]);
  });
});
