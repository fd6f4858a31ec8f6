import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeDocs } from "../../../tools/web/docs.ts";
import { makeRobots } from "../../../tools/web/robots.ts";
import { makeScraper } from "../../../tools/web/scraper.ts";
import { guardTo, openSite, text } from "./site.ts";
import type { Answer, Site } from "./site.ts";

const { signal } = new AbortController();
const clock = { now: () => 0 };
let site: Site;

const json = (value: unknown): Answer => text(JSON.stringify(value), "application/json");
/** Registries name addresses that only the running test knows. */
const lazily =
  (make: () => Answer): Answer =>
  (request, response) => {
    make()(request, response);
  };

beforeAll(async () => {
  site = await openSite({
    "/npm/left-pad/1.2.0": lazily(() =>
      json({
        version: "1.2.0",
        description: "Pads",
        homepage: site.at("/docs"),
        repository: { url: "git+https://github.com/x/y.git" },
      }),
    ),
    "/npm/@scope%2ftool/latest": json({
      version: "3.0.0",
      homepage: "http://169.254.169.254/",
      repository: "file:///etc/passwd",
    }),
    "/npm/odd/latest": json({ version: 7 }),
    "/files/left-pad@1.2.0/readme.md": text("# left-pad 1.2.0", "text/markdown; charset=utf-8"),
    "/files/@scope/tool@3.0.0/README.md": text("# tool", "text/plain"),
    "/pypi/pypi/requests/2.31.0/json": lazily(() =>
      json({
        info: {
          version: "2.31.0",
          summary: "HTTP",
          description: "# Requests",
          description_content_type: "text/markdown; charset=UTF-8",
          home_page: site.at("/gone"),
          project_urls: { Source: site.at("/source"), Documentation: site.at("/docs") },
        },
      }),
    ),
    "/pypi/pypi/bare/json": json({ info: { version: "1", description: null, project_urls: null } }),
    "/docs": text(`<title>Docs</title><p>${"How it is used. ".repeat(20)}</p>`, "text/html"),
  });
});
afterAll(async () => {
  await site.close();
});
beforeEach(() => {
  site.asked.length = 0;
});

const docs = () => {
  const guard = guardTo();
  const scraper = makeScraper({ guard, robots: makeRobots(guard, clock), clock });
  const registries = { npm: site.at("/npm"), npmFiles: site.at("/files"), pypi: site.at("/pypi") };
  return makeDocs({ guard, scraper, clock, registries });
};

describe("documentation of a library", () => {
  it("is the README of that version from npm, and the page that it names", async () => {
    const found = await docs().lookUp({ registry: "npm", library: "left-pad", version: "1.2.0" }, { signal });
    expect(found).toMatchObject({ library: "left-pad", version: "1.2.0", summary: "Pads", notes: [] });
    expect(found.readme).toMatchObject({ content: "# left-pad 1.2.0", title: "left-pad 1.2.0: README" });
    expect(found.homepage?.content).toContain("How it is used.");
  });

  it("is the description of that version from PyPI, and its documentation before its homepage", async () => {
    const found = await docs().lookUp(
      { registry: "pypi", library: "requests", version: "2.31.0" },
      { signal },
    );
    expect(found).toMatchObject({ version: "2.31.0", summary: "HTTP", notes: [] });
    expect(found.readme).toMatchObject({ content: "# Requests", mediaType: "text/markdown" });
    expect(found.homepage?.url).toBe(site.at("/docs"));
  });

  it("follows a registry nowhere into the private network", async () => {
    const found = await docs().lookUp({ registry: "npm", library: "@scope/tool" }, { signal });
    expect(found).toMatchObject({ version: "3.0.0", homepage: null });
    expect(found.readme?.content).toBe("# tool");
    expect(found.notes).toEqual([expect.stringContaining("169.254.169.254")]);
  });

  it("says what is not there", async () => {
    expect(await docs().lookUp({ registry: "pypi", library: "bare" }, { signal })).toMatchObject({
      readme: null,
      homepage: null,
      notes: [
        "The registry keeps no README of that version.",
        "The registry names no documentation and no homepage.",
      ],
    });
    await expect(docs().lookUp({ registry: "npm", library: "nobody" }, { signal })).rejects.toMatchObject({
      code: "PAGE_UNREADABLE",
      message: expect.stringMatching(/nobody.*404/u) as string,
    });
    await expect(docs().lookUp({ registry: "npm", library: "odd" }, { signal })).rejects.toThrow(
      "another form",
    );
  });

  it.each([
    ["npm", "../../etc", undefined],
    ["npm", "a/b", undefined],
    ["npm", "", undefined],
    ["npm", "a?x=1", undefined],
    ["pypi", "-x", undefined],
    ["pypi", "a/b", undefined],
    ["npm", "left-pad", "../1"],
    ["npm", "left-pad", "^1.0.0"],
    ["pypi", "requests", ""],
  ] as const)("is looked up by names only (%s %j %j)", async (registry, library, version) => {
    const question = { registry, library, ...(version === undefined ? {} : { version }) };
    await expect(docs().lookUp(question, { signal })).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(site.asked).toEqual([]);
  });
});
