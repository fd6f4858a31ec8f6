// Reads an address as a person, a page or a redirect wrote it, and says whether it may be asked at all, before any name is
// resolved. The WHATWG parser makes one host of every spelling (decimal, octal, hexadecimal, full-width, percent-encoded),
// and the connection is made from the parsed form alone, so two parsers can't disagree.
import { HydraError } from "../../core/errors.ts";
import { whyNotPublicAddress, whyNotPublicName } from "./addresses.ts";

export interface Target {
  readonly url: URL;
  /** A name in lower case without a dot at its end, or an IP address without brackets. */
  readonly host: string;
  readonly isAddress: boolean;
}

/** `allow`: hosts that may be fetched with their subdomains, as `readAllowList` made them; empty: any. Throws `PAGE_REFUSED`. */
export const readTarget = (text: string, allow: readonly string[]): Target => {
  if (text.length > 8_192) throw refused(text, "it is longer than 8,192 characters");
  const url = URL.parse(text);
  if (url === null) throw refused(text, "it is no URL", "Write it as https://host/path.");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refused(text, `${url.protocol} is not fetched`, "Use an http or https address.");
  if (url.username !== "" || url.password !== "")
    throw refused(text, "it carries a user name or password", "Remove what stands before the @.");
  url.hash = "";
  if (url.hostname.endsWith(".")) url.hostname = url.hostname.slice(0, -1);
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  const isAddress = host !== url.hostname || /^\d+(?:\.\d+){3}$/u.test(host);
  if (host === "") throw refused(text, "it names no host");
  const why = isAddress ? whyNotPublicAddress(host) : whyNotPublicName(host);
  if (why !== null) throw refused(text, isAddress ? `${host} is ${why}` : why);
  if (!sensiblePort(url.port))
    throw refused(text, `port ${url.port} is no web server's`, "Use 80, 443 or a port above 1023.");
  if (allow.length > 0 && !allow.some((allowed) => host === allowed || host.endsWith(`.${allowed}`)))
    throw refused(text, `${host} is not in web.allow`, `Add ${host} to web.allow, or ask for another page.`);
  return { url, host, isAddress };
};

/** Hosts of `web.allow`; a scheme, a `*.` before and a path behind them are forgiven. Throws `CONFIG_INVALID`. */
export const readAllowList = (entries: readonly string[]): readonly string[] =>
  entries.map((entry) => {
    const bare = entry.trim().replace(/^\*?\./u, "");
    const url = URL.parse(bare.includes("://") ? bare : `https://${bare}`);
    const host = url?.hostname.replace(/^\[|\]$|\.+$/gu, "") ?? "";
    if (host === "" || host.includes("*"))
      throw new HydraError("CONFIG_INVALID", `web.allow: ${JSON.stringify(entry)} is no host.`, {
        fix: "Write hosts such as docs.python.org; their subdomains are meant too.",
      });
    return host;
  });

export const refused = (url: string, why: string, fix = "Ask for a page of the public web."): HydraError =>
  new HydraError("PAGE_REFUSED", `Won't fetch ${shownUrl(url)}: ${why}.`, { fix, details: { url } });

/** One short line without control characters and passwords. */
export const shownUrl = (text: string): string =>
  text
    .replace(/[\p{C}\s]+/gu, " ")
    .replace(/\/\/[^/?#@]*@/u, "//…@")
    .slice(0, 200);

/** Above 1023, those that the Fetch standard keeps browsers from. */
const otherServices = new Set(
  "1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080".split(
    " ",
  ),
);

const sensiblePort = (port: string): boolean =>
  port === "" || port === "80" || port === "443" || (Number(port) > 1023 && !otherServices.has(port));
