// SearXNG's JSON over a real port, written by hand after what a real server answers (`searxng.slow.test.ts` asks one).
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWebSearchFake } from "../../../tools/web/fakes.ts";
import { makeSearxng } from "../../../tools/web/searxng.ts";
import { searchSuite } from "./search.suite.ts";
import { openSite, redirect, text } from "./site.ts";
import type { Site } from "./site.ts";

const result = (n: number) => ({
  url: `https://example.org/${n}`,
  title: `Title\n ${n}`,
  content: `Text ${n}`,
  engine: "upstream",
  publishedDate: n === 1 ? "2024-03-01T10:00:00" : null,
});
const three = [1, 2, 3].map(result);

const odd = {
  results: [
    { url: "javascript:alert(1)", title: "x" },
    { url: "file:///etc/passwd" },
    "no object",
    null,
    {
      url: "https://example.org/long",
      title: "t".repeat(9_000),
      content: "c".repeat(9_000),
      publishedDate: "soon",
    },
    { url: "https://example.org/bare", title: null, content: 7 },
    { url: "https://example.org/bare", title: "again" },
  ],
  unresponsive_engines: [["lost", "timeout"], ["odd"], 3, ["e".repeat(500), "r".repeat(500)]],
};

let site: Site;
beforeAll(async () => {
  site = await openSite({
    "/search": (request, response) => {
      const query = new URL(request.url ?? "", "http://x").searchParams;
      const results = query.get("q") === "nothing" ? [] : three;
      const status = query.get("format") === "json" ? 200 : 400;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ results }));
    },
    "/odd/search": text(JSON.stringify(odd), "application/json"),
    "/html/search": text("<html>", "text/html"),
    "/other/search": text('{"hits": []}', "application/json"),
    "/off/search": (_, response) => {
      response.writeHead(403, { "content-type": "text/html" }).end("Forbidden");
    },
    "/busy/search": (_, response) => {
      response.writeHead(429).end();
    },
    "/moved/search": redirect("/search"),
    "/flood/search": (_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`{"results":[${'"x",'.repeat(6 << 20)}0]}`);
    },
  });
});
afterAll(async () => {
  await site.close();
});

const { signal } = new AbortController();
const searched = async (path: string) =>
  makeSearxng(`http://127.0.0.1:${site.port}${path}`).search("q", { signal, limit: 10 });

describe("the fake", () => {
  const hit = (n: number) => ({ ...result(n), title: `Title ${n}`, text: "", publishedAt: null });
  searchSuite(() => makeWebSearchFake({ known: [1, 2, 3].map(hit) }), { query: "known", nothing: "nothing" });
});

describe("SearXNG", () => {
  searchSuite(() => makeSearxng(`http://127.0.0.1:${site.port}`), { query: "known", nothing: "nothing" });

  it("is reached with or without a path", async () => {
    for (const path of ["", "/", "/search", "/search/"]) expect((await searched(path)).hits).toHaveLength(3);
    expect((await searched("")).hits[0]).toEqual({
      url: "https://example.org/1",
      title: "Title 1",
      text: "Text 1",
      publishedAt: new Date("2024-03-01T10:00:00").toISOString(),
    });
  });

  it("is believed only as far as its answer goes", async () => {
    const { hits, notes } = await searched("/odd");
    expect(hits.map(({ url }) => url)).toEqual(["https://example.org/long", "https://example.org/bare"]);
    expect(hits[0]?.title).toHaveLength(300);
    expect(hits[0]?.text).toHaveLength(2_000);
    expect(hits[0]?.publishedAt).toBeNull();
    expect(hits[1]).toMatchObject({ text: "" });
    expect(notes[0]).toBe("lost did not answer: timeout");
    expect(notes[1]?.length).toBeLessThan(220);
    expect(notes.at(-1)).toBe("4 results were left out: they have no web address");
  });

  it.each([
    ["/off", "PAGE_REFUSED", "answered 403", "`json` to `search.formats`"],
    ["/busy", "PAGE_REFUSED", "answered 429", "limiter"],
    ["/html", "PAGE_UNREADABLE", "what is no JSON", ""],
    ["/other", "PAGE_UNREADABLE", "another form (results", ""],
    ["/moved", "PAGE_UNREADABLE", "answered 302", ""],
    ["/flood", "PAGE_UNREADABLE", "longer than may be read", ""],
  ])("says in one line what is wrong (%s)", async (path, code, why, fix) => {
    const error = (await searched(path).catch((thrown: unknown) => thrown)) as Error & { fix: string };
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(why);
    expect(error.message).not.toContain("\n");
    expect(error.fix).toContain(fix);
  });

  it("that is not there is said so", async () => {
    const gone = await openSite({});
    await gone.close();
    const search = makeSearxng(`http://127.0.0.1:${gone.port}`).search("q", { signal, limit: 1 });
    await expect(search).rejects.toMatchObject({ code: "PAGE_UNREADABLE" });
    await expect(search).rejects.toThrow("SearXNG is not there");
  });
});
