// Looks further, on the web, where what is known may not do. Every page that could not be had is a line, never a failure of the whole.
import { attempt } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import type { Passage, RagSlice } from "../../core/rag-state.ts";
import type { Page, WebHit } from "../../core/web.ts";
import { digest } from "../stored.ts";
import { step } from "../step.ts";
import type { RagPorts } from "../../core/rag-ports.ts";
import { nearestParts } from "./strips.ts";

type WebSlice = Pick<RagSlice, "thread" | "question" | "query" | "mayUseWeb">;
type WebPorts = Pick<RagPorts, "events" | "web" | "artifacts" | "clock" | "journal">;

const [pagesAtMost, partsPerPage] = [3, 2];

export const makeWeb = (ports: WebPorts) =>
  step(ports, "web", async (slice: WebSlice, options) => {
    const { web, journal } = ports;
    if (!slice.mayUseWeb) return { webAsked: true, notes: ["The web was not asked, as you wished."] };
    if (web === null)
      return { webAsked: true, notes: ["The web was not asked: no web search is configured."] };
    const query = slice.query ?? slice.question;
    // What was once read is what a resumed run reads: the web may say something else by then.
    const { passages, notes } = await journal.once(slice.thread, `rag/web/${digest(query)}`, async () =>
      look(query, { ...ports, web }, options),
    );
    const ids = passages.map(({ id }) => id);
    return {
      webAsked: true,
      passages: Object.fromEntries(passages.map((passage) => [passage.id, passage])),
      fromWeb: ids,
      taint: ids,
      notes,
    };
  });

interface Looked {
  readonly passages: Passage[];
  readonly notes: string[];
}

type Looking = WebPorts & { readonly web: NonNullable<RagPorts["web"]> };

const look = async (query: string, ports: Looking, options: Abort): Promise<Looked> => {
  const searched = await attempt(() => ports.web.search.search(query, { ...options, limit: pagesAtMost }));
  if (!searched.ok)
    return { passages: [], notes: [`The web search did not answer: ${searched.failure.message}`] };
  const { hits, notes } = searched.value;
  const read = await Promise.all(
    hits.slice(0, pagesAtMost).map(async (hit) => readHit(hit, { ports, options, query })),
  );
  return {
    passages: read.flatMap((one) => one.passages),
    notes: [...notes, ...read.flatMap((one) => one.notes)],
  };
};

const readHit = async (
  hit: WebHit,
  { ports, options, query }: { ports: Looking; options: Abort; query: string },
): Promise<Looked> => {
  const scraped = await attempt(() => ports.web.scrape.scrape(hit.url, options));
  if (!scraped.ok) return { passages: [], notes: [`${hit.url} was left out: ${scraped.failure.message}`] };
  const page = scraped.value;
  if (typeof page.content !== "string")
    return { passages: [], notes: [`${hit.url} was left out: it is ${page.mediaType}, not text.`] };
  const parts = nearestParts(page.content, { question: query, atMost: partsPerPage });
  return { passages: await Promise.all(parts.map(async (text) => passageOf(page, text, ports))), notes: [] };
};

const passageOf = async (page: Page, text: string, { artifacts }: WebPorts): Promise<Passage> => ({
  id: `web:${digest([page.url, text])}`,
  uri: page.url,
  title: page.title,
  headings: [],
  outside: true,
  readAt: page.fetchedAt,
  text: await artifacts.put(text),
});
