// What npm and PyPI keep of a library in one version. Their answers name addresses that anybody may have written: those are
// judged when they are fetched.
import { z } from "zod";
import { isHydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import type { LibraryQuestion } from "../../core/web.ts";
import { decodeText } from "./charset.ts";
import { cantRead } from "./failures.ts";
import type { Guard } from "./guard.ts";

export interface Registries {
  readonly npm: string;
  /** Serves single files of npm packages. */
  readonly npmFiles: string;
  readonly pypi: string;
}

export const publicRegistries: Registries = {
  npm: "https://registry.npmjs.org",
  npmFiles: "https://unpkg.com",
  pypi: "https://pypi.org",
};

export interface Entry {
  readonly version: string;
  readonly summary: string;
  readonly readme: { readonly text: string; readonly url: string; readonly mediaType: string } | null;
  /** Best first; as the registry says, judged when they are fetched. */
  readonly pages: readonly string[];
}

interface Asking extends Abort {
  readonly guard: Pick<Guard, "fetch">;
  readonly registries: Registries;
  /** What could not be had is added to it. */
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

/** Throws `PAGE_REFUSED`, `PAGE_UNREADABLE`, `ABORTED`. */
export const npmEntry = async ({ library, version }: LibraryQuestion, asking: Asking): Promise<Entry> => {
  const { npm, npmFiles } = asking.registries;
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

/** Throws as `npmEntry`. */
export const pypiEntry = async ({ library, version }: LibraryQuestion, asking: Asking): Promise<Entry> => {
  const { pypi } = asking.registries;
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
