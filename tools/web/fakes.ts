// The web without a web: what is found and what pages say is given. For tests and for the demo, which says so.
import { HydraError } from "../../core/errors.ts";
import type { Page, Scraper, WebHit, WebSearch } from "../../core/web.ts";

/** `hits`: by query. A query that is not there finds nothing. */
export const makeWebSearchFake = (hits: Readonly<Record<string, readonly WebHit[]>>): WebSearch => ({
  name: "scripted web search",
  search: async (query, { signal, limit }) => {
    if (signal.aborted) throw new HydraError("ABORTED", "The search was given up.", { fix: "Ask again." });
    return { hits: (hits[query] ?? []).slice(0, limit), notes: [] };
  },
});

/** `pages`: Markdown by URL. */
export const makeScraperFake = (pages: Readonly<Record<string, string>>): Scraper => ({
  name: "scripted pages",
  scrape: async (url, { signal }): Promise<Page> => {
    if (signal.aborted) throw new HydraError("ABORTED", "The page was given up.", { fix: "Ask again." });
    const content = pages[url];
    if (content === undefined)
      throw new HydraError("PAGE_UNREADABLE", `Can't read ${url}: it is not among the scripted pages.`, {
        fix: "Add it to them.",
        details: { url },
      });
    return {
      asked: url,
      url,
      canonicalUrl: url,
      title: /^# (.+)$/mu.exec(content)?.[1] ?? url,
      publishedAt: null,
      fetchedAt: new Date(0).toISOString(),
      mediaType: "text/markdown",
      content,
      by: "scripted pages",
    };
  },
});
