// What is known stays whole: adding, changing, removing, and indexes that are lost in the middle of it.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HydraError } from "../../../core/errors.ts";
import type { Database } from "../../../memory/database.ts";
import { openDatabase } from "../../../memory/database.ts";
import { documentId } from "../../../memory/library/ids.ts";
import { temporaryFolder } from "../../support/databases.ts";
import { draftOf, emptyTables, lost, makeShelf, signal } from "./library-fixture.ts";

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

const textsOf = async ({ library }: ReturnType<typeof makeShelf>, uri: string) =>
  (await library.chunksOf(documentId(uri), { signal })).map((chunk) => chunk.text);

describe("adding", () => {
  it("keeps a document with its pieces, and brings them into every index", async () => {
    const shelf = makeShelf(database);
    const { document, changed } = await shelf.library.add(draftOf("a.md", ["one two", "three"], "of a"), {
      signal,
    });
    expect(changed).toBe(true);
    expect(document).toMatchObject({ uri: "a.md", kind: "document", addedAt: "2026-01-02T03:04:05.000Z" });
    expect(await shelf.library.index({ signal })).toEqual({
      indexed: 6,
      left: { vectors: 0, keywords: 0, graph: 0 },
      down: [],
    });
    const chunks = await shelf.library.chunksOf(document.id, { signal });
    expect(chunks).toMatchObject([
      { place: 0, text: "one two", context: "of a", headings: ["Top"], start: 0, end: 7 },
      { place: 1, text: "three", start: 100, end: 105 },
    ]);
    const ids = chunks.map(({ id }) => id);
    expect(await shelf.allIds()).toEqual(Array.from({ length: 3 }, () => ids.toSorted()));
    expect(shelf.embedded).toEqual(["of a\none two", "of a\nthree"]);
    const reversed = ["gone", ...ids.toReversed()];
    const found = await shelf.library.chunks(reversed, { signal });
    expect(found.map(({ chunk }) => chunk.id)).toEqual(ids.toReversed());
    expect(found[0]?.document).toEqual(document);
  });

  it("changes nothing where the text is the same", async () => {
    const shelf = makeShelf(database);
    const first = await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    await shelf.library.index({ signal });
    shelf.clock.ms += 1_000;
    const again = await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    expect(again).toEqual({ document: first.document, changed: false });
    expect(await shelf.library.index({ signal })).toMatchObject({ indexed: 0 });
  });

  it("tells the indexes only of the differences, also where the unchanged has moved", async () => {
    const shelf = makeShelf(database);
    await shelf.library.add(draftOf("a.md", ["one", "two", "two", "three"]), { signal });
    await shelf.library.index({ signal });
    const before = shelf.embedded.length;
    await shelf.library.add(draftOf("a.md", ["zero", "one", "two", "two"]), { signal });
    expect(await shelf.library.index({ signal })).toMatchObject({ indexed: 6, down: [] });
    expect(shelf.embedded.slice(before)).toEqual(["zero"]);
    expect(await textsOf(shelf, "a.md")).toEqual(["zero", "one", "two", "two"]);
    const [vectors] = await shelf.allIds();
    expect(vectors).toHaveLength(4);
  });

  it("tells them of the same text in another context, and under another title", async () => {
    const shelf = makeShelf(database);
    await shelf.library.add(draftOf("a.md", ["one", "two"], "old"), { signal });
    await shelf.library.index({ signal });
    const changed = { ...draftOf("a.md", ["one", "two"], "new"), text: "other" };
    await shelf.library.add(changed, { signal });
    await shelf.library.index({ signal });
    expect(shelf.embedded.slice(2)).toEqual(["new\none", "new\ntwo"]);
    const renamed = { ...changed, text: "third", origin: { ...changed.origin, title: "Another" } };
    await shelf.library.add(renamed, { signal });
    expect(await shelf.library.index({ signal })).toMatchObject({ indexed: 6 });
  });

  it("keeps what a database refuses: NUL and half of a surrogate pair", async () => {
    const shelf = makeShelf(database);
    await shelf.library.add(draftOf("a\u0000.md", ["x\u0000y", "\ud800"]), { signal });
    const [document] = await shelf.library.documents({ signal });
    expect(document?.uri).toBe("a\uFFFD.md");
    expect(await textsOf(shelf, "a\uFFFD.md")).toEqual(["x\uFFFDy", "\uFFFD"]);
  });

  it("keeps nothing of a document where it fails in the middle", async () => {
    const shelf = makeShelf(database);
    const draft = draftOf("a.md", ["one", "two"]);
    const broken = {
      ...draft,
      pieces: [...draft.pieces, { ...draft.pieces[0]!, text: "x", start: 2 ** 40 }],
    };
    await expect(shelf.library.add(broken, { signal })).rejects.toThrow(/integer|range/u);
    expect(await shelf.library.documents({ signal })).toEqual([]);
    expect(await shelf.library.index({ signal })).toMatchObject({ indexed: 0 });
  });

  it("lists documents by kind and by address", async () => {
    const shelf = makeShelf(database);
    await shelf.library.add(draftOf("b.md", ["b"]), { signal });
    await shelf.library.add(draftOf("B.md", ["B"]), { signal });
    const code = draftOf("a.ts", ["a"]);
    await shelf.library.add({ ...code, origin: { ...code.origin, kind: "code" } }, { signal });
    const urisOf = async (options: object) =>
      (await shelf.library.documents({ signal, ...options })).map(({ uri }) => uri);
    expect(await urisOf({})).toEqual(["B.md", "a.ts", "b.md"]);
    expect(await urisOf({ kinds: ["code", "web"] })).toEqual(["a.ts"]);
    expect(await urisOf({ uri: "b.md" })).toEqual(["b.md"]);
    expect(await urisOf({ uri: "b.md", kinds: ["code"] })).toEqual([]);
  });
});

