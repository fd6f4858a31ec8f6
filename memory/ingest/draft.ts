// One file or page, read and cut: by what it is, not by what it is called where the two differ.
import { basename } from "node:path/posix";
import { HydraError } from "../../core/errors.ts";
import type { Draft, KnowledgeKind, Origin, Piece } from "../../core/knowledge.ts";
import type { Abort } from "../../core/abort.ts";
import { outlineMarkdown } from "./chunk/markdown.ts";
import { packBlocks } from "./chunk/pack.ts";
import type { Block } from "./chunk/pack.ts";
import { plainBlocks } from "./chunk/plain.ts";
import { grammarOf, syntaxBlocks } from "./chunk/syntax.ts";
import type { Describe } from "./context.ts";
import { contextOf, described } from "./context.ts";
import { decode, tidy } from "./read/decode.ts";
import { isPdf, readPdf } from "./read/pdf.ts";

/** Readable Markdown of a page. Throws `PAGE_UNREADABLE`. */
type ReadHtml = (
  page: { readonly html: string; readonly url: string },
  options: Abort,
) => Promise<{ readonly title: string; readonly markdown: string }>;

export interface DraftTools {
  readonly readHtml: ReadHtml;
  /** Absent: context comes from headings and paths alone. */
  readonly describe?: Describe;
  readonly targetCharacters?: number;
  readonly limitPieces?: number;
}

export interface Raw {
  readonly uri: string;
  readonly content: Uint8Array | string;
  /** Of a page; a file is known by its first heading or its name. */
  readonly title?: string;
  readonly kind?: KnowledgeKind;
  /** As a server named it; a file is known by its ending. */
  readonly mediaType?: string;
}

/** Throws `BAD_INPUT` for what can't be read or is too long, `PAGE_UNREADABLE`. */
export const draftOf = async (raw: Raw, tools: DraftTools, { signal }: Abort): Promise<Draft> => {
  const { text, blocks, title, kind, about } = await read(raw, tools, signal);
  const origin: Origin = {
    uri: raw.uri,
    title: raw.title ?? title ?? nameOf(raw.uri, kind),
    kind: raw.kind ?? kind,
  };
  const spans = packBlocks(text, blocks, tools.targetCharacters);
  const limit = tools.limitPieces ?? usualPieces;
  if (spans.length === 0) {
    throw new HydraError("BAD_INPUT", `${raw.uri} has no text`, { fix: "leave it out, or look into it" });
  }
  if (spans.length > limit) {
    throw new HydraError("BAD_INPUT", `${raw.uri} has ${spans.length} parts, more than ${limit}`, {
      fix: "split it up, or add only what of it is worth knowing",
    });
  }
  const pieces: Piece[] = [];
  for (const { start, end, headings, names } of spans) {
    signal.throwIfAborted();
    const piece = text.slice(start, end);
    const own = contextOf(origin, { headings, names }, about);
    const asked = { context: own, title: origin.title, document: text, piece };
    const context = tools.describe === undefined ? own : await described(tools.describe, asked, { signal });
    pieces.push({
      text: piece,
      headings: names.length === 1 ? [...headings, ...names] : headings,
      start,
      end,
      context,
    });
  }
  return { origin, text, pieces };
};

const usualPieces = 5_000;

interface Content {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly title: string | null;
  readonly kind: KnowledgeKind;
  readonly about: string | null;
}

const read = async (
  { uri, content, mediaType = "" }: Raw,
  tools: DraftTools,
  signal: AbortSignal,
): Promise<Content> => {
  const plain = { title: null, about: null, kind: "document" as const };
  if (typeof content !== "string" && isPdf(content)) {
    return { ...plain, ...(await readPdf(content, uri, { signal })) };
  }
  const text = typeof content === "string" ? tidy(content) : await decode(content, uri);
  if (/\.(?:html?|xhtml)$/iu.test(uri) || /html/u.test(mediaType)) {
    if (text.length > limitHtml) {
      throw new HydraError("BAD_INPUT", `${uri} has over ${limitHtml / 1e6} million characters of HTML`, {
        fix: "save its text as Markdown and add that",
      });
    }
    const page = await tools.readHtml({ html: text, url: uri }, { signal });
    const markdown = tidy(page.markdown);
    return { ...plain, ...(await outlineMarkdown(markdown)), text: markdown, title: page.title || null };
  }
  if (/\.(?:md|mdx|markdown|mdown)$/iu.test(uri) || mediaType === "text/markdown") {
    return { ...plain, ...(await outlineMarkdown(text)), text };
  }
  if (grammarOf(uri) === null && !otherCode.test(uri)) return { ...plain, text, blocks: plainBlocks(text) };
  return { ...plain, kind: "code", text, blocks: await syntaxBlocks(uri, text, tools.targetCharacters) };
};

const limitHtml = 5_000_000;
/** Code whose grammar is not there. */
const otherCode =
  /\.(?:kts?|swift|scala|lua|pl|pm|r|jl|ex|exs|erl|hs|ml|clj|dart|zig|nim|sql|vue|svelte|css|scss|less|m|mm|vb|fs|groovy|gradle|tf|proto|graphql|ps1|bat|zsh|fish)$|(?:^|\/)(?:Dockerfile|Makefile)$/iu;

/** Code is known by its path, a document by its file. */
const nameOf = (uri: string, kind: KnowledgeKind): string => (kind === "code" ? uri : basename(uri) || uri);
