// Documentation of a library as its registry has it, named like `npm:zod@4.6.7` or `pypi:requests==2.33.0`, the newest without a
// version. What can't be had of it is told, and the rest goes in.
import { HydraError } from "../../core/errors.ts";
import type { Abort } from "../../core/abort.ts";
import type { LibraryDocs, LibraryQuestion, Page } from "../../core/web.ts";
import type { Raw } from "./draft.ts";

/** Null: the source names no library. */
export const libraryOf = (source: string): LibraryQuestion | null => {
  const [, registry, library = "", , version] =
    /^(npm|pypi):((?:@[^/@\s]+\/)?[^/@=\s]+)((?:@|==)([^@=\s]+))?$/u.exec(source) ?? [];
  if (registry !== "npm" && registry !== "pypi") return null;
  return { registry, library, ...(version === undefined ? {} : { version }) };
};

interface Looked {
  readonly raws: readonly Raw[];
  /** What could not be had. */
  readonly problems: readonly HydraError[];
}

/** Throws as `LibraryDocs.lookUp`. */
export const lookUpLibrary = async (
  docs: LibraryDocs,
  question: LibraryQuestion,
  { signal }: Abort,
): Promise<Looked> => {
  const { library, version, readme, homepage, notes } = await docs.lookUp(question, { signal });
  const rawOf = (uri: string, { title, mediaType, content }: Page): Raw => ({
    uri,
    title: title.trim() || `${library} ${version}`,
    kind: "web",
    mediaType,
    content,
  });
  return {
    raws: [
      ...(readme === null ? [] : [rawOf(`${question.registry}:${library}@${version}`, readme)]),
      ...(homepage === null ? [] : [rawOf(homepage.url, homepage)]),
    ],
    problems: notes.map(
      (note) =>
        new HydraError("PAGE_UNREADABLE", note, { fix: "try again later, or add the page by its address" }),
    ),
  };
};
