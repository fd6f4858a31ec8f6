import { describe, expect, test } from "vitest";
import { outlineMarkdown } from "../../../memory/ingest/chunk/markdown.ts";
import { packBlocks } from "../../../memory/ingest/chunk/pack.ts";
import { plainBlocks } from "../../../memory/ingest/chunk/plain.ts";
import { syntaxBlocks } from "../../../memory/ingest/chunk/syntax.ts";

const sentence = "One sentence stands after the other here. ";

const piecesOf = (text: string, blocks: Parameters<typeof packBlocks>[1], target?: number) =>
  packBlocks(text, blocks, target).map((span) => ({ ...span, text: text.slice(span.start, span.end) }));

describe("packing", () => {
  test("short paragraphs share a piece, long ones are cut at sentences", () => {
    const short = plainBlocks("a b\n\nc d\n\ne f");
    expect(piecesOf("a b\n\nc d\n\ne f", short).map(({ text }) => text)).toEqual(["a b\n\nc d\n\ne f"]);
    const long = sentence.repeat(100);
    const pieces = piecesOf(long, plainBlocks(long), 500);
    expect(pieces.length).toBeGreaterThan(7);
    for (const { text } of pieces) {
      expect(text.length).toBeLessThanOrEqual(600);
      expect(text).toMatch(/^One .*here\.$/su);
    }
  });

  test("nothing that has a letter is lost, and no two pieces overlap", () => {
    const text = Array.from({ length: 60 }, (_, at) => `${sentence.repeat(at % 7)}\n\n\n`).join("# x");
    let at = 0;
    for (const { start, end } of packBlocks(text, plainBlocks(text), 300)) {
      expect(text.slice(at, start)).not.toMatch(/[\p{L}\p{N}]/u);
      expect(start).toBeGreaterThanOrEqual(at);
      at = end;
    }
    expect(text.slice(at)).not.toMatch(/[\p{L}\p{N}]/u);
  });

  test("a text without any pause is cut between characters, never within one", () => {
    const text = "😀x".repeat(2_000);
    const pieces = piecesOf(text, plainBlocks(text), 301);
    expect(pieces.length).toBeGreaterThan(15);
    expect(pieces.every((piece) => piece.text.isWellFormed())).toBe(true);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  });
});