describe("removing", () => {
  it("erases what is forgotten, and closes the facts of what another text replaced", async () => {
    const shelf = makeShelf(database);
    const told: unknown[] = [];
    shelf.on.graph.beforeRemove = (_, { closeAt }) => told.push(closeAt);
    const { document } = await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    shelf.clock.ms += 1_000;
    await shelf.library.add(draftOf("a.md", ["two"]), { signal });
    await shelf.library.index({ signal });
    await shelf.library.remove([document.id], { signal });
    await shelf.library.index({ signal });
    expect(told).toEqual(["2026-01-02T03:04:06.000Z", undefined]);
  });

  it("erases the facts of former texts too, once their document is forgotten", async () => {
    const shelf = makeShelf(database);
    const relation = (text: string) => ({
      from: text,
      relation: "is",
      to: "said",
      validFrom: null,
      validTo: null,
    });
    shelf.mentions.of = ({ text }) => ({ entities: [{ name: text, type: "word" }], facts: [relation(text)] });
    const { document } = await shelf.library.add(draftOf("a.md", ["secret"]), { signal });
    await shelf.library.index({ signal });
    await shelf.library.add(draftOf("a.md", ["plain"]), { signal });
    await shelf.library.index({ signal });
    expect(await shelf.indexes.graph.facts("said", { signal })).toHaveLength(2);
    await shelf.library.remove([document.id], { signal });
    await shelf.library.index({ signal });
    expect(await shelf.indexes.graph.facts("said", { signal })).toEqual([]);
  });

  it("takes documents from the catalogue at once, and from the indexes by their queues", async () => {
    const shelf = makeShelf(database);
    const { document } = await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    await shelf.library.add(draftOf("b.md", ["two"]), { signal });
    await shelf.library.index({ signal });
    await shelf.library.remove([document.id, "unknown"], { signal });
    expect(await shelf.library.chunksOf(document.id, { signal })).toEqual([]);
    await shelf.library.index({ signal });
    for (const ids of await shelf.allIds()) expect(ids).toHaveLength(1);
  });

  it("never puts what was removed before its turn came", async () => {
    const shelf = makeShelf(database);
    const { document } = await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    await shelf.library.remove([document.id], { signal });
    await shelf.library.index({ signal });
    expect(shelf.embedded).toEqual([]);
    expect(await shelf.allIds()).toEqual([[], [], []]);
  });
});

