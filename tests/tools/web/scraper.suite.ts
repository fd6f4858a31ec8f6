import { describe, expect, it } from "vitest";
import type { Scraper } from "../../../core/web.ts";

interface Known {
  /** A page whose heading is "Known" and whose text has the word "elephants". */
  readonly page: () => string;
  readonly missing: () => string;
}

export const scraperSuite = (make: () => Scraper, { page, missing }: Known): void => {
  describe("scraper", () => {
    const { signal } = new AbortController();

    it("gives a page as Markdown, with where and when", async () => {
      const read = await make().scrape(page(), { signal });
      expect(read).toMatchObject({ asked: page(), mediaType: "text/markdown" });
      expect(read.content).toContain("elephants");
      expect(read.title).toContain("Known");
      expect(URL.canParse(read.url) && URL.canParse(read.canonicalUrl)).toBe(true);
      expect(new Date(read.fetchedAt).toISOString()).toBe(read.fetchedAt);
      expect(read.by).not.toBe("");
    });

    it("says that a page is not there", async () => {
      await expect(make().scrape(missing(), { signal })).rejects.toMatchObject({ code: "PAGE_UNREADABLE" });
    });

    it("stops when it is told to", async () => {
      await expect(make().scrape(page(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: "ABORTED",
      });
    });
  });
};
