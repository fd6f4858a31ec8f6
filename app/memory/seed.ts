// What Hydra knows before anybody told it anything: patterns that were written for it, and the workspace's own documents.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Abort } from "../../core/abort.ts";
import { draftOf } from "../../memory/ingest/draft.ts";
import { symbolsIn } from "../../memory/ingest/extract/symbols.ts";
import { grammarOf } from "../../memory/ingest/chunk/syntax.ts";
import { decode } from "../../memory/ingest/read/decode.ts";
import { readBytes } from "../../memory/ingest/read/file.ts";
import type { Drafted, SourceTools } from "../../memory/ingest/source.ts";
import { draftsOf } from "../../memory/ingest/source.ts";
import type { Knowledge } from "../knowledge.ts";
import { addDrafts, drafted } from "./add.ts";
import type { Added, AddOptions } from "./add.ts";

type Known = Pick<Knowledge, "library">;

/** The patterns that come with Hydra, as `pattern:NAME`. The same again changes nothing. */
export const seedPatterns = async (
  knowledge: Known,
  tools: Pick<SourceTools, "readHtml">,
  options: AddOptions,
): Promise<Added> => addDrafts(knowledge, patterns(tools, options), options);

async function* patterns(tools: Pick<SourceTools, "readHtml">, { signal }: Abort): AsyncGenerator<Drafted> {
  const folder = join(import.meta.dirname, "..", "..", "memory", "seeds");
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".md")).toSorted()) {
    const content = await readFile(join(folder, file), "utf8");
    const uri = `pattern:${basename(file, ".md")}`;
    const raw = { uri, content, kind: "pattern", mediaType: "text/markdown" } as const;
    yield drafted(await draftOf(raw, tools, { signal }));
  }
}

/** README, docs, manifests and conventions of a workspace, and the names that its code makes public. */
export const seedWorkspace = async (
  knowledge: Known,
  tools: SourceTools,
  options: AddOptions,
): Promise<Added> => addDrafts(knowledge, workspace(tools, options), options);

async function* workspace(tools: SourceTools, options: Abort): AsyncGenerator<Drafted> {
  const files = await tools.list(tools.root);
  const told = files.filter((path) => tells.test(path)).slice(0, limitTold);
  const list = async (): Promise<readonly string[]> => told;
  // An empty list of sources would be a folder without files.
  if (told.length > 0) yield* draftsOf([tools.root], { ...tools, list }, options);
  const names = await publicNames(files, tools, options);
  if (names === null) return;
  const raw = { uri: "workspace:names", title: "Public names", kind: "summary", content: names } as const;
  yield drafted(await draftOf({ ...raw, mediaType: "text/markdown" }, tools, options));
}

const limitTold = 500;
const limitCode = 2_000;
const limitCodeBytes = 200_000;

/** What tells of a project, in whatever folder a package of it lies. */
const tells =
  /(?:^|\/)(?:readme|contributing|architecture|conventions|changelog|agents|claude|gemini|design|security)(?:\.\w+)?$|(?:^|\/)(?:docs?|adr)\/.*\.(?:md|mdx|rst|txt|adoc|html?|pdf)$|^[^/]+\.(?:md|rst|adoc)$|(?:^|\/)(?:package\.json|pyproject\.toml|requirements[\w-]*\.txt|setup\.(?:py|cfg)|cargo\.toml|go\.mod|gemfile|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|tsconfig\.json|\.editorconfig|makefile|\.cursorrules)$/iu;

/** A line for each file of code: `src/cart.ts: addItem, Cart`. Tests tell nothing that is public. Null: there is no code. */
const publicNames = async (
  files: readonly string[],
  { root }: Pick<SourceTools, "root">,
  { signal }: Abort,
): Promise<string | null> => {
  const code = files.filter((path) => grammarOf(path) !== null && !isTest.test(path)).slice(0, limitCode);
  const lines: string[] = [];
  for (const path of code) {
    signal.throwIfAborted();
    const text = await textOf(join(root, path), path);
    const names = symbolsIn(text).defined.filter((name) => isPublic(path, name, text));
    if (names.length > 0) lines.push(`\`${path}\`: ${names.slice(0, 30).join(", ")}`);
  }
  return lines.length === 0 ? null : `# Public names\n\n${lines.join("\n\n")}\n`;
};

const isTest = /(?:^|\/)(?:tests?|spec|__tests__)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_[^/]*$/iu;

/** Of a file that can't be read there are no names; it is no source that anybody named. */
const textOf = async (path: string, uri: string): Promise<string> => {
  try {
    return await decode(await readBytes(path, { uri, limitBytes: limitCodeBytes }), uri);
  } catch {
    return "";
  }
};

const isPublic = (path: string, name: string, text: string): boolean => {
  if (name.startsWith("_")) return false;
  if (!/\.[cm]?[jt]sx?$/u.test(path) || /\bmodule\.exports\b/u.test(text)) return true;
  const escaped = name.replaceAll("$", String.raw`\$`);
  return new RegExp(
    String.raw`^export\s[^=({\n]*\b${escaped}(?![\p{L}\p{N}_$])|^export\s*\{[^}]*\b${escaped}(?![\p{L}\p{N}_$])`,
    "mu",
  ).test(text);
};
