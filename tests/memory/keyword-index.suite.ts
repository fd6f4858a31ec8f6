// What every index of words does. `open` gives the same index each time. Nothing here depends on word stems.
import { beforeEach, describe, expect, it } from "vitest";
import type { KeywordIndex } from "../../core/indexes.ts";
import type { KnowledgeKind } from "../../core/knowledge.ts";

export const keywordIndexSuite = (open: () => Promise<KeywordIndex>): void => {
  describe("keyword index", () => {
    const { signal } = new AbortController();
    let index: KeywordIndex;
    beforeEach(async () => {
      await (await open()).drop({ signal });
      index = await open();
    });
    const put = async (texts: Readonly<Record<string, string>>, kind: KnowledgeKind = "document") =>
      index.put(
        Object.entries(texts).map(([name, text]) => ({ id: id(name), kind, text })),
        { signal },
      );
    const search = async (query: string, limit = 10) => index.search(query, { signal, limit });
    const found = async (query: string, limit = 10) => (await search(query, limit)).map((hit) => hit.id);
    const idsOf = async () => index.ids({ signal, after: null, limit: 10_000 });

    it("is empty at first", async () => {
      expect(await search("anything")).toEqual([]);
      expect(await idsOf()).toEqual([]);
      await put({});
      await index.remove(["unknown"], { signal });
      await index.remove([], { signal });
    });

    it("ranks by BM25: rarer words, more of them, in shorter texts", async () => {
      await put({
        a: "fox fox fox",
        b: "fox rabbit rabbit",
        c: "fox rabbit rabbit rabbit snow snow snow snow snow snow snow snow",
        d: "badger snow",
        e: "nothing of that",
      });
      expect(await found("fox")).toEqual(["a", "b", "c"].map(id));
      expect((await found("badger fox"))[0]).toBe(id("d"));
      const hits = await search("fox badger snow");
      expect(hits).toHaveLength(4);
      expect(hits.every((hit) => hit.score > 0)).toBe(true);
      expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).toSorted((x, y) => y - x));
      expect(await search("fox", 2)).toHaveLength(2);
    });

    it("gives no hit without a shared word", async () => {
      await put({ a: "alpha", b: "bravo" });
      expect(await found("alpha zulu")).toEqual([id("a")]);
      expect(await found("zulu")).toEqual([]);
    });

    it("finds the word that every text has", async () => {
      await put({ a: "alpha", b: "alpha", c: "alpha" });
      expect(await found("alpha")).toEqual(["a", "b", "c"].map(id));
    });

    it("orders equals by id, also at the limit", async () => {
      const names = ["e", "b", "d", "a", "c", "f"];
      await put(Object.fromEntries(names.map((name) => [name, "the same words"])));
      const sorted = names.toSorted().map(id);
      expect(await found("same words")).toEqual(sorted);
      expect(await found("same words", 3)).toEqual(sorted.slice(0, 3));
    });

    it("replaces what is put again, with its kind", async () => {
      await put({ a: "alpha", b: "alpha bravo" });
      await put({ a: "charlie" }, "web");
      expect(await found("alpha")).toEqual([id("b")]);
      expect(await found("charlie")).toEqual([id("a")]);
      expect(await index.search("charlie", { signal, limit: 9, kinds: ["document"] })).toEqual([]);
      expect(await idsOf()).toEqual(["a", "b"].map(id));
    });

    it("keeps the last where one call names an id twice", async () => {
      const entry = { id: id("a"), kind: "web" } as const;
      await index.put(
        [
          { ...entry, text: "alpha" },
          { ...entry, text: "bravo" },
        ],
        { signal },
      );
      expect(await found("alpha")).toEqual([]);
      expect(await found("bravo")).toEqual([id("a")]);
    });

    it("finds only the kinds that are asked for", async () => {
      await put(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`n${at}`, "alpha alpha"])));
      await put({ x: "alpha and much else besides" }, "pattern");
      await put({ y: "alpha and much more else besides" }, "code");
      const few = await index.search("alpha", { signal, limit: 5, kinds: ["pattern", "code"] });
      expect(few.map((hit) => hit.id).toSorted()).toEqual(["x", "y"].map(id));
      expect(await index.search("alpha", { signal, limit: 5, kinds: [] })).toEqual([]);
    });

    it("takes an empty text, and finds nothing for what has no words", async () => {
      await put({ a: "", b: " \n\t", c: "alpha", d: "!!! --- ???" });
      expect(await idsOf()).toEqual(["a", "b", "c", "d"].map(id));
      for (const query of ["", " ", "\n", "the and of", "!!!", "--", "'", "\0"]) {
        expect(await search(query), JSON.stringify(query)).toEqual([]);
      }
    });

    it("reads a query as words, whatever stands in it", async () => {
      await put({ a: "alpha drop table", b: "bravo" });
      for (const query of [
        "alpha'",
        '"alpha"',
        "alpha & !bravo2",
        "alpha:*",
        "alpha | (zulu",
        "alpha\\",
        "-alpha",
        "+alpha -zulu",
        "alpha\0zulu",
        "alpha \ud800",
        "'; DROP TABLE hydra.keywords; --",
        "$1 alpha %s {alpha}",
        "{alpha:1}",
        "<-> alpha",
      ]) {
        expect(await found(query), query).toContain(id("a"));
      }
      expect(await idsOf()).toHaveLength(2);
    });

    it("finds words of any script, in either case and either form", async () => {
      await put({
        a: "Die Größe der Straße",
        b: "Привет МИР",
        c: "caf\u00e9",
        d: "私は東京に住んでいます",
        e: "naïve \0 \udfff 🦊 Ünïcode",
      });
      expect(await found("GRÖSSE größe")).toEqual([id("a")]);
      expect(await found("привет мир")).toEqual([id("b")]);
      expect(await found("cafe\u0301")).toEqual([id("c")]);
      expect(await found("東京")).toEqual([id("d")]);
      expect(await found("ünïcode")).toEqual([id("e")]);
    });

    it("takes long texts and long queries", async () => {
      await put({
        a: `${"filler text ".repeat(20_000)} alpha`,
        b: `${"x".repeat(100_000)} bravo`,
        c: "zulu",
      });
      expect(await found("filler")).toEqual([id("a")]);
      expect(await found("bravo")).toEqual([id("b")]);
      expect(await found(`zulu ${"yankee ".repeat(50_000)}`)).toEqual([id("c")]);
    });

    it("takes a thousand at once, pages through their ids, and finds each", async () => {
      const texts = Object.fromEntries(
        Array.from({ length: 1_000 }, (_, at) => [`n${at}`, `common word${at}`]),
      );
      await put(texts);
      const pages: string[] = [];
      for (let after: string | null = null; ;) {
        const page: readonly string[] = await index.ids({ signal, after, limit: 300 });
        if (page.length === 0) break;
        pages.push(...page);
        after = page.at(-1) ?? null;
      }
      expect(pages).toEqual(Object.keys(texts).map(id).toSorted());
      expect(await found("word567")).toEqual([id("n567")]);
      expect(await found("common", 2_000)).toEqual(pages);
    });

    it("forgets what is removed", async () => {
      await put({ a: "alpha", b: "alpha", c: "alpha" });
      await index.remove([id("a"), id("c")], { signal });
      expect(await found("alpha")).toEqual([id("b")]);
      expect(await idsOf()).toEqual([id("b")]);
    });

    it("takes puts at the same time, of other entries and of the same", async () => {
      const texts = Array.from({ length: 200 }, (_, at) => [`n${at}`, `common word${at}`] as const);
      await Promise.all(
        [texts, texts.toReversed(), texts.slice(0, 100), texts.slice(50)].map(async (part) =>
          put(Object.fromEntries(part)),
        ),
      );
      expect(await idsOf()).toEqual(texts.map(([name]) => id(name)).toSorted());
      expect(await found("word77")).toEqual([id("n77")]);
      expect(await found("common", 1_000)).toHaveLength(200);
    });

    it("is empty, opened again, once it was dropped", async () => {
      await put({ a: "alpha" });
      index = await open();
      expect(await found("alpha")).toEqual([id("a")]);
      await index.drop({ signal });
      index = await open();
      expect(await idsOf()).toEqual([]);
      expect(await found("alpha")).toEqual([]);
      await put({ b: "alpha" });
      expect(await found("alpha")).toEqual([id("b")]);
    });

    it("does nothing once it is aborted", async () => {
      const aborted = { signal: AbortSignal.abort() };
      const failure = { code: "ABORTED" };
      await expect(index.put([{ id: id("a"), kind: "web", text: "alpha" }], aborted)).rejects.toMatchObject(
        failure,
      );
      await expect(index.search("alpha", { ...aborted, limit: 1 })).rejects.toMatchObject(failure);
      await expect(index.remove(["a"], aborted)).rejects.toMatchObject(failure);
      await expect(index.ids({ ...aborted, after: null, limit: 1 })).rejects.toMatchObject(failure);
      await expect(index.drop(aborted)).rejects.toMatchObject(failure);
      expect(await idsOf()).toEqual([]);
    });
  });
};

/** As ids are: 32 hexadecimal characters, in the order of the names. */
const id = (name: string): string => Buffer.from(name).toString("hex").padEnd(32, "0");
