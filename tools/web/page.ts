// Readable Markdown from HTML: what a reader of the page would call its text, with its title, date and own address.
// Runs in a thread of its own (`readable.ts`), because a small page can keep a reader busy for minutes.
import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";
import Turndown from "turndown";
import type { Page } from "../../core/web.ts";

export type ReadablePage = Pick<Page, "title" | "canonicalUrl" | "publishedAt"> & {
  readonly markdown: string;
};

/** `url`: where it was read, for relative links. Blocks while it works; throws where the HTML is nested beyond reason. */
export const readHtml = (html: string, url: string): ReadablePage => {
  const document = documentOf(html);
  const meta = (...names: string[]): string => {
    for (const name of names) {
      const found = document.querySelector(
        `meta[property="${name}"], meta[name="${name}"], meta[itemprop="${name}"]`,
      );
      const content = found?.getAttribute("content")?.trim() ?? "";
      if (content !== "") return content;
    }
    return "";
  };
  const canonical = document.querySelector('link[rel~="canonical"]')?.getAttribute("href") ?? meta("og:url");
  const plainTitle = document.querySelector("title")?.textContent ?? "";
  const published =
    meta("article:published_time", "datePublished", "date", "dc.date", "DC.date.issued") ||
    (document.querySelector("time[datetime]")?.getAttribute("datetime") ?? "");
  clean(document, url);
  const whole = document.body.innerHTML;
  const wholeLength = textLength(document.body.textContent);
  // Readability changes the document that it is given.
  const article = new Readability(document, { keepClasses: true }).parse();
  // An index or a reference is no article: what is taken for one there is only its preface.
  const enough = textLength(article?.textContent) >= wholeLength / 3;
  const heading = oneLine(article?.title ?? "") || oneLine(plainTitle) || oneLine(meta("og:title"));
  return {
    title: heading.slice(0, 300),
    canonicalUrl: absolute(canonical, url) ?? url,
    publishedAt: isoDate(article?.publishedTime ?? "") ?? isoDate(published),
    markdown: toMarkdown(documentOf(enough ? (article?.content ?? whole) : whole).body),
  };
};

/** As much of the DOM as is used here; the compiler knows none. */
interface Element {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly innerHTML: string;
  readonly parentNode: Element | null;
  readonly previousElementSibling: Element | null;
  readonly children: ArrayLike<Element>;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  replaceWith(...parts: string[]): void;
  remove(): void;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
}
type Document = Element & { readonly body: Element };

const documentOf = (html: string): Document =>
  parseHTML(/<html[\s>]/iu.test(html) ? html : `<html><head></head><body>${html}</body></html>`).document;

const notText =
  "script, style, noscript, template, iframe, object, embed, svg, canvas, video, audio, form, button, dialog, " +
  'nav, [hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"]';

/** Takes out what nobody reads, and makes links absolute. An image is what stands in its place for those who can't see it. */
const clean = (document: Document, url: string): void => {
  for (const element of document.querySelectorAll(notText)) element.remove();
  for (const image of document.querySelectorAll("img")) image.replaceWith(image.getAttribute("alt") ?? "");
  for (const link of document.querySelectorAll("a[href]")) {
    const target = absolute(link.getAttribute("href") ?? "", url);
    if (target === null) link.removeAttribute("href");
    else link.setAttribute("href", target);
  }
};

const toMarkdown = (body: Element): string => {
  const turndown = new Turndown({ headingStyle: "atx", codeBlockStyle: "fenced", bulletListMarker: "-" });
  turndown.addRule("cell", {
    filter: ["td", "th"],
    replacement: (content) => ` ${oneLine(content).replaceAll("|", "\\|")} |`,
  });
  turndown.addRule("row", {
    filter: "tr",
    replacement: (content, node) => {
      const row = node as unknown as Element;
      const line = `| ${oneLine(content)}`;
      return isFirstRow(row) ? `${line}\n|${" --- |".repeat(row.children.length)}\n` : `${line}\n`;
    },
  });
  turndown.addRule("rows", { filter: ["thead", "tbody", "tfoot"], replacement: (content) => content });
  turndown.addRule("table", { filter: "table", replacement: (content) => `\n\n${content}\n\n` });
  return turndown
    .turndown(body)
    .replace(/\n{3,}/gu, "\n\n")
    .trim();
};

const isFirstRow = (row: Element): boolean =>
  row.previousElementSibling === null &&
  (row.parentNode?.tagName === "TABLE" || (row.parentNode?.previousElementSibling ?? null) === null);

const absolute = (address: string, base: string): string | null => {
  const url = address.trim() === "" ? null : URL.parse(address.trim(), base);
  if (url === null || !/^https?:$/u.test(url.protocol) || url.username !== "" || url.password !== "")
    return null;
  return url.href.length > 2_048 ? null : url.href;
};

const isoDate = (text: string): string | null => {
  const time = /^\d{4}-\d\d/u.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};

const oneLine = (text: string): string => text.replace(/\s+/gu, " ").trim();
const textLength = (text: string | null | undefined): number => oneLine(text ?? "").length;
