// Documentation of a library in the version that a project uses: what its registry keeps of that version, and the page that it
// names as its documentation. Registries are asked through the guard as any page is.
import { z } from "zod";
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Abort, Clock } from "../../core/ports.ts";
import type { LibraryDocs, LibraryDocumentation, LibraryQuestion, Page, Scraper } from "../../core/web.ts";
import { decodeText } from "./charset.ts";
import { cantRead } from "./failures.ts";
import type { Guard } from "./guard.ts";

interface DocsNeeds {
  readonly guard: Pick<Guard, "fetch">;
  readonly scraper: Scraper;
  readonly clock: Clock;
  /** Default: the public ones. `npmFiles` serves single files of npm packages. */
  readonly registries?: { readonly npm: string; readonly npmFiles: string; readonly pypi: string };
}

const publicRegistries = {
  npm: "https://registry.npmjs.org",
  npmFiles: "https://unpkg.com",
  pypi: "https://pypi.org",
};

const names = {
  npm: /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-zA-Z0-9~-][a-zA-Z0-9._~-]*$/u,
  pypi: /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/u,
};
const versions = /^[a-zA-Z0-9][a-zA-Z0-9.+!_-]{0,99}$/u;

interface Entry {
  readonly version: string;
  readonly summary: string;
  readonly readme: { readonly text: string; readonly url: string; readonly mediaType: string } | null;
  /** Best first; as the registry says, judged when they are fetched. */
  readonly pages: readonly string[];
}

export const makeDocs = (needs: DocsNeeds): LibraryDocs => ({
  lookUp: async (question, options): Promise<LibraryDocumentation> => {
    checkQuestion(question);
    const notes: string[] = [];
    const entry = await (question.registry === "npm" ? npmEntry : pypiEntry)(question, {
      ...needs,
      ...options,
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

interface Asking extends DocsNeeds, Abort {
  readonly notes: string[];
}

const shortText = z.string().max(2_048).catch("").default("");
const NpmManifest = z.object({
  version: z.string().max(100),
  description: shortText,
  homepage: shortText,
  repository: z
    .union([z.object({ url: shortText }), z.string().transform((url) => ({ url }))])
    .catch({ url: "" })
    .default({ url: "" }),
});

const npmEntry = async ({ library, version }: LibraryQuestion, asking: Asking): Promise<Entry> => {
  const { npm, npmFiles } = asking.registries ?? publicRegistries;
  const name = library.replace("/", "%2f");
  const manifest = await json(
    `${npm}/${name}/${encodeURIComponent(version ?? "latest")}`,
    NpmManifest,
    asking,
  );
  const repository = manifest.repository.url.replace(/^git\+/u, "").replace(/\.git$/u, "");
  let readme: Entry["readme"] = null;
  for (const file of ["README.md", "readme.md"]) {
    const url = `${npmFiles}/${library}@${encodeURIComponent(manifest.version)}/${file}`;
    try {
      const fetched = await asking.guard.fetch(url, {
        signal: asking.signal,
        accept: ["text/*"],
        limitBytes: 2 << 20,
      });
      readme = { text: decodeText(fetched.bytes, fetched.charset), url, mediaType: "text/markdown" };
      break;
    } catch (error) {
      if (!isHydraError(error) || error.code === "ABORTED") throw error;
      if (error.details["status"] !== 404) asking.notes.push(error.message);
    }
  }
  return {
    version: manifest.version,
    summary: manifest.description,
    readme,
    pages: webPages([manifest.homepage, repository]),
  };
};

const PypiProject = z.object({
  info: z.object({
    version: z.string().max(100),
    summary: shortText.nullish(),
    description: z.string().nullish().catch(null),
    description_content_type: shortText.nullish(),
    home_page: shortText.nullish(),
    project_urls: z.record(z.string(), shortText).nullish().catch(null),
  }),
});

const pypiEntry = async ({ library, version }: LibraryQuestion, asking: Asking): Promise<Entry> => {
  const { pypi } = asking.registries ?? publicRegistries;
  const path = version === undefined ? library : `${library}/${encodeURIComponent(version)}`;
  const url = `${pypi}/pypi/${path}/json`;
  const { info } = await json(url, PypiProject, asking);
  const named = Object.entries(info.project_urls ?? {});
  const like = (pattern: RegExp) =>
    named.filter(([name]) => pattern.test(name)).map(([, address]) => address);
  const text = info.description ?? "";
  return {
    version: info.version,
    summary: info.summary ?? "",
    readme:
      text.trim() === ""
        ? null
        : {
            text,
            url,
            mediaType: (info.description_content_type ?? "").split(";")[0]?.trim() || "text/plain",
          },
    pages: webPages([
      ...like(/doc/iu),
      ...like(/home/iu),
      info.home_page ?? "",
      ...like(/source|repo|git/iu),
    ]),
  };
};

const json = async <T>(url: string, schema: z.ZodType<T>, { guard, signal }: Asking): Promise<T> => {
  const { bytes } = await guard.fetch(url, { signal, accept: ["application/json"], limitBytes: 32 << 20 });
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw cantRead(url, "the registry's answer has another form", { cause: error });
  }
};

const webPages = (addresses: readonly string[]): readonly string[] =>
  [...new Set(addresses.filter((address) => /^https?:\/\//u.test(address)))].slice(0, 3);

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
