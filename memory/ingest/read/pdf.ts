// Text of a PDF, page by page. What holds pictures alone has none, and says so.
import type { getDocumentProxy } from "unpdf";
import { HydraError } from "../../../core/errors.ts";
import type { Abort } from "../../../core/abort.ts";
import type { Block } from "../chunk/pack.ts";
import { plainBlocks } from "../chunk/plain.ts";
import { tidy } from "./decode.ts";

interface PdfText {
  readonly text: string;
  readonly blocks: readonly Block[];
}

export const isPdf = (bytes: Uint8Array): boolean =>
  String.fromCharCode(...bytes.subarray(0, 1_024)).includes("%PDF-");

/** Throws `BAD_INPUT`. */
export const readPdf = async (bytes: Uint8Array, uri: string, { signal }: Abort): Promise<PdfText> => {
  const { getDocumentProxy: open } = await import("unpdf");
  // The library takes the buffer away from whoever gave it.
  const pdf = await open(new Uint8Array(bytes), { verbosity: 0 }).catch((error: unknown) => {
    throw unreadable(uri, error);
  });
  try {
    if (pdf.numPages > limitPages) {
      throw new HydraError("BAD_INPUT", `${uri} has ${pdf.numPages} pages, more than ${limitPages}`, {
        fix: "split it up and add the parts",
      });
    }
    let text = "";
    const blocks: Block[] = [];
    const deadline = performance.now() + limitMs;
    for (let page = 1; page <= pdf.numPages; page += 1) {
      signal.throwIfAborted();
      if (performance.now() > deadline) {
        throw new HydraError("BAD_INPUT", `${uri} took over ${limitMs / 1_000} seconds to read`, {
          fix: "split it up and add the parts, or save it as text",
        });
      }
      const content = await pageText(pdf, page).catch((error: unknown) => {
        throw unreadable(uri, error);
      });
      if (content === "") continue;
      const headings = [`Page ${page}`];
      blocks.push(
        ...plainBlocks(content, headings).map((block) => ({
          ...block,
          start: block.start + text.length,
          end: block.end + text.length,
        })),
      );
      text += `${content}\n\n`;
    }
    if (/[\p{L}\p{N}]/u.test(text))
      return { text: text.trimEnd(), blocks: withinEnd(blocks, text.trimEnd().length) };
    throw new HydraError("BAD_INPUT", `${uri} has no text: its ${pdf.numPages} pages are pictures or empty`, {
      fix: "run it through text recognition (such as ocrmypdf) and add what comes out",
    });
  } finally {
    await pdf.loadingTask.destroy();
  }
};

const limitPages = 3_000;
const limitMs = 60_000;

const pageText = async (pdf: Pdf, number: number): Promise<string> => {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  const text = items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
  page.cleanup();
  // A word that was divided at the end of a line is one again.
  return tidy(text)
    .replace(/(\p{Ll})-\n(?=\p{Ll})/gu, "$1")
    .trim();
};

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

const withinEnd = (blocks: readonly Block[], end: number): Block[] =>
  blocks.filter((block) => block.start < end).map((block) => ({ ...block, end: Math.min(block.end, end) }));

const unreadable = (uri: string, cause: unknown): HydraError => {
  const locked = cause instanceof Error && cause.name === "PasswordException";
  return locked
    ? new HydraError("BAD_INPUT", `${uri} is locked by a password`, {
        fix: "save it without one and add that",
        cause,
      })
    : new HydraError("BAD_INPUT", `${uri} is no PDF that can be read: it is damaged or cut off`, {
        fix: "open it in a reader, save it anew, and add that",
        cause,
      });
};
