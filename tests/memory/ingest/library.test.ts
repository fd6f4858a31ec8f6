import { expect, test } from "vitest";
import { HydraError } from "../../../core/errors.ts";
import type { LibraryDocs, Page } from "../../../core/web.ts";
import { libraryOf } from "../../../memory/ingest/library.ts";
import { draftsOf } from "../../../memory/ingest/source.ts";
import { readable } from "../../../tools/web/readable.ts";
import { temporary } from "../../support/temporary.ts";

const { signal } = new AbortController();

test.each([
  ["npm:zod", { registry: "npm", library: "zod" }],
  ["npm:@types/node@24.0.0", { registry: "npm", library: "@types/node", version: "24.0.0" }],
  ["pypi:requests==2.33.0", { registry: "pypi", library: "requests", version: "2.33.0" }],
  ["npm:", null],
  ["npm://zod", null],
  ["docs/npm:zod", null],
])("%s", (source, library) => {
  expect(libraryOf(source)).toEqual(library);
});

const pageOf = (url: string, content: string): Page => ({
  asked: url,
  url,
  canonicalUrl: url,
  title: "",
  publishedAt: null,
  fetchedAt: "2026-01-01T00:00:00Z",
  mediaType: "text/markdown",
  content,
  by: "a test",
});

const draftsWith = async (docs: LibraryDocs) =>
  Array.fromAsync(
    draftsOf(
      ["npm:left@2"],
      { root: temporary(), list: async () => [], readHtml: readable, scraper: null, docs },
      { signal },
    ),
  );

test("the README of the version and the homepage go in, and what is missing is told", async () => {
  const drafted = await draftsWith({
    lookUp: async ({ library }) => ({
      library,
      version: "2.0.0",
      summary: "",
      readme: pageOf("https://registry.example/left", "# left\n\nPads on the left.\n"),
      homepage: pageOf("https://left.example/", "# Welcome\n\nRead on.\n"),
      notes: ["its changelog has no address"],
    }),
  });
  expect(drafted.map((one) => ("draft" in one ? one.draft.origin : one))).toMatchObject([
    { uri: "npm:left@2.0.0", title: "left 2.0.0", kind: "web" },
    { uri: "https://left.example/", kind: "web" },
    { uri: "npm:left@2", problem: { message: "its changelog has no address" } },
  ]);
});

test("a library that is not there is one problem", async () => {
  const gone = new HydraError("BAD_INPUT", "npm has no left", { fix: "look up its name" });
  const drafted = await draftsWith({ lookUp: async () => Promise.reject(gone) });
  expect(drafted).toEqual([{ uri: "npm:left@2", problem: gone }]);
});
