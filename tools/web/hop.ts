// One request of the guard: to addresses that were judged, read within its limits, or where it is sent on to.
import type { Abort } from "../../core/abort.ts";
import { readBody } from "./body.ts";
import { connectionTo } from "./connect.ts";
import { cantRead } from "./failures.ts";
import type { Target } from "./target.ts";

export interface FetchOptions extends Abort {
  /** For all hops and the whole body. */
  readonly timeoutMs?: number;
  readonly limitBytes?: number;
  readonly over?: "refuse" | "cut";
  /** `any`: whatever it is, or where nobody says. */
  readonly accept: readonly MediaType[] | "any";
  /** Called before each hop is asked; throws to stop it. Its signal has the deadline in it. */
  readonly beforeHop?: (url: URL, options: Abort) => Promise<void>;
}

/** `type/subtype` or `type/*`. */
export type MediaType = `${string}/${string}`;

export interface Fetched {
  /** Of the last hop. */
  readonly url: string;
  readonly mediaType: string;
  /** "" where none is named. */
  readonly charset: string;
  /** Unpacked. */
  readonly bytes: Uint8Array;
}

export interface Vetted extends Target {
  readonly addresses: readonly string[];
}

/** What we are called in robots.txt. */
export const robotName = "HydraBot";

const userAgent = `Mozilla/5.0 (compatible; ${robotName}/0.1)`;
const redirects = new Set([301, 302, 303, 307, 308]);
const defaultLimitBytes = 8 << 20;

interface AskOptions extends FetchOptions {
  readonly reroute: ((address: string) => string) | undefined;
}

type Answer = { readonly page: Fetched } | { readonly location: string };

/** Throws `PAGE_UNREADABLE`, and what the transport throws. */
export const askOnce = async (target: Vetted, options: AskOptions): Promise<Answer> => {
  const { signal, accept, limitBytes = defaultLimitBytes, over = "refuse" } = options;
  const { href } = target.url;
  const addresses = target.addresses.map((address) => options.reroute?.(address) ?? address);
  const { dispatcher, request } = await connectionTo(addresses);
  try {
    const { statusCode, headers, body } = await request(href, {
      dispatcher,
      signal,
      headers: {
        "user-agent": userAgent,
        accept: accept === "any" ? "*/*" : accept.join(", "),
        "accept-encoding": "gzip, br",
      },
    });
    body.on("error", () => {});
    const header = (name: string): string => [headers[name] ?? ""].flat()[0] ?? "";
    const location = header("location");
    if (redirects.has(statusCode) && location !== "") {
      const url = URL.parse(location, href);
      if (url === null) throw cantRead(href, "it redirects to what is no URL");
      return { location: url.href };
    }
    if (statusCode !== 200) throw cantRead(href, `the server answered ${statusCode}`, { status: statusCode });
    const { mediaType, charset } = readContentType(header("content-type"));
    if (accept !== "any" && !accept.some((wanted) => covers(wanted, mediaType)))
      throw cantRead(href, `it is ${mediaType === "" ? "of no named type" : mediaType}, which is not read`);
    if (over === "refuse" && Number(header("content-length")) > limitBytes)
      throw cantRead(href, `it is longer than ${limitBytes} bytes`);
    const bytes = await readBody(body, { coding: header("content-encoding"), limitBytes, over });
    return { page: { url: href, mediaType, charset, bytes } };
  } finally {
    // Not `close`: a body that nobody reads would keep it waiting.
    await dispatcher.destroy();
  }
};

const covers = (wanted: MediaType, mediaType: string): boolean =>
  wanted.endsWith("/*") ? mediaType.startsWith(wanted.slice(0, -1)) : wanted === mediaType;

const readContentType = (header: string) => ({
  mediaType: (header.split(";")[0] ?? "").trim().toLowerCase(),
  charset: /;\s*charset\s*=\s*"?([^\s";]+)/iu.exec(header)?.[1]?.toLowerCase() ?? "",
});
