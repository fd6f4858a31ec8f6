import { describe, expect, it } from "vitest";
import { readHtml } from "../../../tools/web/page.ts";
import { readable } from "../../../tools/web/readable.ts";

const base = "https://docs.example.com/guide/";
const sentence = "A paragraph of an article, with commas, and enough words that a reader takes it for one. ";
const articleOf = (inner: string, head = "") =>
  `<!doctype html><html><head><title>Guide | Site</title>${head}</head><body>
   <nav><a href="/">Home</a> menu</nav>
   <article><h1>Guide</h1>${`<p>${sentence}</p>`.repeat(8)}${inner}</article>
   <aside>advertisement</aside><footer>imprint</footer></body></html>`;
const markdown = (html: string) => readHtml(html, base).markdown;

describe("readable Markdown", () => {
  it("keeps the article and leaves out what stands around it", () => {
    const text = markdown(articleOf(""));
    expect(text).toContain(sentence.trim());
    expect(text).not.toMatch(/menu|imprint|advertisement/u);
  });

  it("keeps code with its language, lists, headings and tables", () => {
    const text = markdown(
      articleOf(`<h2>Use</h2><pre><code class="language-ts">const a = &lt;T&gt;1;\n  b();</code></pre>
        <ul><li>one</li><li>two</li></ul>
        <table><thead><tr><th>Name</th><th>a|b</th></tr></thead><tbody><tr><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr></tbody></table>`),
    );
    expect(text).toContain("## Use");
    expect(text).toContain("```ts\nconst a = <T>1;\n  b();\n```");
    expect(text).toMatch(/^-\s+one$/mu);
    expect(text).toContain("| Name | a\\|b |\n| --- | --- |\n| x | 1 |\n| y | 2 |");
  });

  it("makes links absolute, and drops those that lead to no page, pictures, and scripts", () => {
    const text = markdown(
      articleOf(`<p><a href="../api#x">api</a> <a href="javascript:steal()">js</a> <a href="http://u:p@h.com/">in</a>
        <img src="https://evil.example/?q=secret" alt="A diagram"> <script>alert(1)</script><style>p{}</style>
        <span hidden>unseen</span><span style="display:none">unseen</span></p>`),
    );
    expect(text).toContain("[api](https://docs.example.com/api#x) js in");
    expect(text).toContain("A diagram");
    expect(text).not.toMatch(/evil|alert|unseen|javascript|p\{/u);
  });

  it("of a page that is no article is the whole page", () => {
    expect(markdown("<p>just <b>text</b>")).toBe("just **text**");
    expect(markdown("")).toBe("");
    expect(markdown("no tags & none <needed")).toContain("no tags & none");
  });

  it("of an index is all of it, not only its preface", () => {
    const entries = Array.from(
      { length: 200 },
      (_, n) => `<li><a href="f${n}.html">function${n}</a></li>`,
    ).join("");
    const preface = `<div><p>${sentence.repeat(7)}</p><p>${sentence}</p></div>`;
    const text = markdown(
      `<html><body>${preface}<div class="sidebar"><ul>${entries}</ul></div></body></html>`,
    );
    for (let n = 0; n < 200; n += 1) expect(text).toContain(`[function${n}](${base}f${n}.html)`);
  });
});

describe("what a page says of itself", () => {
  const about = (head: string) => readHtml(articleOf("", head), base);

  it("is its title, address and date", () => {
    expect(
      about(
        '<link rel="canonical" href="/g"><meta property="article:published_time" content="2024-05-01T12:00:00+02:00">',
      ),
    ).toMatchObject({
      title: expect.stringContaining("Guide") as string,
      canonicalUrl: "https://docs.example.com/g",
      publishedAt: "2024-05-01T10:00:00.000Z",
    });
  });

  it("is taken only where it can be one", () => {
    expect(
      about('<link rel="canonical" href="javascript:x"><meta name="date" content="yesterday">'),
    ).toMatchObject({
      canonicalUrl: base,
      publishedAt: null,
    });
    expect(about(`<link rel="canonical" href="https://u:p@x.com/">`).canonicalUrl).toBe(base);
    expect(readHtml(`<title>${"t \n".repeat(5_000)}</title><p>x</p>`, base).title.length).toBeLessThanOrEqual(
      300,
    );
  });
});

describe("the thread that reads", () => {
  const { signal } = new AbortController();

  it("gives what was read", async () => {
    const page = await readable({ html: articleOf(""), url: base }, { signal });
    expect(page.markdown).toContain(sentence.trim());
  });

  it("is stopped where the HTML is too tangled, and where it is told to", async () => {
    const html = "<b><i>".repeat(20_000);
    await expect(readable({ html, url: base }, { signal, limitMs: 500 })).rejects.toMatchObject({
      code: "PAGE_UNREADABLE",
      message: expect.stringContaining("too tangled") as string,
    });
    const controller = new AbortController();
    const work = readable({ html, url: base }, { signal: controller.signal });
    controller.abort();
    await expect(work).rejects.toMatchObject({ code: "ABORTED" });
  });
});
