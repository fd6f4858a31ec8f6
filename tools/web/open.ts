// The web as the settings say: search where a SearXNG server is named, pages by the services that are named and by Hydra itself.
import type { HydraConfig } from "../../core/config.ts";
import type { Clock } from "../../core/ports.ts";
import type { LibraryDocs, Scraper, WebSearch } from "../../core/web.ts";
import { makeDocs } from "./docs.ts";
import { makeGuard } from "./guard.ts";
import type { GuardSettings } from "./guard.ts";
import { makeFirecrawl, makeJina, withFallback } from "./reader-services.ts";
import { makeRobots } from "./robots.ts";
import { makeScraper } from "./scraper.ts";
import { makeSearxng } from "./searxng.ts";
import { readAllowList } from "./target.ts";

export interface Web {
  /** Null: no SearXNG server is configured. */
  readonly search: WebSearch | null;
  readonly scrape: Scraper;
  readonly docs: LibraryDocs;
}

interface WebNeeds extends Omit<GuardSettings, "allow"> {
  readonly clock: Clock;
}

/** Nothing is asked yet, and nothing has to be closed. Throws `CONFIG_INVALID` for an allow-list that can't be read. */
export const openWeb = (web: HydraConfig["web"], { clock, ...settings }: WebNeeds): Web => {
  const guard = makeGuard({ ...settings, allow: readAllowList(web.allow) });
  const needs = { guard, robots: makeRobots(guard, clock), clock };
  const own = makeScraper(needs);
  const scraper = withFallback(own, [
    ...(web.jinaUrl === undefined ? [] : [makeJina(web.jinaUrl, needs)]),
    ...(web.firecrawlUrl === undefined ? [] : [makeFirecrawl(web.firecrawlUrl, needs)]),
  ]);
  return {
    search: web.searxngUrl === undefined ? null : makeSearxng(web.searxngUrl),
    scrape: scraper,
    docs: makeDocs({ guard, scraper, clock }),
  };
};
