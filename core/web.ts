// The ports of the web: search, pages, and documentation of libraries. Whatever comes through them is data that a stranger
// wrote: bounded by the adapter, fenced before a model sees it (`core/fence.ts`), and never followed as an instruction.
import type { Abort } from "./abort.ts";

export interface WebHit {
  readonly url: string;
  readonly title: string;
  /** What the search shows of the page, "" where nothing. */
  readonly text: string;
  /** ISO 8601, null where not told. */
  readonly publishedAt: string | null;
}

interface WebResults {
  /** Best first. */
  readonly hits: readonly WebHit[];
  /** One line each: engines that did not answer, results that were left out. */
  readonly notes: readonly string[];
}

/** Throws `PAGE_UNREADABLE` where the server can't be asked, `PAGE_REFUSED` where it will not answer, `ABORTED`. */
export interface WebSearch {
  /** For people. */
  readonly name: string;
  search(query: string, options: Abort & { readonly limit: number }): Promise<WebResults>;
}

/** What was read from one address. */
export interface Page {
  /** As asked for. */
  readonly asked: string;
  /** Behind all redirects. */
  readonly url: string;
  /** As the page names itself, else `url`; a claim of the page. */
  readonly canonicalUrl: string;
  readonly title: string;
  /** ISO 8601, as the page tells; null where it does not. */
  readonly publishedAt: string | null;
  /** ISO 8601. */
  readonly fetchedAt: string;
  /** `text/markdown` for what was HTML, else the type that the server named, in lower case, without parameters. */
  readonly mediaType: string;
  /** Decoded text, or the bytes of what is no text (PDF). */
  readonly content: string | Uint8Array;
  /** Who made it readable, for people. */
  readonly by: string;
}

/** Throws `PAGE_REFUSED` (by the guard or the owner's robots.txt), `PAGE_UNREADABLE`, `ABORTED`. */
export interface Scraper {
  readonly name: string;
  scrape(url: string, options: Abort): Promise<Page>;
}

export interface LibraryQuestion {
  readonly registry: "npm" | "pypi";
  readonly library: string;
  /** As the registry writes it; absent: the newest. */
  readonly version?: string;
}

export interface LibraryDocumentation {
  readonly library: string;
  readonly version: string;
  readonly summary: string;
  /** Of that version, as its registry keeps it; null where there is none. */
  readonly readme: Page | null;
  /** The documentation's first page, or the homepage; it may tell of another version. Null where it can't be had. */
  readonly homepage: Page | null;
  /** One line for each part that could not be had, with its cause. */
  readonly notes: readonly string[];
}

/** Throws `BAD_INPUT` for a name or version that none can have, else as `Scraper`. */
export interface LibraryDocs {
  lookUp(question: LibraryQuestion, options: Abort): Promise<LibraryDocumentation>;
}
