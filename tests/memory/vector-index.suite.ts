// What every index of vectors does. `open` gives the same index each time; it holds vectors of `dims` numbers.
import { beforeEach, describe, expect, it } from "vitest";
import type { VectorIndex } from "../../core/indexes.ts";
import { knowledgeKinds } from "../../core/knowledge.ts";

export const vectorIndexSuite = (open: (dims: number) => Promise<VectorIndex>): void => {
  describe("vector index", () => {
    const { signal } = new AbortController();
    let index: VectorIndex;
    beforeEach(async () => {
      await (await open(4)).drop({ signal });
      index = await open(4);
    });
    const search = async (vector: Float32Array, limit = 10) => index.search(vector, { signal, limit });
    const idsOf = async () => index.ids({ signal, after: null, limit: 10_000 });

    it("is empty at first", async () => {
      expect(await search(unit(1, 0, 0, 0))).toEqual([]);
      expect(await idsOf()).toEqual([]);
      await index.put([], { signal });
      await index.remove(["unknown"], { signal });
      await index.remove([], { signal });
    });

    it("gives the nearest first, with their cosine, at most as many as asked", async () => {
      await index.put(
        [
          { id: id("c"), kind: "web", vector: unit(0, 1, 0, 0) },
          { id: id("a"), kind: "document", vector: unit(1, 0, 0, 0) },
          { id: id("d"), kind: "code", vector: unit(-1, 0, 0, 0) },
          { id: id("b"), kind: "code", vector: unit(1, 1, 0, 0) },
        ],
        { signal },
      );
      const hits = await search(unit(1, 0, 0, 0));
      expect(hits.map((hit) => hit.id)).toEqual(["a", "b", "c", "d"].map(id));
      for (const [at, cosine] of [1, Math.SQRT1_2, 0, -1].entries()) {
        expect(hits[at]?.score).toBeCloseTo(cosine, 4);
      }
      expect(await search(unit(1, 0, 0, 0), 2)).toHaveLength(2);
    });

    it("orders equals by id", async () => {
      const vector = unit(0, 0, 1, 0);
      const names = ["e", "b", "d", "a", "c"].map(id);
      await index.put(
        names.map((name) => ({ id: name, kind: "document", vector })),
        { signal },
      );
      expect((await search(vector)).map((hit) => hit.id)).toEqual(names.toSorted());
      expect((await search(vector, 3)).map((hit) => hit.id)).toEqual(names.toSorted().slice(0, 3));
    });

    it("replaces what is put again, with its kind", async () => {
      await index.put([{ id: id("a"), kind: "document", vector: unit(1, 0, 0, 0) }], { signal });
      await index.put([{ id: id("a"), kind: "web", vector: unit(0, 1, 0, 0) }], { signal });
      const [hit, ...others] = await search(unit(0, 1, 0, 0));
      expect(hit?.score).toBeCloseTo(1, 4);
      expect(others).toEqual([]);
      expect(await index.search(unit(0, 1, 0, 0), { signal, limit: 9, kinds: ["document"] })).toEqual([]);
    });

    it("keeps the last where one call names an id twice", async () => {
      await index.put(
        [
          { id: id("a"), kind: "document", vector: unit(1, 0, 0, 0) },
          { id: id("a"), kind: "document", vector: unit(0, 1, 0, 0) },
        ],
        { signal },
      );
      expect((await search(unit(0, 1, 0, 0)))[0]?.score).toBeCloseTo(1, 4);
      expect(await idsOf()).toEqual([id("a")]);
    });

    it("finds only the kinds that are asked for, however few they are", async () => {
      const many = spread(1_000, 4).map((vector, at) => ({
        id: id(`n${at}`),
        kind: "document" as const,
        vector,
      }));
      const few = spread(3, 4).map((vector, at) => ({ id: id(`f${at}`), kind: "pattern" as const, vector }));
      await index.put([...many, ...few], { signal });
      const hits = await index.search(unit(1, 0, 0, 0), { signal, limit: 10, kinds: ["pattern", "web"] });
      expect(hits.map((hit) => hit.id).toSorted()).toEqual(few.map((one) => one.id).toSorted());
      expect(await index.search(unit(1, 0, 0, 0), { signal, limit: 10, kinds: [] })).toEqual([]);
      const all = await index.search(unit(1, 0, 0, 0), { signal, limit: 2_000, kinds: knowledgeKinds });
      expect(all).toHaveLength(1_003);
    });

    it("takes a thousand at once, pages through their ids, and finds each", async () => {
      const entries = spread(1_000, 4).map((vector, at) => ({
        id: id(`n${at}`),
        kind: "code" as const,
        vector,
      }));
      await index.put(entries, { signal });
      const pages: string[] = [];
      for (let after: string | null = null; ;) {
        const page: readonly string[] = await index.ids({ signal, after, limit: 300 });
        if (page.length === 0) break;
        pages.push(...page);
        after = page.at(-1) ?? null;
      }
      expect(pages).toEqual(entries.map((entry) => entry.id).toSorted());
      for (const entry of [entries[0]!, entries[499]!, entries[999]!]) {
        expect((await search(entry.vector, 1))[0]?.id).toBe(entry.id);
      }
    });

    it("forgets what is removed", async () => {
      const entries = spread(50, 4).map((vector, at) => ({ id: id(`n${at}`), kind: "web" as const, vector }));
      await index.put(entries, { signal });
      const gone = entries.slice(0, 20).map((entry) => entry.id);
      await index.remove(gone, { signal });
      const found = (await search(entries[0]!.vector, 100)).map((hit) => hit.id);
      expect(found).toHaveLength(30);
      expect(found.filter((one) => gone.includes(one))).toEqual([]);
      expect(await idsOf()).toHaveLength(30);
    });

    it("takes puts at the same time, of other entries and of the same", async () => {
      const entries = spread(200, 4).map((vector, at) => ({
        id: id(`n${at}`),
        kind: "web" as const,
        vector,
      }));
      await Promise.all(
        [entries, entries.toReversed(), entries.slice(0, 100), entries.slice(50)].map(async (part) =>
          index.put(part, { signal }),
        ),
      );
      expect(await idsOf()).toEqual(entries.map((entry) => entry.id).toSorted());
    });

    it("is empty, opened again, once it was dropped", async () => {
      await index.put([{ id: id("a"), kind: "document", vector: unit(1, 0, 0, 0) }], { signal });
      index = await open(4);
      expect(await idsOf()).toEqual([id("a")]);
      await index.drop({ signal });
      index = await open(4);
      expect(await idsOf()).toEqual([]);
      expect(await search(unit(1, 0, 0, 0))).toEqual([]);
    });

    it("refuses vectors of another length, and what is no number", async () => {
      const vector = new Float32Array([1, 0]);
      const good = { id: id("a"), kind: "web", vector: unit(1, 0, 0, 0) } as const;
      const changed = { code: "EMBEDDER_CHANGED" };
      await expect(index.put([good, { ...good, id: id("b"), vector }], { signal })).rejects.toMatchObject(
        changed,
      );
      await expect(search(vector)).rejects.toMatchObject(changed);
      await expect(
        index.put([{ ...good, vector: new Float32Array([1, Number.NaN, 0, 0]) }], { signal }),
      ).rejects.toMatchObject({ code: "OUTPUT_INVALID" });
      expect(await idsOf()).toEqual([]);
    });

    it("does nothing once it is aborted", async () => {
      const aborted = { signal: AbortSignal.abort() };
      const failure = { code: "ABORTED" };
      const entry = { id: id("a"), kind: "web", vector: unit(1, 0, 0, 0) } as const;
      await expect(index.put([entry], aborted)).rejects.toMatchObject(failure);
      await expect(index.search(entry.vector, { ...aborted, limit: 1 })).rejects.toMatchObject(failure);
      await expect(index.remove(["a"], aborted)).rejects.toMatchObject(failure);
      await expect(index.ids({ ...aborted, after: null, limit: 1 })).rejects.toMatchObject(failure);
      await expect(index.drop(aborted)).rejects.toMatchObject(failure);
      expect(await idsOf()).toEqual([]);
    });
  });
};

/** As ids are: 32 hexadecimal characters, in the order of the names. */
const id = (name: string): string => Buffer.from(name).toString("hex").padEnd(32, "0");

const unit = (...values: readonly number[]): Float32Array => {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
};

/** Unit vectors in all directions, the same each time, no two alike. */
export const spread = (count: number, dims: number): Float32Array[] => {
  let seed = 1;
  const next = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  return Array.from({ length: count }, () => unit(...Array.from({ length: dims }, next)));
};