describe("a lost index", () => {
  it("keeps its rows and is named, while the others go on", async () => {
    const shelf = makeShelf(database);
    shelf.on.graph.beforePut = () => {
      throw lost("neo4j");
    };
    await shelf.library.add(draftOf("a.md", ["one", "two"]), { signal });
    expect(await shelf.library.index({ signal })).toEqual({
      indexed: 4,
      left: { vectors: 0, keywords: 0, graph: 2 },
      down: [expect.stringMatching(/^graph in .*neo4j can't be reached\. Fix: Start it again\.$/u)],
    });
    delete shelf.on.graph.beforePut;
    expect(await shelf.library.index({ signal })).toMatchObject({ indexed: 2, down: [] });
    const [vectors, , graph] = await shelf.allIds();
    expect(graph).toEqual(vectors);
  });

  it("is told again of what it may or may not have kept when it was lost", async () => {
    const shelf = makeShelf(database);
    await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    shelf.on.vectors.afterPut = () => {
      throw lost();
    };
    expect(await shelf.library.index({ signal })).toMatchObject({ left: { vectors: 1 } });
    delete shelf.on.vectors.afterPut;
    expect(await shelf.library.index({ signal })).toMatchObject({ left: { vectors: 0 } });
    expect((await shelf.allIds())[0]).toHaveLength(1);
  });

  it("is as well an embedding model that is gone", async () => {
    const shelf = makeShelf(database);
    await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    shelf.on.embedder.embed = async () => {
      throw new HydraError("MODEL_UNREACHABLE", "no answer.", { fix: "Start it." });
    };
    const report = await shelf.library.index({ signal });
    expect(report).toMatchObject({
      left: { vectors: 1, keywords: 0 },
      down: [expect.stringContaining("no answer")],
    });
    shelf.on.embedder.embed = async () => [new Float32Array(9)];
    const changed = await shelf.library.index({ signal });
    expect(changed).toMatchObject({
      left: { vectors: 1 },
      down: [expect.stringContaining("hydra memory reindex")],
    });
    delete shelf.on.embedder.embed;
    expect(await shelf.library.index({ signal })).toMatchObject({ left: { vectors: 0 }, down: [] });
  });

  it("does not stop for one entry that it refuses", async () => {
    const shelf = makeShelf(database);
    const texts = Array.from({ length: 50 }, (_, place) => `text ${place}`);
    await shelf.library.add(draftOf("a.md", texts), { signal });
    shelf.on.embedder.embed = async (asked) => {
      if (asked.includes("text 7")) throw new Error("cannot read 7");
    };
    const report = await shelf.library.index({ signal });
    expect(report).toMatchObject({ indexed: 149, left: { vectors: 1, keywords: 0, graph: 0 } });
    expect(report.down).toEqual([expect.stringContaining("cannot read 7")]);
  });
});

describe("two at once", () => {
  it("make one document of the same file", async () => {
    const [shelf, other] = [makeShelf(database), makeShelf(database)];
    const texts = Array.from({ length: 20 }, (_, place) => `text ${place}`);
    const drafts = ["a.md", "b.md", "c.md"].map((uri) => draftOf(uri, texts));
    const added = await Promise.all(
      [shelf, other].flatMap(({ library }) => drafts.map(async (draft) => library.add(draft, { signal }))),
    );
    expect(added.filter(({ changed }) => changed)).toHaveLength(3);
    const reports = await Promise.all([shelf, other].map(async ({ library }) => library.index({ signal })));
    for (const { left } of reports) expect(left).toEqual({ vectors: 0, keywords: 0, graph: 0 });
  });

  it("leave nothing in an index that was removed while it was being put there", async () => {
    const shelf = makeShelf(database);
    const { document } = await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    // The other process removes it, and tells the same index, before our `put` arrives.
    const other = makeShelf(database);
    Object.assign(other.indexes, shelf.indexes);
    shelf.on.embedder.embed = async () => {
      delete shelf.on.embedder.embed;
      await other.library.remove([document.id], { signal });
      await other.library.index({ signal });
    };
    await shelf.library.index({ signal });
    await shelf.library.index({ signal });
    expect(await shelf.allIds()).toEqual([[], [], []]);
  });

  it("put again what was added anew while its removal was on its way", async () => {
    const shelf = makeShelf(database);
    const { document } = await shelf.library.add(draftOf("a.md", ["one"]), { signal });
    await shelf.library.index({ signal });
    await shelf.library.remove([document.id], { signal });
    const other = makeShelf(database);
    Object.assign(other.indexes, shelf.indexes);
    shelf.on.vectors.beforeRemove = async () => {
      delete shelf.on.vectors.beforeRemove;
      await other.library.add(draftOf("a.md", ["one"]), { signal });
      await other.library.index({ signal });
    };
    await shelf.library.index({ signal });
    await shelf.library.index({ signal });
    for (const ids of await shelf.allIds()) expect(ids).toHaveLength(1);
  });
});

describe("stopping", () => {
  it("ends at once, by name, and goes on where it was", async () => {
    const shelf = makeShelf(database);
    const texts = Array.from({ length: 80 }, (_, place) => `text ${place}`);
    await shelf.library.add(draftOf("a.md", texts), { signal });
    const controller = new AbortController();
    const seen: number[] = [];
    const stopped = shelf.library.index({
      signal: controller.signal,
      onProgress: ({ done, of }) => {
        expect(of).toBe(240);
        seen.push(done);
        if (done > 160) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
    expect(seen).toEqual([80, 160, 192]);
    expect(await shelf.library.index({ signal })).toMatchObject({ indexed: 48, left: { vectors: 0 } });
    expect(shelf.embedded).toHaveLength(80);
  });
});
