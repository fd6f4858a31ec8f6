import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { FetchOptions } from "../../../tools/web/hop.ts";
import { readAllowList } from "../../../tools/web/target.ts";
import { guardTo, openSite, publicAddress, redirect, text } from "./site.ts";
import type { Site } from "./site.ts";

const { signal } = new AbortController();
const options: FetchOptions = { signal, accept: ["text/*"] };
const bomb = "0".repeat(4 << 20);

let site: Site;
beforeAll(async () => {
  site = await openSite({
    "/page": text("hello", "Text/HTML; Charset=UTF-8"),
    "/gzip": text(gzipSync("packed"), "text/plain", { "content-encoding": "gzip" }),
    "/br": text(brotliCompressSync("packed"), "text/plain", { "content-encoding": "br" }),
    "/bomb": text(gzipSync(bomb), "text/plain", { "content-encoding": "gzip" }),
    "/bomb-br": text(brotliCompressSync(bomb), "text/plain", { "content-encoding": "br" }),
    "/twice": text(gzipSync(gzipSync(bomb)), "text/plain", { "content-encoding": "gzip, gzip" }),
    "/odd": text("x", "text/plain", { "content-encoding": "zstd" }),
    "/broken": text("no gzip at all", "text/plain", { "content-encoding": "gzip" }),
    "/long": text(bomb),
    "/long-unsaid": (_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      for (let at = 0; at < 64; at += 1) response.write(bomb.slice(0, 1 << 16));
      response.end();
    },
    "/members": (_, response) => {
      response.writeHead(200, { "content-type": "text/plain", "content-encoding": "gzip" });
      const empty = gzipSync("");
      response.end(Buffer.concat(Array.from({ length: 100_000 }, () => empty)));
    },
    "/zip": text("PK", "application/zip"),
    "/untyped": (_, response) => {
      response.writeHead(200).end("x");
    },
    "/gone": (_, response) => {
      response.writeHead(410, { "content-type": "text/plain" }).end("gone");
    },
    "/cut": (_, response) => {
      response.writeHead(200, { "content-type": "text/plain", "content-length": "100" });
      response.write("half", () => response.destroy());
    },
    "/silent": () => {},
    "/drip": (_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => {
        clearInterval(timer);
      });
    },
    "/see-other": redirect("/page", 303),
    "/elsewhere": (_, response) => {
      response.writeHead(301, { location: `http://other.example.org:${site.port}/page` }).end();
    },
    "/circle": redirect("/circle-2"),
    "/circle-2": redirect("/circle#back"),
    "/endless": (request, response) => {
      const n = Number(new URL(request.url ?? "", "http://x").searchParams.get("n") ?? 0);
      response.writeHead(302, { location: `/endless?n=${n + 1}` }).end();
    },
    "/to": (request, response) => {
      const to = new URL(request.url ?? "", "http://x").searchParams.get("u") ?? "";
      response.writeHead(302, { location: to }).end();
    },
    "/echo": (request, response) => {
      response.writeHead(200, { "content-type": "text/plain" }).end(JSON.stringify(request.headers));
    },
  });
});
afterAll(async () => {
  await site.close();
});
beforeEach(() => {
  site.asked.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const guard = guardTo();
const failure = async (path: string, given: Partial<FetchOptions> = {}) => {
  const error: unknown = await guard
    .fetch(site.at(path), { ...options, ...given })
    .catch((thrown: unknown) => thrown);
  return error as Error & { code: string; details: Record<string, unknown> };
};
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("a page", () => {
  it("comes with its type, its charset and its bytes", async () => {
    const page = await guard.fetch(site.at("/page#part"), options);
    expect(page).toMatchObject({ url: site.at("/page"), mediaType: "text/html", charset: "utf-8" });
    expect(decode(page.bytes)).toBe("hello");
  });

  it.each(["/gzip", "/br"])("is unpacked (%s)", async (path) => {
    expect(decode((await guard.fetch(site.at(path), options)).bytes)).toBe("packed");
  });

  it("is asked for without cookies, credentials and referrer", async () => {
    const { bytes } = await guard.fetch(site.at("/echo"), options);
    expect(Object.keys(JSON.parse(decode(bytes)) as object).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });
});

describe("limits", () => {
  it.each(["/long", "/long-unsaid", "/bomb", "/bomb-br", "/members"])(
    "refuses more bytes than asked for (%s)",
    async (path) => {
      const error = await failure(path, { limitBytes: 1 << 20 });
      expect(error.code).toBe("PAGE_UNREADABLE");
      expect(error.message).toContain("longer than");
    },
  );

  it("cuts where it may", async () => {
    for (const path of ["/long", "/bomb"]) {
      const { bytes } = await guard.fetch(site.at(path), { ...options, limitBytes: 1_000, over: "cut" });
      expect(bytes.byteLength).toBe(1_000);
    }
  });

  it.each(["/silent", "/drip"])("has a deadline for the whole of it (%s)", async (path) => {
    const error = await failure(path, { timeoutMs: 300 });
    expect(error.message).toContain("within 300 ms");
  });

  it("has a deadline for the resolver too", async () => {
    const stuck = guardTo({ resolve: async () => new Promise(() => {}) });
    await expect(stuck.fetch(site.at("/page"), { ...options, timeoutMs: 100 })).rejects.toThrow(
      "within 100 ms",
    );
  });

  it("stops at once when it is told to", async () => {
    const controller = new AbortController();
    const work = guard.fetch(site.at("/drip"), { ...options, signal: controller.signal });
    while (site.asked.length === 0) await new Promise((done) => setTimeout(done, 5));
    controller.abort();
    await expect(work).rejects.toMatchObject({ code: "ABORTED" });
    await expect(
      guard.fetch(site.at("/page"), { ...options, signal: controller.signal }),
    ).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});

describe("what is no page", () => {
  it.each([
    ["/zip", "application/zip, which is not read"],
    ["/untyped", "of no named type"],
    ["/gone", "answered 410"],
    ["/nowhere", "answered 404"],
    ["/odd", "packed in a way that is not read (zstd)"],
    ["/twice", "packed in a way that is not read (gzip, gzip)"],
    ["/broken", "packed wrongly"],
    ["/cut", "broke off"],
  ])("is said in one line (%s)", async (path, why) => {
    const error = await failure(path);
    expect(error.code).toBe("PAGE_UNREADABLE");
    expect(error.message).toContain(why);
    expect(error.message).not.toContain("\n");
  });

  it("tells the status", async () => {
    expect((await failure("/gone")).details["status"]).toBe(410);
  });

  it("is a name that nobody knows, or a port where nobody listens", async () => {
    const lost = guardTo({ resolve: async () => Promise.reject(new Error("ENOTFOUND")) });
    await expect(lost.fetch(site.at("/page"), options)).rejects.toThrow("can't be resolved");
    await expect(guardTo({ resolve: async () => [] }).fetch(site.at("/page"), options)).rejects.toThrow(
      "no address",
    );
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    await expect(guard.fetch(`http://site.example.com:${port}/`, options)).rejects.toThrow("nothing listens");
  });
});

describe("redirects", () => {
  it("are followed, to another host too", async () => {
    expect((await guard.fetch(site.at("/see-other"), options)).url).toBe(site.at("/page"));
    expect((await guard.fetch(site.at("/elsewhere"), options)).url).toBe(
      site.at("/page", "other.example.org"),
    );
  });

  it("in a circle are named, and more than five refused", async () => {
    const circle = await failure("/circle");
    expect(circle.code).toBe("PAGE_UNREADABLE");
    expect(circle.message).toContain(
      `(${site.at("/circle")} → ${site.at("/circle-2")} → ${site.at("/circle")})`,
    );
    site.asked.length = 0;
    expect((await failure("/endless")).message).toContain("more than 5 times");
    expect(site.asked).toHaveLength(6);
  });

  it.each([
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://2130706433/",
    "//169.254.169.254/latest/meta-data/",
    "http:\\\\10.0.0.1/",
    "file:///etc/passwd",
    "gopher://10.0.0.1:25/",
    "http://user:pass@example.com/",
    "http://example.com:25/",
  ])("into what is not public are refused (%s)", async (to) => {
    const error = await failure(`/to?u=${encodeURIComponent(to)}`);
    expect(error.code).toBe("PAGE_REFUSED");
    expect(error.message).toContain("redirects elsewhere");
    expect(site.asked).toHaveLength(1);
  });

  it("to a real server of the private network don't reach it", async () => {
    const inner = await openSite({ "/secret": text("secret") });
    const error = await failure(`/to?u=${encodeURIComponent(`http://127.0.0.1:${inner.port}/secret`)}`);
    expect(error.code).toBe("PAGE_REFUSED");
    expect(inner.asked).toEqual([]);
    await inner.close();
  });

  it("are judged before each hop by the caller too", async () => {
    const hops: string[] = [];
    await guard.fetch(site.at("/elsewhere"), {
      ...options,
      beforeHop: async ({ pathname }) => void hops.push(pathname),
    });
    expect(hops).toEqual(["/elsewhere", "/page"]);
  });
});

describe("a name that changes its mind", () => {
  const answers = (...rounds: string[][]) => {
    let asked = 0;
    const resolve = async () => rounds[Math.min(asked++, rounds.length - 1)] ?? [];
    return { resolve, asked: () => asked };
  };

  it("is resolved once a hop, and the connection goes to the address that was judged", async () => {
    const rebinding = answers([publicAddress], ["127.0.0.1"]);
    const connected: string[] = [];
    const pinned = guardTo({
      resolve: rebinding.resolve,
      rerouteForTests: (address) => {
        connected.push(address);
        return "127.0.0.1";
      },
    });
    expect(decode((await pinned.fetch(site.at("/page"), options)).bytes)).toBe("hello");
    expect(rebinding.asked()).toBe(1);
    expect(connected).toEqual([publicAddress]);
  });

  it("is refused at the hop where it points inside, without a request", async () => {
    const rebinding = answers([publicAddress], ["127.0.0.1"]);
    await expect(
      guardTo({ resolve: rebinding.resolve }).fetch(site.at("/see-other"), options),
    ).rejects.toMatchObject({
      code: "PAGE_REFUSED",
    });
    expect(site.asked).toEqual(["site.example.com/see-other"]);
  });
});

describe("the allow-list", () => {
  it("lets its hosts and their subdomains through, on each hop, and nobody else", async () => {
    const listed = guardTo({ allow: readAllowList(["https://Example.com/docs", "*.python.org"]) });
    expect((await listed.fetch(site.at("/page"), options)).url).toBe(site.at("/page"));
    await listed.vet("https://docs.python.org/", { signal });
    for (const host of ["notexample.com", "example.com.evil.net", "python.org.evil.net"])
      await expect(listed.vet(`https://${host}/`, { signal })).rejects.toThrow("web.allow");
    await expect(listed.fetch(site.at("/elsewhere"), options)).rejects.toThrow("web.allow");
  });

  it("opens no way into the private network", async () => {
    const listed = guardTo({ allow: readAllowList(["127.0.0.1", "localhost", "[::1]"]) });
    for (const host of ["127.0.0.1", "localhost", "[::1]"])
      await expect(listed.vet(`http://${host}/`, { signal })).rejects.toMatchObject({ code: "PAGE_REFUSED" });
  });

  it.each(["", "*", "a b", "https://"])("refuses an entry that is no host (%j)", (entry) => {
    expect(() => readAllowList([entry])).toThrow("web.allow");
  });
});

it("asks no proxy of the environment", async () => {
  const proxy = await openSite({});
  for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"])
    vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
  vi.stubEnv("NODE_USE_ENV_PROXY", "1");
  expect(decode((await guard.fetch(site.at("/page"), options)).bytes)).toBe("hello");
  expect(proxy.asked).toEqual([]);
  await proxy.close();
});
