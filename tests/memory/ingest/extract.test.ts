import { describe, expect, test } from "vitest";
import { entityKey } from "../../../core/indexes.ts";
import type { Origin } from "../../../core/knowledge.ts";
import { mentionsOf } from "../../../memory/ingest/extract.ts";
import { aliasesOf, namesIn } from "../../../memory/ingest/extract/names.ts";
import { manifestOf } from "../../../memory/ingest/extract/manifests.ts";
import { symbolsIn } from "../../../memory/ingest/extract/symbols.ts";

const page: Origin = { uri: "docs/install.md", title: "Install Hydra", kind: "document" };
const said = (text: string, origin: Origin = page, headings: readonly string[] = []) => {
  const { entities, facts } = mentionsOf({ text, headings }, origin);
  return {
    names: entities.map(({ name }) => name),
    types: new Map(entities.map(({ name, type }) => [name, type])),
    facts: facts.map(({ from, relation, to }) => `${from} ${relation} ${to}`),
  };
};

describe("names in prose", () => {
  test("names over several words, with the small words within them", () => {
    const names = namesIn(
      "The film was directed by Christopher Nolan for Warner Bros. Entertainment after World War II.",
    );
    expect(names).toContain("Christopher Nolan");
    expect(names).toContain("World War II");
    expect(namesIn("He studied at the University of Oxford with J. R. R. Tolkien.")).toEqual(
      expect.arrayContaining(["University of Oxford", "J. R. R. Tolkien"]),
    );
  });

  test("a word that only begins a sentence is none, until it is capitalised within one", () => {
    expect(namesIn("Bread is baked. Water is not.")).toEqual([]);
    expect(namesIn("Gallu is a demon. In the myth Gallu walks.")).toEqual(["Gallu"]);
  });

  test("openers of sentences are no part of a name; owners and pairs are told apart", () => {
    expect(namesIn("In Paris they met. However Marie Curie stayed.")).toEqual(["Paris", "Marie Curie"]);
    expect(namesIn("We saw Christopher Priest's Inverted World.")).toEqual(
      expect.arrayContaining(["Christopher Priest", "Inverted World"]),
    );
    expect(namesIn("played by Hugh Jackman and Christian Bale")).toEqual(
      expect.arrayContaining(["Hugh Jackman", "Christian Bale"]),
    );
  });

  test("other languages' capitals count, scripts without capitals give nothing", () => {
    expect(namesIn("geboren in Köln bei Änne Müller")).toEqual(["Köln", "Änne Müller"]);
    expect(namesIn("東京は日本の首都です")).toEqual([]);
  });

  test("a title is known by what others call it", () => {
    expect(aliasesOf("The Prestige (film)")).toEqual(["The Prestige (film)", "The Prestige", "Prestige"]);
    expect(aliasesOf("Portland, Oregon")).toContain("Portland");
  });
});

describe("code", () => {
  test.each([
    ["export const parseUrl = (text: string): URL =>\n", "parseUrl"],
    ["export default async function main() {", "main"],
    ["class HTTPServer:\n", "HTTPServer"],
    ["    async def fetch_page(self):\n", "fetch_page"],
    ["func (s *Server) Serve(l net.Listener) error {", "Serve"],
    ["pub(crate) async fn read_all(path: &Path) {", "read_all"],
    ["public static String joinAll(List<String> parts) {", "joinAll"],
    ["int main(int argc, char **argv) {", "main"],
    ["interface Shape<T> {", "Shape"],
    ["type Abort = { signal: AbortSignal };", "Abort"],
    ["deploy_all() {", "deploy_all"],
  ])("%j defines %s", (code, name) => {
    expect(symbolsIn(code).defined).toEqual([name]);
  });

  test.each([
    ['import { a,\n  b } from "./a.ts";', "./a.ts"],
    ['const x = require("node:fs");', "node:fs"],
    ["from os.path import join", "os.path"],
    ["import numpy as np", "numpy"],
    ["use std::collections::HashMap;", "std::collections::HashMap"],
    ["using System.Text;", "System.Text"],
    ["#include <stdio.h>", "stdio.h"],
    ["import java.util.List;", "java.util.List"],
    ["require_relative 'lib/x'", "lib/x"],
  ])("%j imports %s", (code, name) => {
    expect(symbolsIn(code).imported).toEqual([name]);
  });

  test("facts say what a file defines and imports, a near file as it calls itself", () => {
    const { facts } = said('import { b } from "../core/b.ts";\nexport function add() {}\n', {
      uri: "src/a.ts",
      title: "src/a.ts",
      kind: "code",
    });
    expect(facts).toEqual(["src/a.ts defines add", "src/a.ts imports core/b.ts"]);
  });
});

describe("mentions of a chunk", () => {
  test("title, headings, backticks, paths, hosts; common headings join nothing", () => {
    const { names, types } = said(
      "Run `makeServer()` as in core/config.ts, see https://www.example.org/x?y.",
      page,
      ["Usage", "With Docker"],
    );
    expect(names).toEqual(
      expect.arrayContaining(["Install Hydra", "With Docker", "makeServer", "core/config.ts", "example.org"]),
    );
    expect(names).not.toContain("Usage");
    expect(types.get("example.org")).toBe("host");
  });

  test.each([
    [
      "package.json",
      '{"name": "shop",\n "dependencies": {\n  "zod": "^4.0.0",\n  "@a/b": "workspace:*"\n}}',
      ["zod", "@a/b"],
    ],
    [
      "requirements.txt",
      "requests>=2\nflask[async]==3.0 # web\n# comment\n-r other.txt\n",
      ["requests", "flask"],
    ],
    ["Cargo.toml", '[package]\nname = "shop"\nversion = "1.0"\n[dependencies]\nserde = "1"\n', ["serde"]],
    ["go.mod", "module a.b/c\nrequire (\n\tgithub.com/x/y v1.2.0\n)\n", ["github.com/x/y"]],
    ["pyproject.toml", '[project]\nname = "shop"\ndependencies = ["httpx>=0.27"]\n', ["httpx"]],
  ])("%s depends on %#", (file, text, needs) => {
    expect(manifestOf(`some/${file}`, text)?.needs).toEqual(needs);
    const { facts } = said(text, { uri: file, title: file, kind: "document" });
    expect(facts).toHaveLength(needs.length);
  });

  test("bounded, and every end of a fact is an entity", () => {
    const text = Array.from({ length: 500 }, (_, at) => `export function name${at}() {}`).join("\n");
    const { entities, facts } = mentionsOf(
      { text, headings: [] },
      { uri: "a.ts", title: "a.ts", kind: "code" },
    );
    expect(entities.length).toBeLessThanOrEqual(80);
    expect(facts.length).toBeLessThanOrEqual(60);
    const keys = new Set(entities.map(({ name }) => entityKey(name)));
    expect(facts.every(({ from, to }) => keys.has(entityKey(from)) && keys.has(entityKey(to)))).toBe(true);
  });

  test.each(["\n", " ", "`", "a.", "Ab ", '"A', "import ", "type A<", "a = ("])(
    "a long run of %j is done with at once",
    (unit) => {
      const text = unit.repeat(40_000 / unit.length);
      for (const uri of ["pyproject.toml", "package.json", "a.ts"]) {
        expect(said(text, { ...page, uri, kind: "code" }).names.length).toBeLessThanOrEqual(80);
        expect(said(text, { ...page, uri }).names.length).toBeLessThanOrEqual(80);
      }
    },
  );
});