describe("Markdown", () => {
  test("headings are known by their path, and go with what follows them", async () => {
    const body = sentence.repeat(12);
    const text = `# Guide\n\n${body}\n\n## Install\n\n### Docker\n\n${body}\n\n## Use\n\n${body}\n`;
    const outline = await outlineMarkdown(text);
    expect(outline.title).toBe("Guide");
    const pieces = piecesOf(text, outline.blocks);
    expect(pieces.map(({ headings }) => headings)).toEqual([
      ["Guide"],
      ["Guide", "Install", "Docker"],
      ["Guide", "Use"],
    ]);
    expect(pieces[1]?.text).toMatch(/^## Install\n\n### Docker\n/u);
  });

  test("listings and tables stay whole, and a fence's # is no heading", async () => {
    const listing = `\`\`\`sh\n${"# a comment\nrun it\n\n".repeat(80)}\`\`\``;
    const table = `| a | b |\n| --- | --- |\n${"| some cell | another cell |\n".repeat(60)}`;
    const text = `${sentence.repeat(20)}\n\n${listing}\n\n${sentence.repeat(20)}\n\n${table}\n`;
    const pieces = piecesOf(text, (await outlineMarkdown(text)).blocks);
    expect(pieces.some((piece) => piece.text.includes(listing))).toBe(true);
    expect(pieces.some((piece) => piece.text.includes(table.trim()))).toBe(true);
    expect(pieces.every(({ headings }) => headings.length === 0)).toBe(true);
  });

  test("a long page keeps its headings, and marks are no part of them", async () => {
    const section = (at: number) => `## Part \`${at}\` of *it*\n\n${sentence.repeat(12)}\n\n`;
    const text = `# Book\n\n${Array.from({ length: 100 }, (_, at) => section(at)).join("")}`;
    const { blocks } = await outlineMarkdown(text);
    expect(blocks).toHaveLength(100);
    expect(blocks[99]?.headings).toEqual(["Book", "Part 99 of it"]);
    expect(text.slice(blocks[99]?.start, blocks[99]?.end)).toMatch(/^## Part `99`/u);
  });

  test("front matter gives title and context and is no text", async () => {
    const text = "---\ntitle: Named here\ndescription: About it.\n---\n\n# Other\n\nBody.\n";
    const outline = await outlineMarkdown(text);
    expect(outline).toMatchObject({ title: "Named here", about: "About it." });
    expect(piecesOf(text, outline.blocks).map((piece) => piece.text)).toEqual(["# Other\n\nBody."]);
    expect((await outlineMarkdown("---\ntitle: [broken\n---\nBody\n")).title).toBeNull();
  });

  test.each([
    ">".repeat(100_000),
    "- ".repeat(20_000),
    "[".repeat(50_000),
    "*a_".repeat(20_000),
    "\n> ".repeat(20_000),
  ])("what nests or opens without end is read all the same (%#)", async (hostile) => {
    const { blocks } = await outlineMarkdown(`${hostile}\n\nword\n`);
    expect(blocks.at(-1)?.end).toBeGreaterThan(hostile.length);
  });
});

describe("code", () => {
  const python = (name: string) =>
    `# Explains ${name}.\n@wrap\ndef ${name}(x):\n${"    x += 1\n".repeat(60)}    return x\n`;

  test("a definition stays together with its comment and decorator", async () => {
    const text = `import os\n\n${python("first")}\n${python("second")}`;
    const pieces = piecesOf(text, await syntaxBlocks("a.py", text, 900), 900);
    expect(pieces.map(({ names }) => names)).toEqual([["first"], ["second"]]);
    expect(pieces[1]?.text).toMatch(/^# Explains second\.\n@wrap\ndef second[\s\S]*return x$/u);
  });

  test("a long class is entered, and its methods know it", async () => {
    const method = (name: string) =>
      `  /** Of ${name}. */\n  ${name}() {\n${"    this.count += 1;\n".repeat(30)}  }\n`;
    const text = `export class Server {\n${["start", "stop", "drain"].map(method).join("\n")}}\n`;
    const pieces = piecesOf(text, await syntaxBlocks("a.ts", text, 700), 700);
    expect(pieces.map(({ headings, names }) => [...headings, ...names])).toEqual([
      ["Server", "start"],
      ["Server", "stop"],
      ["Server", "drain"],
    ]);
    expect(pieces[0]?.text.startsWith("export class Server {")).toBe(true);
    expect(pieces[2]?.text.endsWith("}")).toBe(true);
  });

  test.each([
    ["a.py", "def one(a):\n  return a\n", "one"],
    ["a.js", "export const one = () => 1;\n", "one"],
    ["a.ts", "interface One { a: string }\n", "One"],
    ["a.tsx", "export const One = () => <b>😀</b>;\n", "One"],
    ["a.go", "package a\nfunc (s *S) One() {}\n", "One"],
    ["a.rs", "impl One { fn two() {} }\n", "One"],
    ["a.java", "class One { void two() {} }\n", "One"],
    ["a.c", "int one(int a) { return a; }\n", "one"],
    ["a.cpp", "namespace one { class Two {}; }\n", "one"],
    ["a.cs", "namespace One { class Two {} }\n", "One"],
    ["a.rb", "module One\nend\n", "One"],
    ["a.php", "<?php\nfunction one() {}\n", "one"],
    ["a.sh", "one() { echo; }\n", "one"],
  ])("%s is cut by its syntax", async (path, text, name) => {
    const blocks = await syntaxBlocks(path, text);
    expect(blocks.map((block) => block.name)).toContain(name);
    expect(blocks.at(-1)?.end).toBeGreaterThanOrEqual(text.trimEnd().length);
  });

  test("offsets hold behind characters of two units, and code that does not parse is kept whole", async () => {
    const text = `const a = "😀😀";\n\nfunction after() {}\n\nfunction ( { broken`;
    const blocks = await syntaxBlocks("a.js", text);
    expect(blocks.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
    expect(text.slice(blocks[1]?.start, blocks[1]?.end).trim()).toBe("function after() {}");
  });

  test.each(["(", "[", "{", "a.b(", "if (a) { "])("%s without end is cut all the same", async (unit) => {
    const text = `${unit.repeat(20_000)}\n\nword\n`;
    const blocks = await syntaxBlocks("a.js", text);
    expect(packBlocks(text, blocks).at(-1)?.end).toBeGreaterThan(text.length - 10);
  });

  test("without a grammar, blank lines divide", async () => {
    expect(await syntaxBlocks("a.lua", "one\n\ntwo\n")).toHaveLength(2);
  });
});
