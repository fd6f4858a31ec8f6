import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { HydraError } from "../../../core/errors.ts";
import type { Draft } from "../../../core/knowledge.ts";
import { draftOf } from "../../../memory/ingest/draft.ts";
import type { Drafted, SourceTools } from "../../../memory/ingest/source.ts";
import { draftsOf } from "../../../memory/ingest/source.ts";
import { makeScraperFake } from "../../../tools/web/fakes.ts";
import { readable } from "../../../tools/web/readable.ts";
import { keptFiles } from "../../../tools/workspace.ts";
import { temporary } from "../../support/temporary.ts";
import { makePdf } from "./pdf.ts";

const { signal } = new AbortController();

const makeFolder = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const root = temporary();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
};

const toolsFor = (root: string, more: Partial<SourceTools> = {}): SourceTools => ({
  root,
  list: keptFiles,
  readHtml: readable,
  scraper: makeScraperFake({ "https://a.example/x": "# Page\n\nWords of it.\n" }),
  ...more,
});

const all = async (sources: readonly string[], tools: SourceTools): Promise<Drafted[]> =>
  Array.fromAsync(draftsOf(sources, tools, { signal }));

/** `uri: text`, `uri: why not`, `uri: passed`. */
const told = (drafted: readonly Drafted[]): string[] =>
  drafted.map((one) => {
    if ("passed" in one) return `${one.uri}: passed`;
    return `${one.uri}: ${"draft" in one ? one.draft.text.trim() : one.problem.message}`;
  });

const read = async (name: string, content: Uint8Array | string): Promise<Draft | string> => {
  const [one] = await all([name], toolsFor(makeFolder({ [name]: content })));
  if (one === undefined || "passed" in one) return "nothing";
  return "draft" in one ? one.draft : `${one.problem.message} / ${one.problem.fix}`;
};

