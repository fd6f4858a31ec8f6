// What pgvector's index does once there is a graph over the vectors, which is only where there are many.
import { describe, expect, it } from "vitest";
import type { openSqlVectors } from "../../memory/indexes/sql-vectors.ts";
import { spread } from "./vector-index.suite.ts";

export const graphOfVectorsSuite = (open: () => ReturnType<typeof openSqlVectors>): void => {
  describe("many vectors", () => {
    const { signal } = new AbortController();

    it("are found by a graph, the few of a kind and equals too, and those put behind a bulk load", async () => {
      await (await open()).drop({ signal });
      const index = await open();
      const entries = spread(3_000, 16).map((vector, at) => ({
        id: `n${String(at).padStart(4, "0")}`,
        kind: at % 500 === 0 ? ("pattern" as const) : ("code" as const),
        vector,
      }));
      await index.bulk(async () => index.put(entries.slice(0, 2_800), { signal }));
      await index.put(entries.slice(2_800), { signal });
      const nearest = (vector: Float32Array) =>
        entries
          .map((entry) => ({ id: entry.id, score: dot(vector, entry.vector) }))
          .toSorted((a, b) => b.score - a.score);
      let right = 0;
      for (const query of spread(3_020, 16).slice(3_000)) {
        const best = nearest(query).slice(0, 10);
        const hits = await index.search(query, { signal, limit: 10 });
        expect(hits).toHaveLength(10);
        right += hits.filter((hit) => best.some(({ id }) => id === hit.id)).length;
      }
      expect(right).toBeGreaterThan(190);

      const query = entries[7]!.vector;
      const few = await index.search(query, { signal, limit: 10, kinds: ["pattern"] });
      expect(few.map(({ id }) => id)).toEqual(
        nearest(query)
          .filter(({ id }) => Number(id.slice(1)) % 500 === 0)
          .map(({ id }) => id),
      );
      const all = await index.search(query, { signal, limit: 2_999 });
      expect(all).toHaveLength(2_999);

      await index.put(
        ["z3", "z1", "z2"].map((id) => ({ id, kind: "web", vector: query })),
        { signal },
      );
      const equals = await index.search(query, { signal, limit: 3 });
      expect(equals.map(({ id }) => id)).toEqual(["n0007", "z1", "z2"]);
      await index.drop({ signal });
    });
  });
};

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
