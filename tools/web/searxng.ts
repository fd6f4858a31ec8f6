// Web search by the person's own SearXNG server, through its JSON interface
// (https://docs.searxng.org/dev/search_api.html). Every field of an answer is a stranger's text: checked and cut.
import { z } from "zod";
import type { WebHit, WebSearch } from "../../core/web.ts";
import { askService } from "./service.ts";

const limits = { query: 500, title: 300, text: 2_000, url: 2_048, notes: 20 };

const text = (limit: number) =>
  z
    .string()
    .nullish()
    .catch(null)
    .transform((value) => (value ?? "").replace(/\s+/gu, " ").trim().slice(0, limit));

const Result = z.object({
  url: z.url({ protocol: /^https?$/u }).max(limits.url),
  title: text(limits.title),
  content: text(limits.text),
  publishedDate: text(40),
});

const Answer = z.object({
  results: z.array(z.unknown()),
  unresponsive_engines: z.array(z.unknown()).catch([]).default([]),
});

const UnresponsiveEngine = z.tuple([z.string(), z.string().catch("")]).rest(z.unknown());

/** `url`: of the server, with or without a path or `/search`. */
export const makeSearxng = (url: string): WebSearch => ({
  name: `SearXNG at ${new URL(url).host}`,
  search: async (query, { signal, limit }) => {
    const address = new URL(url);
    address.pathname = `${address.pathname.replace(/\/(?:search\/?)?$/u, "")}/search`;
    address.search = new URLSearchParams({ q: query.slice(0, limits.query), format: "json" }).toString();
    const answer = await askService(address.href, {
      service: "SearXNG",
      schema: Answer,
      signal,
      timeoutMs: 20_000,
      refusals: {
        403: "Add `json` to `search.formats` in SearXNG's settings.yml and start it again: it refuses JSON unless told.",
        429: "Switch `server.limiter` off in SearXNG's settings.yml, or let this machine pass.",
      },
    });
    const read = answer.results.map((result) => Result.safeParse(result));
    const good = read.flatMap(({ data }) => (data === undefined ? [] : [hitOf(data)]));
    const hits = [...new Map(good.map((hit) => [hit.url, hit])).values()].slice(0, limit);
    const broken = read.length - good.length;
    return {
      hits,
      notes: [
        ...answer.unresponsive_engines.slice(0, limits.notes).flatMap(engineNote),
        ...(broken === 0 ? [] : [`${broken} results were left out: they have no web address`]),
      ],
    };
  },
});

const hitOf = (result: z.infer<typeof Result>): WebHit => {
  const time = Date.parse(result.publishedDate);
  return {
    url: result.url,
    title: result.title === "" ? result.url : result.title,
    text: result.content,
    publishedAt: Number.isNaN(time) ? null : new Date(time).toISOString(),
  };
};

const engineNote = (engine: unknown): string[] => {
  const { data } = UnresponsiveEngine.safeParse(engine);
  return data === undefined ? [] : [`${data[0].slice(0, 60)} did not answer: ${data[1].slice(0, 120)}`];
};