describe("encodings", () => {
  const german = "Grüße aus Köln: schöne Straßen, fünf Bäume und etwas Größeres für die Mädchen.\n";
  test.each([
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${german}`)],
    ["UTF-16 with a mark", iconv.encode(german, "utf-16le", { addBOM: true })],
    ["UTF-16, big end first", iconv.encode(german, "utf-16be", { addBOM: true })],
    ["UTF-16 without a mark", iconv.encode(german, "utf-16le")],
    ["UTF-32", iconv.encode(german, "utf-32le", { addBOM: true })],
    ["Latin-1", iconv.encode(german, "latin1")],
    ["Windows' line ends", Buffer.from(german.replace("\n", "\r\n"))],
  ])("%s", async (_, bytes) => {
    expect(await read("a.txt", bytes)).toMatchObject({ text: german });
  });

  test.each([
    ["windows-1251", "Съешь же ещё этих мягких французских булок, да выпей чаю. Это обычный русский текст."],
    ["shift_jis", "これは日本語の文章です。文字コードを正しく判定できるでしょうか。吾輩は猫である。"],
  ])("%s is found out", async (encoding, text) => {
    expect(await read("a.txt", iconv.encode(text, encoding))).toMatchObject({ text });
  });
});

describe("what is refused", () => {
  test.each([
    ["a.bin", Buffer.from([0, 1, 2, 3, 0, 0, 9, 200, 0, 1, 7]), "binary"],
    ["a.txt", Buffer.from("\u0001\u0002\u0003 mostly \u0004\u0005\u0006 no text \u0001\u0002"), "binary"],
    ["a.zip", Buffer.from("PK\u0003\u0004........."), "zip archive"],
    ["bomb.txt", Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), Buffer.alloc(50)]), "gzip archive"],
    ["word.docx", Buffer.from("PK\u0003\u0004........."), "packed"],
    ["a.md", "", "has no text"],
    ["scan.pdf", makePdf([[], []]), "its 2 pages are pictures"],
    ["broken.pdf", Buffer.from("%PDF-1.7\nnot really"), "damaged"],
    ["gone.md", "", "has no text"],
  ])("%s (%#)", async (name, content, why) => {
    expect(await read(name, content)).toContain(why);
  });

  test("500 MB are refused by their size, without being read", async () => {
    const root = makeFolder({ "huge.txt": "" });
    // A hole: it takes no space, and reading it would take all of the memory.
    truncateSync(join(root, "huge.txt"), 500_000_000);
    expect(told(await all(["huge.txt"], toolsFor(root)))).toEqual([
      "huge.txt: huge.txt has 500 MB, more than 20 MB",
    ]);
  });

  test("a missing path, a pipe, and an address that is none", async () => {
    const root = makeFolder({});
    execFileSync("mkfifo", [join(root, "pipe")]);
    expect(told(await all(["nowhere.md", "pipe", "ftp://a.example/x"], toolsFor(root)))).toEqual([
      "nowhere.md: nowhere.md is not there",
      "pipe: pipe is neither a file nor a folder",
      "ftp://a.example/x: ftp://a.example/x is no http or https address",
    ]);
  });

  test("more parts than a file may have", async () => {
    const tools = { readHtml: readable, limitPieces: 3, targetCharacters: 100 };
    const draft = draftOf({ uri: "a.txt", content: "Some words here. ".repeat(100) }, tools, { signal });
    await expect(draft).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringMatching(/parts, more than 3/u),
    });
  });
});

describe("what is read", () => {
  test("HTML becomes Markdown, PDF pages are told apart, code is code", async () => {
    const html =
      "<html><head><title>T</title></head><body><h1>Head</h1><p>Some <b>text</b>.</p><script>bad()</script></body></html>";
    expect(await read("a.html", html)).toMatchObject({ origin: { title: "T", kind: "document" } });
    expect(await read("a.html", html)).not.toMatchObject({ text: expect.stringContaining("bad") });
    const pdf = await read("a.pdf", makePdf([["First page here"], ["Second page here"]]));
    expect(pdf).toMatchObject({ text: "First page here\n\nSecond page here" });
    expect(await read("a.py", "def one():\n    return 1\n")).toMatchObject({
      origin: { uri: "a.py", title: "a.py", kind: "code" },
      pieces: [{ headings: ["one"], context: "From a.py: one." }],
    });
  });

  test("each piece is its slice of the text, and says where it belongs", async () => {
    const text = `# Guide\n\n## With Docker\n\n${"A sentence about it. ".repeat(200)}`;
    const draft = await read("docs/guide.md", text);
    if (typeof draft === "string") throw new Error(draft);
    expect(draft.pieces.length).toBeGreaterThan(2);
    for (const piece of draft.pieces) {
      expect(draft.text.slice(piece.start, piece.end)).toBe(piece.text);
      expect(piece.context).toBe('From docs/guide.md ("Guide"), section With Docker.');
    }
  });

  test("a model's sentence goes behind ours; without it, or where it fails, ours stands alone", async () => {
    const raw = { uri: "a.md", content: "# A\n\nBody." };
    const said = async (describe: () => Promise<string>) =>
      (await draftOf(raw, { readHtml: readable, describe }, { signal })).pieces[0]?.context;
    expect(await said(async () => "It is\nabout bodies.")).toBe('From a.md ("A"). It is about bodies.');
    expect(await said(async () => " ")).toBe('From a.md ("A").');
    expect(
      await said(async () => {
        throw new HydraError("MODEL_TIMED_OUT", "late", { fix: "wait" });
      }),
    ).toBe('From a.md ("A").');
  });

  test("a page by the scraper, once, under its address", async () => {
    const drafted = await all(["https://a.example/x", "https://a.example/x"], toolsFor(makeFolder({})));
    expect(drafted).toMatchObject([{ draft: { origin: { uri: "https://a.example/x", kind: "web" } } }]);
    expect(told(await all(["https://a.example/gone"], toolsFor(makeFolder({}))))).toHaveLength(1);
  });
});

describe("folders", () => {
  test("as version control keeps them: in order, once, without pictures, links out of it, and Hydra's own", async () => {
    const outside = makeFolder({ "secret.md": "secret" });
    const root = makeFolder({
      "README.md": "# Readme\n",
      "docs/a.md": "A\n",
      "docs/deep/b.txt": "B\n",
      "docs/logo.png": "png",
      "package-lock.json": "{}",
      "node_modules/x/readme.md": "no",
      "state/own.md": "no",
      "bad.txt": Buffer.from([0, 255, 0, 1]),
    });
    symlinkSync(join(outside, "secret.md"), join(root, "link.md"));
    const drafted = await all([".", "docs"], toolsFor(root, { home: join(root, "state") }));
    expect(told(drafted).toSorted()).toEqual([
      "README.md: # Readme",
      "bad.txt: bad.txt is a binary file, not text",
      "docs/a.md: A",
      "docs/deep/b.txt: B",
      "docs/logo.png: passed",
      "package-lock.json: passed",
    ]);
  });

  test("too many files are told, and an abort ends it", async () => {
    const root = makeFolder({ "a.md": "A", "b.md": "B", "c.md": "C" });
    expect(told(await all(["."], toolsFor(root, { limitFiles: 2 })))).toEqual([
      "a.md: A",
      "b.md: B",
      ".: . has 3 files; 2 of them were looked at",
    ]);
    const stopped = Array.fromAsync(draftsOf(["."], toolsFor(root), { signal: AbortSignal.abort() }));
    await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("a file outside of the root is named by its whole path", async () => {
    const outside = makeFolder({ "a.md": "A" });
    const [one] = await all([join(outside, "a.md")], toolsFor(makeFolder({})));
    expect(one?.uri).toBe(join(outside, "a.md"));
  });
});
