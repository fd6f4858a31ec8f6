// A real SearXNG, whose engines are a loopback upstream and one that is down (`.ci/searxng.sh` brings it).
import { describe, expect, it } from "vitest";
import { makeSearxng } from "../../../tools/web/searxng.ts";
import { searchSuite } from "./search.suite.ts";

const url = process.env["HYDRA_TEST_SEARXNG_URL"];
const html = process.env["HYDRA_TEST_SEARXNG_HTML_URL"];
const { signal } = new AbortController();

describe.skipIf(url === undefined)(
  `a real SearXNG${url === undefined ? " (skipped: set HYDRA_TEST_SEARXNG_URL)" : ""}`,
  () => {
    searchSuite(() => makeSearxng(url ?? ""), { query: "known", nothing: "nothing" });

    it("tells which engine did not answer", async () => {
      const { notes } = await makeSearxng(url ?? "").search("engines", { signal, limit: 5 });
      expect(notes.join("\n")).toMatch(/^lost did not answer: \S/u);
    });
  },
);

it.skipIf(html === undefined)(
  `a real SearXNG without JSON is told apart${html === undefined ? " (skipped: set HYDRA_TEST_SEARXNG_HTML_URL)" : ""}`,
  async () => {
    await expect(makeSearxng(html ?? "").search("q", { signal, limit: 5 })).rejects.toMatchObject({
      code: "PAGE_REFUSED",
      fix: expect.stringContaining("search.formats") as string,
    });
  },
);
