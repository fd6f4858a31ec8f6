// Our own reader and the services, over real ports: the page that is asked for is public, the services stand on loopback.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HydraConfig } from "../../../core/config.ts";
import { makeScraperFake } from "../../../tools/web/fakes.ts";
import { openWeb } from "../../../tools/web/open.ts";
import { scraperSuite } from "./scraper.suite.ts";
import { openSite, publicAddress, redirect, text } from "./site.ts";
import type { Site } from "./site.ts";

const html = `<html><head><title>Known</title></head><body><h1>Known</h1>${"<p>All about elephants, at length, and in detail.</p>".repeat(20)}</body></html>`;
const pdf = new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d, 0x00, 0xff]);

let site: Site;
let services: Site;
let jinaStatus = 200;
let movedTo: string | null = null;

beforeAll(async () => {
  site = await openSite({
    "/known": text(html, "text/html; charset=utf-8"),
    "/notes.md": text("# Notes\nżółw", "text/markdown; charset=utf-8"),
    "/paper.pdf": text(pdf, "application/pdf"),
    "/empty": text("<html><body><script>build()</script></body></html>", "text/html"),
    "/private/x": text("secret"),
    "/in": redirect("/private/x"),
    "/robots.txt": text("User-agent: *\nDisallow: /private"),
  });
  services = await openSite({
    [`/jina/http://site.example.com:${site.port}/known`]: (_, response) => {
      if (jinaStatus !== 200) response.writeHead(jinaStatus).end();
      else {
        const data = {
          title: " Known\n",
          content: "# Known\nelephants by Jina",
          url: movedTo,
          publishedTime: 3,
        };
        response.writeHead(200).end(JSON.stringify({ code: 200, data }));
      }
    },
    "/v1/scrape": (request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => {
        body += part.toString();
      });
      request.on("end", () => {
        const { url } = JSON.parse(body) as { url: string };
        const statusCode = url.endsWith("/known") ? 200 : 404;
        const data = { markdown: "elephants by Firecrawl", metadata: { title: "Known", statusCode, url } };
        response.writeHead(200).end(JSON.stringify({ success: true, data }));
      });
    },
  });
});
afterAll(async () => {
  await Promise.all([site.close(), services.close()]);
});
beforeEach(() => {
  jinaStatus = 200;
  movedTo = null;
  site.asked.length = 0;
  services.asked.length = 0;
});

const { signal } = new AbortController();
const web = (settings: object = {}) =>
  openWeb(HydraConfig.parse({ web: settings }).web, {
    clock: { now: () => 1_700_000_000_000 },
    resolve: async () => [publicAddress],
    rerouteForTests: () => "127.0.0.1",
  });
const serviceAt = (path: string) => `http://127.0.0.1:${services.port}${path}`;
const pages = { page: () => site.at("/known"), missing: () => site.at("/missing") };

describe("the fake", () => {
  scraperSuite(() => makeScraperFake({ "https://e.org/": "# Known\nelephants" }), {
    page: () => "https://e.org/",
    missing: () => "https://e.org/missing",
  });
});

describe("Hydra's own", () => {
  scraperSuite(() => web().scrape, pages);

  it("passes text and PDFs as they are, with their type", async () => {
    expect(await web().scrape.scrape(site.at("/notes.md"), { signal })).toMatchObject({
      title: "notes.md",
      mediaType: "text/markdown",
      content: "# Notes\nżółw",
      fetchedAt: "2023-11-14T22:13:20.000Z",
    });
    expect(await web().scrape.scrape(site.at("/paper.pdf"), { signal })).toMatchObject({
      mediaType: "application/pdf",
      content: pdf,
    });
  });

  it("says so where a page has no text", async () => {
    await expect(web().scrape.scrape(site.at("/empty"), { signal })).rejects.toThrow("holds no text");
  });

  it("obeys robots.txt, behind a redirect too", async () => {
    for (const path of ["/private/x", "/in"])
      await expect(web().scrape.scrape(site.at(path), { signal })).rejects.toMatchObject({
        code: "PAGE_REFUSED",
      });
    expect(site.asked).not.toContain("site.example.com/private/x");
  });
});

describe("Jina Reader", () => {
  scraperSuite(() => web({ jinaUrl: serviceAt("/jina") }).scrape, pages);

  it("is asked before Hydra reads itself", async () => {
    const page = await web({ jinaUrl: serviceAt("/jina/") }).scrape.scrape(site.at("/known"), { signal });
    expect(page).toMatchObject({
      content: "# Known\nelephants by Jina",
      title: "Known",
      by: "Jina Reader",
      publishedAt: null,
    });
    expect(site.asked).toEqual(["site.example.com/robots.txt"]);
  });

  it.each([401, 403, 503])("that answers %i is followed by the next, which says so", async (status) => {
    jinaStatus = status;
    const settings = { jinaUrl: serviceAt("/jina"), firecrawlUrl: serviceAt("") };
    const both = web(settings).scrape;
    expect(both.name).toBe("Jina Reader, else Firecrawl, else Hydra's own reader");
    expect((await both.scrape(site.at("/known"), { signal })).by).toMatch(
      new RegExp(`^Firecrawl \\(Jina Reader failed: .*${status}`, "u"),
    );
    const own = await web({ jinaUrl: "http://127.0.0.1:9" }).scrape.scrape(site.at("/known"), { signal });
    expect(own.by).toMatch(/^Hydra's own reader \(Jina Reader failed: .*not there/u);
  });

  it("is never given what the guard or robots.txt refuses", async () => {
    const { scrape } = web({ jinaUrl: serviceAt("/jina"), firecrawlUrl: serviceAt("") });
    const withPassword = site.at("/known").replace("//", "//user:pass@");
    for (const url of [
      "http://127.0.0.1/",
      "http://[::1]/",
      "file:///etc/passwd",
      site.at("/private/x"),
      withPassword,
    ])
      await expect(scrape.scrape(url, { signal })).rejects.toMatchObject({ code: "PAGE_REFUSED" });
    expect(services.asked).toEqual([]);
  });

  it("that says it ended in the private network is not believed to have read a page", async () => {
    movedTo = "http://169.254.169.254/latest/meta-data/";
    await expect(
      web({ jinaUrl: serviceAt("/jina") }).scrape.scrape(site.at("/known"), { signal }),
    ).rejects.toMatchObject({ code: "PAGE_REFUSED" });
  });
});

describe("Firecrawl", () => {
  scraperSuite(() => web({ firecrawlUrl: serviceAt("") }).scrape, pages);
});

describe("the web by its settings", () => {
  it("has a search only where one is named", () => {
    expect(web().search).toBeNull();
    expect(web({ searxngUrl: serviceAt("") }).search?.name).toContain("SearXNG");
  });

  it("keeps to its allow-list", async () => {
    const listed = web({ allow: ["example.org"] });
    await expect(listed.scrape.scrape(site.at("/known"), { signal })).rejects.toThrow("web.allow");
    expect(() => web({ allow: ["*"] })).toThrow("web.allow");
  });
});
