// A page of the public web as text: through the guard, with leave of its owner's robots.txt, and readable where it is HTML.
import type { Clock } from "../../core/ports.ts";
import type { Page, Scraper } from "../../core/web.ts";
import { decodeText } from "./charset.ts";
import { cantRead } from "./failures.ts";
import type { Guard } from "./guard.ts";
import type { Fetched, MediaType } from "./hop.ts";
import { readable } from "./readable.ts";
import type { AskRobots } from "./robots.ts";

/** What is worth reading. PDFs keep their bytes: whoever ingests them has a reader for them. */
const accept: readonly MediaType[] = [
  "text/html",
  "application/xhtml+xml",
  "text/markdown",
  "text/*",
  "application/pdf",
  "application/json",
  "application/ld+json",
  "application/xml",
  "application/rss+xml",
  "application/atom+xml",
  "application/javascript",
  "application/yaml",
  "application/toml",
];

interface ScraperNeeds {
  readonly guard: Pick<Guard, "fetch">;
  readonly robots: AskRobots;
  readonly clock: Clock;
}

export const makeScraper = ({ guard, robots, clock }: ScraperNeeds): Scraper => ({
  name: "Hydra's own reader",
  scrape: async (asked, { signal }): Promise<Page> => {
    const fetched = await guard.fetch(asked, { signal, accept, beforeHop: robots });
    const base = {
      asked,
      url: fetched.url,
      fetchedAt: new Date(clock.now()).toISOString(),
      by: "Hydra's own reader",
    };
    if (isHtml(fetched)) {
      const { markdown, ...about } = await readable(
        { html: decodeText(fetched.bytes, fetched.charset), url: fetched.url },
        { signal },
      );
      if (markdown === "")
        throw cantRead(fetched.url, "its HTML holds no text (a page that only a browser can build, perhaps)");
      return { ...base, ...about, mediaType: "text/markdown", content: markdown };
    }
    const isText = fetched.mediaType !== "application/pdf";
    return {
      ...base,
      canonicalUrl: fetched.url,
      title: titleFromPath(fetched.url),
      publishedAt: null,
      mediaType: fetched.mediaType,
      content: isText ? decodeText(fetched.bytes, fetched.charset) : fetched.bytes,
    };
  },
});

const isHtml = ({ mediaType }: Fetched): boolean =>
  mediaType === "text/html" || mediaType === "application/xhtml+xml";

const titleFromPath = (url: string): string => {
  const { pathname, host } = new URL(url);
  const name = pathname.split("/").findLast((part) => part !== "") ?? host;
  try {
    return decodeURIComponent(name).slice(0, 300);
  } catch {
    return name.slice(0, 300);
  }
};
