// Every address that is not public is refused by the one guard, however it is written, and the public ones are let through by the
// same guard. The resolver is injected and says "public" to all names, so that what refuses them here is the guard's own reading.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isHydraError } from "../../../core/errors.ts";
import { makeGuard } from "../../../tools/web/guard.ts";
import { publicAddress } from "./site.ts";
import { spellingsOf } from "./spellings.ts";

const { signal } = new AbortController();
const guard = makeGuard({ allow: [], resolve: async () => [publicAddress] });

const verdict = async (url: string, on = guard): Promise<string> => {
  try {
    await on.vet(url, { signal });
    return "let through";
  } catch (error) {
    return isHydraError(error) ? error.code : String(error);
  }
};
const verdicts = async (urls: readonly string[]) =>
  Object.fromEntries(await Promise.all(urls.map(async (url) => [url, await verdict(url)] as const)));
const all = (urls: readonly string[], code: string) => Object.fromEntries(urls.map((url) => [url, code]));

const catalogue = join(process.env["HYDRA_EVAL_DATA"] ?? "../shared/data", "safety/ssrf/urls.jsonl.gz");

describe.skipIf(!existsSync(catalogue))(`the catalogue of bypasses (${catalogue})`, () => {
  const urls = existsSync(catalogue)
    ? gunzipSync(readFileSync(catalogue))
        .toString()
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { url: string }).url)
    : [];
  /** Read one by one: what these say is on the public web, and what makes some of them dangerous comes later, by a redirect or by DNS. */
  const open = new Set([
    "http://ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ",
    "https://307.r3dir.me/--to/?url=http://localhost",
    "https://62epax5fhvj3zzmzigyoe5ipkbn7fysllvges3a.302.r3dir.me",
    "http://1u.ms",
    "http://1.1.1.1",
    "http://google.com:80/",
    "https://example.com/ssrf.php?url=http://brutelogic.com.br/poc.svg",
  ]);
  const closed = urls.filter((url) => !open.has(url));

  it("lets the public ones through, and refuses all others", async () => {
    expect(closed.length + open.size).toBe(urls.length);
    expect(await verdicts([...open])).toEqual(all([...open], "let through"));
    expect(await verdicts(closed)).toEqual(all(closed, "PAGE_REFUSED"));
  });

  it("refuses those that were cut off in the catalogue, completed", async () => {
    const completed = closed
      .filter((url) => url.includes("[") && !url.includes("]"))
      .map((url) => `${url}]:80/`);
    expect(completed.length).toBeGreaterThan(3);
    expect(await verdicts(completed)).toEqual(all(completed, "PAGE_REFUSED"));
  });

  it("refuses each address in it in every spelling", async () => {
    const addresses = new Set(
      closed.flatMap((url) => {
        const host = URL.parse(url)?.hostname ?? "";
        return /^\d+\.\d+\.\d+\.\d+$/u.test(host) ? [host] : [];
      }),
    );
    expect(addresses.size).toBeGreaterThan(8);
    const spelled = [...addresses]
      .flatMap(spellingsOf)
      .flatMap((host) => [`http://${host}/`, `https://${host}:443/x`]);
    expect(await verdicts(spelled)).toEqual(all(spelled, "PAGE_REFUSED"));
  });
});

const privateAddresses = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "100.64.0.1",
  "100.100.100.200",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.168.0.1",
  "198.18.0.1",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
];

const privateV6 = [
  "::",
  "::1",
  "100::1",
  "2001:db8::1",
  "3fff::1",
  "fc00::1",
  "fd00:ec2::254",
  "fd20:ce::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "2001::1",
  "2001:10::1",
  "2002:7f00:1::",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "::ffff:10.0.0.1",
  "4000::1",
  "5f00::1",
];

describe("addresses", () => {
  it.each(privateAddresses)("refuses %s in every spelling", async (address) => {
    const urls = spellingsOf(address).map((host) => `http://${host}/`);
    expect(await verdicts(urls)).toEqual(all(urls, "PAGE_REFUSED"));
  });

  it("refuses IPv6 that is not public", async () => {
    const urls = privateV6.map((address) => `http://[${address}]/`);
    expect(await verdicts(urls)).toEqual(all(urls, "PAGE_REFUSED"));
  });

  it("lets public addresses through, in any spelling that is an address", async () => {
    const urls = [
      "http://8.8.8.8/",
      "http://134744072/",
      "http://[2a00:1450:4001:81b::200e]/",
      "http://[::ffff:8.8.8.8]/",
    ];
    expect(await verdicts(urls)).toEqual(all(urls, "let through"));
  });

  it.each([...privateAddresses, ...privateV6, "not an address", ""])(
    "refuses a public name that resolves to %j, alone or beside a public address",
    async (address) => {
      for (const answer of [[address], [publicAddress, address], [address, publicAddress]]) {
        const resolving = makeGuard({ allow: [], resolve: async () => answer });
        expect(await verdict("https://example.com/", resolving)).toBe("PAGE_REFUSED");
      }
    },
  );

  it("lets a name through whose every address is public, NAT64 among them", async () => {
    const answer = [publicAddress, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"];
    expect(await verdict("https://example.com/", makeGuard({ allow: [], resolve: async () => answer }))).toBe(
      "let through",
    );
  });
});

describe("names, schemes and ports", () => {
  it("refuses names that are not the public Internet's, whatever the resolver says", async () => {
    const urls = [
      "localhost",
      "LOCALHOST.",
      "loc\u00adalhost",
      "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
      "x.localhost",
      "ip6-localhost",
      "metadata.google.internal",
      "metadata.google.internal.",
      "printer.local",
      "router.home.arpa",
      "intranet",
      "hidden.onion",
      "127.0.0.1.",
      "example..com",
      "example.com..",
      "a!b.com",
      "1.2.3.4.5",
      "example.0x7f",
    ].map((host) => `http://${host}/`);
    expect(await verdicts(urls)).toEqual(all(urls, "PAGE_REFUSED"));
  });

  it("refuses other schemes, credentials, ports of other services, and what is no URL", async () => {
    const urls = [
      "file:///etc/passwd",
      "ftp://example.com/",
      "data:text/html,x",
      "javascript:alert(1)",
      "blob:https://example.com/1",
      "view-source:http://example.com",
      "http://user:secret@example.com/",
      "http://user@example.com/",
      "http://example.com:22/",
      "http://example.com:6667/",
      "http://example.com:0/",
      "http://",
      "//example.com",
      "example.com",
      "",
      `http://example.com/${"x".repeat(9_000)}`,
    ];
    expect(await verdicts(urls)).toEqual(all(urls, "PAGE_REFUSED"));
    expect(await verdict("http://example.com:8080/")).toBe("let through");
  });

  it("tells cause and fix in one line, and no password", async () => {
    const error = await guard
      .vet("http://me:secret@127.0.0.1/\n\u0007", { signal })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "PAGE_REFUSED", fix: "Remove what stands before the @." });
    expect(String(error)).not.toMatch(/secret|\n|\p{Cc}/u);
  });
});
