// What was named to be remembered, one draft after another: files, folders as version control keeps them, and pages. What can't
// be read is told with its reason, and the rest goes on.
import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { HydraError, isHydraError } from "../../core/errors.ts";
import type { Draft } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import type { LibraryDocs, LibraryQuestion, Scraper } from "../../core/web.ts";
import { draftOf } from "./draft.ts";
import type { DraftTools } from "./draft.ts";
import { libraryOf, lookUpLibrary } from "./library.ts";
import { readBytes, unreadable } from "./read/file.ts";

export interface SourceTools extends DraftTools {
  /** Paths of a folder's files that version control would keep, relative to it, with `/`. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Null: no page can be read. */
  readonly scraper: Scraper | null;
  /** Absent: libraries can't be looked up. */
  readonly docs?: LibraryDocs;
  /** Absolute: what paths are told relative to. */
  readonly root: string;
  /** Absolute: Hydra's own folder, which is no source. */
  readonly home?: string;
  readonly limitBytes?: number;
  /** Files of a folder; what is beyond is told as one problem. */
  readonly limitFiles?: number;
}

export type Drafted =
  | { readonly uri: string; readonly draft: Draft }
  | { readonly uri: string; readonly problem: HydraError }
  /** A picture, a font, a lock file: nothing that anybody would look for in a folder. */
  | { readonly uri: string; readonly passed: true };

/** Paths (absolute or relative to `root`), http(s) URLs, and libraries (`npm:NAME@VERSION`, `pypi:NAME`), each once. Throws `ABORTED` and what is nobody's input's fault. */
export async function* draftsOf(
  sources: readonly string[],
  tools: SourceTools,
  { signal }: Abort,
): AsyncGenerator<Drafted> {
  const seen = new Set<string>();
  for (const source of sources) {
    const library = libraryOf(source);
    if (library !== null && tools.docs !== undefined) {
      yield* documentation(source, library, { docs: tools.docs, tools, signal });
      continue;
    }
    if (isUrl(source)) {
      if (!seen.has(source)) yield await attempted(source, signal, async () => page(source, tools, signal));
      seen.add(source);
      continue;
    }
    for await (const { path, uri, listed } of filesOf(source, tools)) {
      if (signal.aborted) throw aborted(signal);
      if (seen.has(path)) continue;
      seen.add(path);
      if (listed instanceof HydraError) yield { uri, problem: listed };
      else if (listed && passedOver.test(uri)) yield { uri, passed: true };
      else yield await attempted(uri, signal, async () => file(path, { uri, tools, signal }));
    }
  }
}

const usualLimitBytes = 20_000_000;
const usualLimitFiles = 20_000;

/** In a folder they are told apart from sources by their name alone; named themselves, they are read or refused. */
const passedOver =
  /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|tiff?|svg|mp[34]|m4[av]|wav|ogg|flac|webm|mov|avi|mkv|woff2?|ttf|otf|eot|exe|dll|so|dylib|a|o|obj|lib|class|pyc|pyo|wasm|bin|dat|db|sqlite3?|parquet|npy|npz|pt|onnx|gguf|safetensors|map|min\.(?:js|css)|lock)$|(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|\.DS_Store)$/iu;

const isUrl = (source: string): boolean => /^[a-z][a-z\d+.-]*:\/\//iu.test(source);

const attempted = async (uri: string, signal: AbortSignal, work: () => Promise<Draft>): Promise<Drafted> =>
  attempt(uri, signal, async () => ({ uri, draft: await work() }));

const attempt = async <T>(
  uri: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | { readonly uri: string; readonly problem: HydraError }> => {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw aborted(signal);
    if (isHydraError(error) && isOfTheItem(error)) return { uri, problem: error };
    if (error instanceof RangeError) return { uri, problem: tangled(uri, error) };
    throw error;
  }
};

const isOfTheItem = ({ code }: HydraError): boolean =>
  code === "BAD_INPUT" || code === "PAGE_REFUSED" || code === "PAGE_UNREADABLE";

