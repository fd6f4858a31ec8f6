import { describe, expect, it } from "vitest";
import type { WebSearch } from "../../../core/web.ts";

/** The search knows three pages for `query`, and nothing for `nothing`. */
export const searchSuite = (
  make: () => WebSearch,
  { query, nothing }: { query: string; nothing: string },
): void => {
  describe("web search", () => {
    const { signal } = new AbortController();

    it("finds pages, each with an address and a title of one line, at most as many as asked for", async () => {
      const { hits } = await make().search(query, { signal, limit: 10 });
      expect(hits).toHaveLength(3);
      for (const hit of hits) {
        expect(hit.url).toMatch(/^https?:\/\//u);
        expect(hit.title).toMatch(/^\S.*$/u);
        expect(hit.publishedAt === null || new Date(hit.publishedAt).toISOString() === hit.publishedAt).toBe(
          true,
        );
      }
      expect((await make().search(query, { signal, limit: 2 })).hits).toEqual(hits.slice(0, 2));
    });

    it("finds nothing where nothing is", async () => {
      expect((await make().search(nothing, { signal, limit: 10 })).hits).toEqual([]);
    });

    it("stops when it is told to", async () => {
      await expect(make().search(query, { signal: AbortSignal.abort(), limit: 1 })).rejects.toMatchObject({
        code: "ABORTED",
      });
    });

    it("has a name for people", () => {
      expect(make().name).not.toBe("");
    });
  });
};
