// Services that make a page readable, where the person has one: Jina Reader (https://jina.ai/reader) and Firecrawl
// (https://docs.firecrawl.dev). They fetch by themselves, so an address is judged by our guard and robots.txt before they are asked,
// and so is the address that they say they ended at.
import { z } from "zod";
import type { Abort } from "../../core/abort.ts";
import type { Clock } from "../../core/ports.ts";
import { isHydraError } from "../../core/errors.ts";
import type { Page, Scraper } from "../../core/web.ts";
import { cantRead } from "./failures.ts";
import type { Guard } from "./guard.ts";
import type { AskRobots } from "./robots.ts";
import { askService } from "./service.ts";

interface ReaderNeeds {
  readonly guard: Pick<Guard, "vet">;
  readonly robots: AskRobots;
  readonly clock: Clock;
}

const timeoutMs = 45_000;
const limitCharacters = 8 << 20;

const optionalText = z.string().nullish().catch(null);
const JinaAnswer = z.object({
  data: z.object({
    content: z.string(),
    title: optionalText,
    url: optionalText,
    publishedTime: optionalText,
  }),
});
const FirecrawlAnswer = z.object({
  data: z.object({
    markdown: z.string(),
    metadata: z
      .object({
        title: optionalText,
        url: optionalText,
        publishedTime: optionalText,
        statusCode: z.number().nullish().catch(null),
      })
      .catch({})
      .default({}),
  }),
});

interface Read {
  readonly markdown: string;
  readonly title?: string | null | undefined;
  readonly url?: string | null | undefined;
  readonly publishedTime?: string | null | undefined;
  readonly statusCode?: number | null | undefined;
}

export const makeJina = (url: string, needs: ReaderNeeds): Scraper =>
  makeReader("Jina Reader", needs, async (page, { signal }) => {
    const base = url.endsWith("/") ? url : `${url}/`;
    const { data } = await askService(base + page, {
      service: "Jina Reader",
      schema: JinaAnswer,
      timeoutMs,
      signal,
    });
    return { ...data, markdown: data.content };
  });

/** `url`: with the version of the interface in its path, such as `/v2`; without a path: `/v1`. */
export const makeFirecrawl = (url: string, needs: ReaderNeeds): Scraper =>
  makeReader("Firecrawl", needs, async (page, { signal }) => {
    const address = new URL(url);
    address.pathname =
      address.pathname === "/" ? "/v1/scrape" : `${address.pathname.replace(/\/$/u, "")}/scrape`;
    const { data } = await askService(address.href, {
      service: "Firecrawl",
      schema: FirecrawlAnswer,
      timeoutMs,
      signal,
      body: { url: page, formats: ["markdown"] },
    });
    return { ...data.metadata, markdown: data.markdown };
  });

/** The services in their order, then our own reader. An address that one refuses is refused; each failure is told in `by`. */
export const withFallback = (own: Scraper, services: readonly Scraper[]): Scraper => {
  const [first, ...rest] = services;
  if (first === undefined) return own;
  const others = withFallback(own, rest);
  return {
    name: `${first.name}, else ${others.name}`,
    scrape: async (url, options) => {
      try {
        return await first.scrape(url, options);
      } catch (error) {
        if (!isHydraError(error) || error.code !== "PAGE_UNREADABLE") throw error;
        const page = await others.scrape(url, options);
        return { ...page, by: `${page.by} (${first.name} failed: ${error.message})` };
      }
    },
  };
};

const makeReader = (
  name: string,
  { guard, robots, clock }: ReaderNeeds,
  ask: (url: string, options: Abort) => Promise<Read>,
): Scraper => ({
  name,
  scrape: async (asked, { signal }): Promise<Page> => {
    const { url } = await guard.vet(asked, { signal });
    await robots(url, { signal });
    const read = await ask(url.href, { signal });
    if (typeof read.statusCode === "number" && read.statusCode >= 400)
      throw cantRead(asked, `the server answered ${read.statusCode}`, { status: read.statusCode });
    if (read.markdown.trim() === "") throw cantRead(asked, `${name} found no text in it`);
    const final = read.url ? (await guard.vet(read.url, { signal })).url.href : url.href;
    const time = Date.parse(read.publishedTime ?? "");
    return {
      asked,
      url: final,
      canonicalUrl: final,
      title: (read.title ?? "").replace(/\s+/gu, " ").trim().slice(0, 300),
      publishedAt: Number.isNaN(time) ? null : new Date(time).toISOString(),
      fetchedAt: new Date(clock.now()).toISOString(),
      mediaType: "text/markdown",
      content: read.markdown.slice(0, limitCharacters),
      by: name,
    };
  },
});
