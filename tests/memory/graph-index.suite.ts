// What every graph does. `open` gives the same graph each time; `other` is the same one as a second process sees it.
import { beforeEach, describe, expect, it } from "vitest";
import type { Fact, GraphIndex, Mentions, Neighbourhood } from "../../core/indexes.ts";

export const graphIndexSuite = (
  open: () => Promise<GraphIndex>,
  other: () => Promise<GraphIndex> = open,
): void => {
  describe("graph index", () => {
    const { signal } = new AbortController();
    let index: GraphIndex;
    beforeEach(async () => {
      await (await open()).drop({ signal });
      index = await open();
    });
    const put = async (mentions: readonly Mentions[], seenAt = monday) =>
      index.put(mentions, { signal, seenAt });
    const link = async (...names: readonly string[]) => index.link(names, { signal });
    const facts = async (entity: string, at?: string) =>
      index.facts(entity, at === undefined ? { signal } : { signal, at });
    const around = async (
      seeds: { entities?: readonly string[]; chunks?: readonly string[] },
      { hops = 2, limitEdges = 100 } = {},
    ) => index.neighbourhood({ entities: [], chunks: [], ...seeds }, { signal, hops, limitEdges });

    it("is empty at first", async () => {
      expect(await link("anything")).toEqual([]);
      expect(await around({ entities: ["anything"], chunks: [id("a")] })).toEqual({ edges: [] });
      expect(await facts("anything")).toEqual([]);
      expect(await index.ids({ signal, after: null, limit: 10 })).toEqual([]);
      await put([]);
      await index.remove(["unknown"], { signal });
      await index.remove([], { signal });
    });

    it("knows an entity by its name, however it is written", async () => {
      await put([says("a", ["Lang-Graph", "Node.js", "Größe", "東京"])]);
      expect(await link("LANG GRAPH", "unknown", "lang_graph", "node.js", "größe", "東京")).toEqual([
        "lang graph",
        "node.js",
        "größe",
        "東京",
      ]);
      expect(await link()).toEqual([]);
    });

    it("joins chunks by the entities that both mention", async () => {
      await put([
        says("a", ["Alpha", "Bravo"]),
        says("b", ["bravo", "Charlie"]),
        says("c", ["charlie", "Delta"]),
      ]);
      expect(plain(await around({ entities: ["alpha"] }, { hops: 1 }))).toEqual(["c:a e:alpha 1"]);
      expect(plain(await around({ chunks: [id("a")] }, { hops: 2 }))).toEqual([
        "c:a e:alpha 1",
        "c:a e:bravo 1",
        "c:b e:bravo 1",
      ]);
      expect(plain(await around({ entities: ["alpha"] }, { hops: 9 }))).toHaveLength(6);
      expect(plain(await around({ entities: ["alpha"], chunks: [id("c")] }, { hops: 1 }))).toEqual([
        "c:a e:alpha 1",
        "c:c e:charlie 1",
        "c:c e:delta 1",
      ]);
      expect(await around({ entities: ["alpha"] }, { hops: 0 })).toEqual({ edges: [] });
    });

    it("gives the nearest first, and no more than asked", async () => {
      const mentions = Array.from({ length: 300 }, (_, at) => says(`n${at}`, ["Hub", `Leaf ${at}`]));
      await put([says("a", ["Alpha", "Hub"]), ...mentions]);
      const { edges } = await around({ entities: ["alpha"] }, { hops: 4, limitEdges: 50 });
      expect(edges).toHaveLength(50);
      const [first, second] = plain({ edges: edges.slice(0, 2) });
      expect([first, second]).toEqual(["c:a e:alpha 1", "c:a e:hub 1"]);
      expect(plain({ edges: edges.slice(2) }).every((edge) => edge.includes("e:hub"))).toBe(true);
      expect((await around({ entities: ["hub"] }, { hops: 2, limitEdges: 1_000 })).edges).toHaveLength(602);
      expect(await around({ entities: ["hub"] }, { limitEdges: 0 })).toEqual({ edges: [] });
    });

    it("weighs a mention by how often it is named", async () => {
      await put([says("a", ["Alpha", "alpha", "Bravo"])]);
      expect(plain(await around({ chunks: [id("a")] }, { hops: 1 }))).toEqual([
        "c:a e:alpha 2",
        "c:a e:bravo 1",
      ]);
    });

    it("joins entities by their facts, in either direction", async () => {
      await put([
        says("a", [], [fact("Hydra", "uses", "PGlite")]),
        says("b", [], [fact("PGlite", "made for", "Hydra"), fact("Hydra", "is", "hydra")]),
      ]);
      const { edges } = await around({ entities: ["hydra"] }, { hops: 1 });
      expect(plain({ edges })).toEqual(["c:a e:hydra 1", "c:b e:hydra 3", "e:hydra e:pglite 2"]);
    });

    it("replaces what a chunk mentioned before, and forgets whom nobody mentions", async () => {
      await put([says("a", ["Alpha", "Bravo"]), says("b", ["Bravo"])]);
      await put([says("a", ["Charlie"])]);
      expect(await link("alpha", "bravo", "charlie")).toEqual(["bravo", "charlie"]);
      expect(plain(await around({ chunks: [id("a")] }, { hops: 1 }))).toEqual(["c:a e:charlie 1"]);
      await put([says("a", ["Delta"]), says("a", ["Echo"])]);
      expect(await link("charlie", "delta", "echo")).toEqual(["echo"]);
    });

    it("closes facts that are not said again, and never deletes them", async () => {
      await put([says("a", [], [fact("Ann", "works at", "Acme"), fact("Ann", "lives in", "Rome")])], monday);
      await put([says("a", [], [fact("Ann", "works at", "Bolt"), fact("Ann", "lives in", "Rome")])], tuesday);
      const seen = await facts("ANN");
      expect(seen.map(({ relation, to, seenFrom, seenTo }) => [relation, to, seenFrom, seenTo])).toEqual([
        ["works at", "Bolt", tuesday, null],
        ["lives in", "Rome", monday, null],
        ["works at", "Acme", monday, tuesday],
      ]);
      expect(seen[0]).toEqual({
        ...fact("Ann", "works at", "Bolt"),
        chunk: id("a"),
        seenFrom: tuesday,
        seenTo: null,
      });
      expect((await facts("acme")).map(({ from }) => from)).toEqual(["Ann"]);
      expect(await link("acme")).toEqual(["acme"]);
      const edges = plain(await around({ entities: ["ann"] }, { hops: 1 }));
      expect(edges).toContain("e:ann e:bolt 1");
      expect(edges).not.toContain("e:acme e:ann 1");
    });

    it("opens a fact anew that was closed and is said again", async () => {
      const said = says("a", [], [fact("Ann", "works at", "Acme")]);
      await put([said], monday);
      await put([says("a", [])], tuesday);
      await put([said], wednesday);
      await put([said], wednesday);
      expect((await facts("ann")).map(({ seenFrom, seenTo }) => [seenFrom, seenTo])).toEqual([
        [wednesday, null],
        [monday, tuesday],
      ]);
    });

    it("tells what held at a time", async () => {
      const dated = {
        ...fact("Ann", "works at", "Acme"),
        validFrom: "2019-03-01",
        validTo: "2021-01-01T00:00:00Z",
      };
      await put([says("a", [], [dated, fact("Ann", "knows", "Bob")])], monday);
      await put([says("b", [], [{ ...fact("Ann", "works at", "Bolt"), validFrom: "2021-01-01" }])], monday);
      const at = async (time: string) => (await facts("ann", time)).map(({ to }) => to).toSorted();
      expect(await at("2018-01-01")).toEqual([]);
      expect(await at("2019-03-01")).toEqual(["Acme"]);
      expect(await at("2021-01-01")).toEqual(["Bolt"]);
      // Where nobody said since when, it is since Hydra saw it, until it was closed.
      expect(await at(tuesday)).toEqual(["Bob", "Bolt"]);
      await put([says("a", [], [])], wednesday);
      expect(await at(tuesday)).toEqual(["Bob", "Bolt"]);
      expect(await at(wednesday)).toEqual(["Bolt"]);
      const [first] = (await facts("acme")) ?? [];
      expect(first).toMatchObject({
        validFrom: "2019-03-01T00:00:00.000Z",
        validTo: "2021-01-01T00:00:00.000Z",
      });
    });

    it("takes what has no name or no time for nothing", async () => {
      await put([
        says(
          "a",
          ["", " ", "--", "\0", "Alpha\0Bravo"],
          [fact("", "is", "Alpha"), { ...fact("Ann", "is", "here"), validFrom: "some day" }],
        ),
      ]);
      expect(await link("", "--", "alpha bravo", "ann")).toEqual(["alpha bravo", "ann"]);
      expect((await facts("ann")).map(({ validFrom }) => validFrom)).toEqual([null]);
      expect(await facts("alpha")).toEqual([]);
    });

    it("keeps names that look like statements as they are", async () => {
      const name = `Robert'); DROP TABLE "x"; -- {$1} \`n\` \\ \ud800`;
      await put([says("a", [name], [fact(name, "is'; --", "Bob")])]);
      expect(await link(name)).toHaveLength(1);
      expect((await facts(name))[0]).toMatchObject({ from: name.toWellFormed(), relation: "is'; --" });
    });

    it("erases what is removed, or closes its facts where another text took its place", async () => {
      const said = [fact("Ann", "works at", "Acme")];
      await put([says("a", ["Alpha"], said), says("b", ["Bravo"], said), says("c", ["Charlie"])], monday);
      await index.remove([id("a")], { signal });
      await index.remove([id("b")], { signal, closeAt: tuesday });
      expect(await index.ids({ signal, after: null, limit: 10 })).toEqual([id("c")]);
      expect(await link("alpha", "bravo", "charlie", "ann")).toEqual(["charlie", "ann"]);
      expect((await facts("ann")).map(({ chunk, seenTo }) => [chunk, seenTo])).toEqual([[id("b"), tuesday]]);
      expect(await around({ chunks: [id("a"), id("b")] })).toEqual({ edges: [] });
      await index.remove([id("b")], { signal });
      expect(await facts("ann")).toEqual([]);
      expect(await link("ann")).toEqual([]);
    });

    it("takes a thousand at once, and pages through their ids", async () => {
      const mentions = Array.from({ length: 1_000 }, (_, at) =>
        says(
          `n${at}`,
          ["Common", `Name ${at}`, `Group ${at % 10}`],
          [fact(`Name ${at}`, "in", `Group ${at % 10}`)],
        ),
      );
      await put(mentions);
      const pages: string[] = [];
      for (let after: string | null = null; ;) {
        const page: readonly string[] = await index.ids({ signal, after, limit: 300 });
        if (page.length === 0) break;
        pages.push(...page);
        after = page.at(-1) ?? null;
      }
      expect(pages).toEqual(mentions.map(({ chunk }) => chunk).toSorted());
      expect(await facts("group 7")).toHaveLength(100);
      expect((await around({ entities: ["common"] }, { hops: 1, limitEdges: 5_000 })).edges).toHaveLength(
        1_000,
      );
    });

    it("makes one entity and one fact of what two writers put at once", async () => {
      const names = Array.from({ length: 20 }, (_, at) => `Name ${at}`);
      const mentions = Array.from({ length: 40 }, (_, at) =>
        says(`n${at}`, at % 2 === 0 ? names : names.toReversed(), [fact("Ann", "knows", "Bob")]),
      );
      const second = await other();
      await Promise.all(
        [index, second, index, second].map(async (writer, at) =>
          writer.put(at % 2 === 0 ? mentions : mentions.toReversed(), { signal, seenAt: monday }),
        ),
      );
      expect(await link(...names, "Ann")).toHaveLength(21);
      expect(await facts("ann")).toHaveLength(40);
      const { edges } = await around({ entities: ["name 3"] }, { hops: 1, limitEdges: 1_000 });
      expect(plain({ edges })).toHaveLength(40);
      await Promise.all([
        index.remove(
          mentions.slice(0, 20).map(({ chunk }) => chunk),
          { signal },
        ),
        second.put(mentions.slice(10), { signal, seenAt: tuesday }),
      ]);
      expect(await link(...names)).toHaveLength(20);
    });

    it("is empty, opened again, once it was dropped", async () => {
      await put([says("a", ["Alpha"], [fact("Ann", "knows", "Bob")])]);
      index = await open();
      expect(await link("alpha")).toEqual(["alpha"]);
      await index.drop({ signal });
      index = await open();
      expect(await link("alpha", "ann")).toEqual([]);
      expect(await facts("ann")).toEqual([]);
      expect(await index.ids({ signal, after: null, limit: 10 })).toEqual([]);
      await put([says("a", ["Alpha"])]);
      expect(await link("alpha")).toEqual(["alpha"]);
    });

    it("does nothing once it is aborted", async () => {
      const aborted = { signal: AbortSignal.abort() };
      const failure = { code: "ABORTED" };
      await expect(index.put([says("a", ["A"])], { ...aborted, seenAt: monday })).rejects.toMatchObject(
        failure,
      );
      await expect(index.link(["a"], aborted)).rejects.toMatchObject(failure);
      await expect(index.facts("a", aborted)).rejects.toMatchObject(failure);
      await expect(
        index.neighbourhood({ entities: ["a"], chunks: [] }, { ...aborted, hops: 1, limitEdges: 1 }),
      ).rejects.toMatchObject(failure);
      await expect(index.remove(["a"], aborted)).rejects.toMatchObject(failure);
      await expect(index.ids({ ...aborted, after: null, limit: 1 })).rejects.toMatchObject(failure);
      await expect(index.drop(aborted)).rejects.toMatchObject(failure);
      expect(await index.ids({ signal, after: null, limit: 10 })).toEqual([]);
    });
  });
};

const monday = "2026-03-02T10:00:00.000Z";
const tuesday = "2026-03-03T10:00:00.000Z";
const wednesday = "2026-03-04T10:00:00.000Z";

/** As ids are: 32 hexadecimal characters, in the order of the names. */
const id = (name: string): string => Buffer.from(name).toString("hex").padEnd(32, "0");

const says = (name: string, entities: readonly string[], facts: readonly Fact[] = []): Mentions => ({
  chunk: id(name),
  kind: "document",
  entities: entities.map((entity) => ({ name: entity, type: "thing" })),
  facts,
});

const fact = (from: string, relation: string, to: string): Fact => ({
  from,
  relation,
  to,
  validFrom: null,
  validTo: null,
});

/** Edges to compare: both ends in order, chunks by their name, ascending. */
const plain = ({ edges }: Neighbourhood): readonly string[] => {
  const named = (node: string): string =>
    node.startsWith("c:") ? `c:${Buffer.from(node.slice(2), "hex").toString().replaceAll("\0", "")}` : node;
  return edges
    .map(({ from, to, weight }) => `${[named(from), named(to)].sort().join(" ")} ${weight}`)
    .toSorted();
};
