// Documentation of a library in the version that a project uses: what its registry keeps of that version, and the page that it
// names as its documentation. Registries are asked through the guard as any page is.
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import type { LibraryDocs, LibraryDocumentation, LibraryQuestion, Page, Scraper } from "../../core/web.ts";
import type { Guard } from "./guard.ts";
import { npmEntry, publicRegistries, pypiEntry } from "./registries.ts";
import type { Entry, Registries } from "./registries.ts";

interface DocsNeeds {
  readonly guard: Pick<Guard, "fetch">;
  readonly scraper: Scraper;
  readonly clock: Clock;
  /** Default: the public ones. */
  readonly registries?: Registries;
}

const names = {
  npm: /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-zA-Z0-9~-][a-zA-Z0-9._~-]*$/u,
  pypi: /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/u,
};
const versions = /^[a-zA-Z0-9][a-zA-Z0-9.+!_-]{0,99}$/u;

export const makeDocs = (needs: DocsNeeds): LibraryDocs => ({
  lookUp: async (question, options): Promise<LibraryDocumentation> => {
    checkQuestion(question);
    const notes: string[] = [];
    const entry = await (question.registry === "npm" ? npmEntry : pypiEntry)(question, {
      guard: needs.guard,
      registries: needs.registries ?? publicRegistries,
      signal: options.signal,
      notes,
    });
    const readme =
      entry.readme === null ? null : readmePage(entry.readme, { question, clock: needs.clock, entry });
    if (readme === null) notes.push("The registry keeps no README of that version.");
    if (entry.pages.length === 0) notes.push("The registry names no documentation and no homepage.");
    let homepage: Page | null = null;
    for (const url of entry.pages) {
      try {
        homepage = await needs.scraper.scrape(url, options);
        break;
      } catch (error) {
        if (!isHydraError(error) || error.code === "ABORTED") throw error;
        notes.push(error.message);
      }
    }
    return {
      library: question.library,
      version: entry.version,
      summary: entry.summary,
      readme,
      homepage,
      notes,
    };
  },
});

const readmePage = (
  readme: NonNullable<Entry["readme"]>,
  { question, entry, clock }: { question: LibraryQuestion; entry: Entry; clock: Clock },
): Page => ({
  asked: readme.url,
  url: readme.url,
  canonicalUrl: readme.url,
  title: `${question.library} ${entry.version}: README`,
  publishedAt: null,
  fetchedAt: new Date(clock.now()).toISOString(),
  mediaType: readme.mediaType,
  content: readme.text,
  by: question.registry === "npm" ? "npm" : "PyPI",
});

const checkQuestion = ({ registry, library, version }: LibraryQuestion): void => {
  const bad = !names[registry].test(library) || library.length > 214 ? library : null;
  const wrong = bad ?? (version !== undefined && !versions.test(version) ? version : null);
  if (wrong === null) return;
  throw new HydraError(
    "BAD_INPUT",
    `${JSON.stringify(wrong.slice(0, 100))} is no ${bad === null ? "version" : "library"} of ${registry}.`,
    {
      fix: "Write the name as the registry does, and an exact version such as 4.17.21.",
    },
  );
};