const file = async (
  path: string,
  { uri, tools, signal }: { uri: string; tools: SourceTools; signal: AbortSignal },
): Promise<Draft> => {
  const content = await readBytes(path, { uri, limitBytes: tools.limitBytes ?? usualLimitBytes });
  return draftOf({ uri, content }, tools, { signal });
};

const page = async (url: string, tools: SourceTools, signal: AbortSignal): Promise<Draft> => {
  if (!/^https?:/iu.test(url)) {
    throw new HydraError("BAD_INPUT", `${url} is no http or https address`, {
      fix: "name a file by its path, or a page by http(s)",
    });
  }
  if (tools.scraper === null) {
    throw new HydraError("BAD_INPUT", `${url} can't be read: pages are switched off`, {
      fix: "save the page and add the file",
    });
  }
  const { title, mediaType, content } = await tools.scraper.scrape(url, { signal });
  return draftOf({ uri: url, title: title.trim() || url, kind: "web", mediaType, content }, tools, {
    signal,
  });
};

async function* documentation(
  source: string,
  library: LibraryQuestion,
  { docs, tools, signal }: { docs: LibraryDocs; tools: SourceTools; signal: AbortSignal },
): AsyncGenerator<Drafted> {
  const looked = await attempt(source, signal, async () => lookUpLibrary(docs, library, { signal }));
  if ("problem" in looked) return yield looked;
  for (const raw of looked.raws)
    yield await attempted(raw.uri, signal, async () => draftOf(raw, tools, { signal }));
  for (const problem of looked.problems) yield { uri: source, problem };
}

interface Listed {
  /** Absolute. */
  readonly path: string;
  readonly uri: string;
  /** Found in a folder; a reason why it can't be read. */
  readonly listed: boolean | HydraError;
}

async function* filesOf(source: string, tools: SourceTools): AsyncGenerator<Listed> {
  const path = resolve(tools.root, source);
  const uri = uriOf(path, tools.root);
  const stats = await stat(path).catch((error: unknown) => unreadable(error, uri));
  if (isHydraError(stats)) return yield { path, uri, listed: stats };
  if (!isStats(stats)) throw stats;
  if (!stats.isDirectory()) return yield { path, uri, listed: false };
  const kept = (await tools.list(path)).map((below) => resolve(path, below));
  const ours = tools.home;
  const files = kept.filter((found) => ours === undefined || !isInside(found, ours));
  const limit = tools.limitFiles ?? usualLimitFiles;
  const folder = await realpath(path);
  for (const found of files.slice(0, limit)) {
    const real = await realpath(found).catch(() => null);
    // A link out of the folder was not named; a listing may tell of what is deleted by now, or of a folder of another repository.
    if (real === null || !isInside(real, folder)) continue;
    if ((await stat(real).catch(() => null))?.isDirectory() !== false) continue;
    yield { path: found, uri: uriOf(found, tools.root), listed: true };
  }
  if (files.length > limit) {
    const problem = new HydraError(
      "BAD_INPUT",
      `${uri} has ${files.length} files; ${limit} of them were looked at`,
      {
        fix: "add its folders one by one",
      },
    );
    yield { path: `${path}${sep}`, uri, listed: problem };
  }
}

const isStats = (value: unknown): value is { isDirectory(): boolean } =>
  typeof value === "object" && value !== null && "isDirectory" in value;

/** Relative to the root where it lies inside, so that everybody who has the project names it alike. */
const uriOf = (path: string, root: string): string => {
  const named = isInside(path, root) ? relative(root, path) || "." : path;
  return named.split(sep).join("/");
};

const isInside = (path: string, folder: string): boolean => {
  const steps = relative(folder, path);
  return steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
};

const aborted = (signal: AbortSignal): HydraError =>
  new HydraError("ABORTED", "interrupted", {
    fix: "the same command again goes on behind what is in",
    cause: signal.reason,
  });

const tangled = (uri: string, cause: unknown): HydraError =>
  new HydraError("BAD_INPUT", `${uri} is nested too deeply to be read`, {
    fix: "save it as plain text",
    cause,
  });
